package org.reeve.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WaitTest {
  @Test
  void whatIsWrittenIntoAPipeComesOutAndItsEndIsSeen() {
    Pipe pipe = Pipe.open();
    try (Fd reading = pipe.reading()) {
      assertThat(Poll.await(reading, Poll.IN, Duration.ZERO)).isZero();
      pipe.writing().writeFully(new byte[] {'x'});
      assertThat(Poll.await(reading, Poll.IN, Duration.ofSeconds(20))).isEqualTo(Poll.IN);
      assertThat(Fs.readAll(closing(pipe))).isEqualTo(new byte[] {'x'});
      assertThat(Poll.await(reading, Poll.IN, Duration.ofSeconds(20))).isEqualTo(Poll.HUP);
    }
  }

  private static Fd closing(Pipe pipe) {
    pipe.writing().close();
    return pipe.reading();
  }

  @Test
  void aWaitIsOverWhenItsTimeIs() {
    try (Pipe pipe = Pipe.open()) {
      long begin = System.nanoTime();
      assertThat(Poll.await(pipe.reading(), Poll.IN, Duration.ofMillis(50))).isZero();
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(50_000_000);
    }
  }
}
