package org.reeve.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checked against fnmatch(3) of the C library. */
class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "*, a.service, true",
    "e*.service, echo.service, true",
    "e*.service, echo.socket, false",
    "?.service, a.service, true",
    "?.service, ab.service, false",
    "[a-c].service, b.service, true",
    "[!a-c].service, b.service, false",
    "[]x], ], true",
    "[x, [x, true",
    "a\\*b, a*b, true",
    "a\\*b, axb, false",
    "*a*b*c, xxaxxbxxc, true",
    "*a*b*c, xxaxxbxx, false",
    "echo.service, echo.service, true",
    "echo, echo.service, false",
  })
  void aPatternMatchesAsInAShell(String pattern, String text, boolean matches) {
    assertThat(Glob.matches(pattern, text)).isEqualTo(matches);
  }
}
