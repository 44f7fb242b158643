package org.reeve.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

class ErrnoTest {
  @Test
  void aFailedCallNamesCallArgumentAndErrno() {
    assertThatThrownBy(() -> Fs.open(Fs.path("/nowhere/at all"), Open.RDONLY))
        .isInstanceOf(ErrnoException.class)
        .hasMessage("openat of /nowhere/at all failed: ENOENT (no such file or directory)");
  }

  @Test
  void theNumberComesWithTheException() {
    ErrnoException e =
        catchThrowableOfType(
            ErrnoException.class, () -> Fs.write(Fs.path("/proc"), new byte[] {1}));
    assertThat(e.errno()).isEqualTo(Errno.EISDIR);
    assertThat(e.argument()).isEqualTo("/proc");
  }

  @Test
  void aWriteThatFailsNamesTheFileNotTheDescriptor() {
    assertThatThrownBy(() -> Fs.write(Fs.path("/dev/full"), new byte[] {1}))
        .hasMessage("write of /dev/full failed: ENOSPC (no space left on device)");
  }

  @Test
  void namesAndNumbersAreEachOthersInverse() {
    for (int errno = 1; errno < 134; errno++) {
      String name = Errno.name(errno);
      if (name.startsWith("E")) {
        assertThat(Errno.number(name)).isEqualTo(errno);
      }
    }
    assertThat(Errno.number("ENOTSUCH")).isZero();
  }

  @Test
  void aNumberWithoutNameIsShownAsNumber() {
    assertThat(Errno.name(41)).isEqualTo("errno 41");
    assertThat(Errno.name(4095)).isEqualTo("errno 4095");
  }

  @Test
  void aPathWithNulNeverReachesTheKernelCutShort() {
    assertThatThrownBy(() -> Fs.exists(new byte[] {'/', 0, 'x'}))
        .hasMessage("statx of /\\x00x failed: EINVAL (invalid argument)");
  }

  @Test
  void aPathLongerThanAnyIsRefused() {
    assertThatThrownBy(() -> Fs.exists(new byte[100_000])).hasMessageContaining("ENAMETOOLONG");
  }
}
