package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reeve.host.Comparison.Operator;

class VersionsTest {
  @ParameterizedTest
  @CsvSource({
    "1.0~rc1, 1.0",
    "1.0, 1.0-1",
    "1.0-1, 1.0^git",
    "1.0^git, 1.0.1",
    "1.9, 1.10",
    "1.0a, 1.0b",
    "1.A, 1.a",
    "1.a, 1.1",
    "6.1.0-13-amd64, 6.18.44",
  })
  void theFirstIsTheOlder(String older, String newer) {
    assertThat(Versions.compare(older, newer)).isNegative();
    assertThat(Versions.compare(newer, older)).isPositive();
    assertThat(Versions.compare(older, older)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "6.18, >=6.1, true",
    "6.18, <6.1, false",
    "6.18, ==6.18, true",
    "6.18, <>6.18, false",
    "6.18, =6.180, false",
    "6.18, !=6, true",
    "6.18, $=6.*, true",
    "6.18, !$=6.*, false",
    "6.18, 6.*, true",
  })
  void operatorsCompareTextsPatternsAndVersions(String left, String comparison, boolean holds) {
    assertThat(Comparison.parse(comparison, Operator.GLOB).holdsFor(left)).isEqualTo(holds);
  }
}
