package org.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimestampsTest {
  private static final long SECOND = 1_000_000;

  @ParameterizedTest
  @CsvSource({
    "pretty, 1, Thu 1970-01-01 00:00:01 UTC",
    "pretty, 951782400, Tue 2000-02-29 00:00:00 UTC",
    "pretty, 1795305458, Sat 2026-11-21 23:57:38 UTC",
    "us, 4070908800, Thu 2099-01-01 00:00:00.000000 UTC",
    "unix, 4070908800, @4070908800"
  })
  void printsPointsInTime(String style, long seconds, String text) {
    assertThat(new Timestamps(style, "UTC").print(seconds * SECOND)).isEqualTo(text);
  }

  @Test
  void neverIsEmpty() {
    assertThat(new Timestamps("pretty", "UTC").print(0)).isEmpty();
    assertThat(new Timestamps("pretty", "UTC").print(-1)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, now",
    "12, 12us ago",
    "796000, 796ms ago",
    "5000000, 5s ago",
    "135000000, 2min 15s ago",
    "1200000000, 20min ago",
    "3700000000, 1h 1min ago",
    "25000000000, 6h ago",
    "93600000000, 1 day 2h ago",
    "259200000000, 3 days ago",
    "777600000000, 1 week 2 days ago",
    "2716200000000, 1 month 1 day ago",
    "34187400000000, 1 year 1 month ago"
  })
  void saysHowLongAgoItWas(long usec, String text) {
    long now = 2_000_000_000L * SECOND;
    assertThat(Timestamps.relative(now - usec, now)).isEqualTo(text);
  }

  @Test
  void saysHowLongItIsToGo() {
    assertThat(Timestamps.relative(3_300 * SECOND + 1, 1)).isEqualTo("55min left");
  }
}
