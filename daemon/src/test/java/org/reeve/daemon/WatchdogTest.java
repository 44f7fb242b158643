package org.reeve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reeve.linux.UnixAddress;

@Timeout(120)
class WatchdogTest {
  private static final Duration TIMEOUT = Duration.ofMillis(40);

  @TempDir private Path directory;
  private FakeManager manager = new FakeManager(UnixAddress.UNNAMED);
  private Notifier notifier = Notifier.of(Map.of());

  @BeforeEach
  void listen() {
    manager.close();
    String path = directory.resolve("notify").toString();
    manager = new FakeManager(UnixAddress.path(path));
    notifier = Notifier.at(path);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void theManagerHearsAgainAndAgainThatAllIsWell() {
    try (Watchdog watchdog = Watchdog.start(notifier, TIMEOUT, () -> {})) {
      assertThat(watchdog.isWanted()).isTrue();
      for (int i = 0; i < 5; i++) {
        assertThat(manager.next().text()).isEqualTo("WATCHDOG=1");
      }
    }
  }

  @Test
  void aCheckThatHangsSilencesTheWatchdog() throws InterruptedException {
    AtomicBoolean hang = new AtomicBoolean();
    CountDownLatch hanging = new CountDownLatch(1);
    try (Watchdog _ =
        Watchdog.start(
            notifier,
            TIMEOUT,
            () -> {
              if (hang.get()) {
                hanging.countDown();
                new CountDownLatch(1).await();
              }
            })) {
      assertThat(manager.next().text()).isEqualTo("WATCHDOG=1");
      hang.set(true);
      hanging.await();
      while (manager.hears(Duration.ZERO)) {
        manager.next();
      }
      assertThat(manager.hears(TIMEOUT.multipliedBy(10))).isFalse();
    }
  }

  @Test
  void aCheckThatFailsSilencesItAndSaysWhyInTheStatusUntilItSucceedsAgain() {
    AtomicBoolean well = new AtomicBoolean();
    try (Watchdog _ =
        Watchdog.start(
            notifier,
            TIMEOUT,
            () -> {
              if (!well.get()) {
                throw new IOException("disk full");
              }
            })) {
      for (int i = 0; i < 3; i++) {
        assertThat(manager.next().text())
            .isEqualTo("STATUS=The health check fails: java.io.IOException: disk full");
      }
      well.set(true);
      String text = manager.next().text();
      while (text.startsWith("STATUS=The health check fails")) {
        text = manager.next().text();
      }
      assertThat(text).isEqualTo("WATCHDOG=1");
      assertThat(manager.next().text()).isEqualTo("STATUS=The health check succeeds again.");
    }
  }

  @Test
  void theTimeoutIsForTheProcessThatIsNamed() {
    assertThat(Watchdog.timeout(Map.of("WATCHDOG_USEC", "2000000", "WATCHDOG_PID", "7"), 7))
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(Watchdog.timeout(Map.of("WATCHDOG_USEC", "2000000"), 7))
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(Watchdog.timeout(Map.of("WATCHDOG_USEC", "2000000", "WATCHDOG_PID", "8"), 7))
        .isNull();
    assertThat(Watchdog.timeout(Map.of("WATCHDOG_USEC", "0"), 7)).isNull();
    assertThat(Watchdog.timeout(Map.of("WATCHDOG_USEC", "soon"), 7)).isNull();
    assertThat(Watchdog.timeout(Map.of(), 7)).isNull();
    assertThat(Watchdog.start(notifier, () -> {}).isWanted()).as("in this test").isFalse();
  }
}
