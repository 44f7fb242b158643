package org.reeve.linux;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ProcessTest {
  private static Process start(String... command) throws IOException {
    return new ProcessBuilder(command).start();
  }

  private static int pid(Process process) {
    return (int) process.pid();
  }

  @Test
  void aPidFdSignalsExactlyItsProcess() throws IOException, InterruptedException {
    Process child = start("sleep", "600");
    try (Fd pidFd = requireNonNull(PidFd.open(pid(child)))) {
      assertThat(PidFd.pid(pidFd)).isEqualTo(pid(child));
      assertThat(PidFd.signal(pidFd, Signals.SIGTERM)).isTrue();
      assertThat(child.waitFor()).isEqualTo(128 + Signals.SIGTERM);
      assertThat(PidFd.signal(pidFd, Signals.SIGTERM)).isFalse();
      assertThat(PidFd.pid(pidFd)).isEqualTo(-1);
    }
  }

  @Test
  void aPidFdOfNobodyIsNull() throws IOException, InterruptedException {
    Process child = start("true");
    child.waitFor();
    assertThat(PidFd.open(pid(child))).isNull();
  }

  @Test
  void thePidFdTellsParentOwnerAndCgroup() throws IOException {
    Process child = start("sleep", "600");
    try (Fd pidFd = requireNonNull(PidFd.open(pid(child)))) {
      PidFd.Facts facts = PidFd.facts(pidFd);
      Assumptions.assumeTrue(facts != null, "PIDFD_GET_INFO needs Linux 6.13");
      assertThat(facts.pid()).isEqualTo(pid(child));
      assertThat(facts.ppid()).isEqualTo(Sys.pid());
      assertThat(facts.uid()).isEqualTo(Sys.uid());
      assertThat(facts.exited()).isFalse();
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void theStatusOfAProcessIsReadFromProc() throws IOException {
    Process child = start("sleep", "600");
    try {
      Proc.Status status = requireNonNull(Proc.status(pid(child)));
      assertThat(status.ppid()).isEqualTo(Sys.pid());
      assertThat(status.startTicks()).isPositive();
      assertThat(status.session()).isEqualTo(Sys.sid(pid(child)));
      assertThat(status.pgrp()).isEqualTo(Sys.pgid(pid(child)));
      assertThat(Proc.status(0x3fff_fff0)).isNull();
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void aCommandNameWithBracketsAndBlanksDoesNotConfuseTheStatus(@TempDir Path dir)
      throws IOException {
    byte[] program = Fs.path(dir.resolve("a) S 1 (b").toString());
    Fs.replace(program, Fs.read(Fs.path("/bin/sleep")), 0755);
    Process child = start(dir.resolve("a) S 1 (b").toString(), "600");
    try {
      Proc.Status status = requireNonNull(Proc.status(pid(child)));
      assertThat(status.command()).isEqualTo("a) S 1 (b");
      assertThat(status.ppid()).isEqualTo(Sys.pid());
    } finally {
      child.destroyForcibly();
    }
  }

  @Test
  void aSenderThatHasEndedIsStillKnownByItsPidFd(@TempDir Path dir)
      throws IOException, InterruptedException {
    UnixAddress address = UnixAddress.path(dir.resolve("notify").toString());
    try (Fd socket = Socket.unix(Socket.Type.DGRAM, true);
        MessageReceiver receiver = new MessageReceiver(4096, 4)) {
      Socket.bind(socket, address);
      Socket.passCredentials(socket);
      Assumptions.assumeTrue(Socket.passPidFd(socket), "SO_PASSPIDFD needs Linux 6.5");
      // perl is in every Debian: a process of its own that sends one datagram and ends with 7
      String script =
          "use Socket; socket(S, PF_UNIX, SOCK_DGRAM, 0) or die;"
              + " send(S, 'READY=1', 0, pack_sockaddr_un($ARGV[0])) or die; exit 7;";
      Process child = start("perl", "-e", script, address.toString());
      assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isEqualTo(7);

      assertThat(receiver.receive(socket)).isTrue();
      assertThat(Buffers.text(receiver.data())).isEqualTo("READY=1");
      Credentials sender = requireNonNull(receiver.credentials());
      assertThat(sender.pid()).isEqualTo(pid(child));
      try (Fd pidFd = receiver.takePidFd()) {
        Assumptions.assumeTrue(pidFd != null, "a gone sender's pidfd needs Linux 6.16");
        PidFd.Facts facts = PidFd.facts(pidFd);
        Assumptions.assumeTrue(facts != null, "PIDFD_INFO_EXIT needs Linux 6.15");
        assertThat(facts.exited()).isTrue();
        assertThat(facts.status()).isEqualTo(7 << 8);
      }
    }
  }

  @Test
  void theUnifiedCgroupIsFoundAmongOthers() {
    String group = Proc.cgroup(Sys.pid());
    String text =
        new String(Fs.read(Fs.path("/proc/self/cgroup")), java.nio.charset.StandardCharsets.UTF_8);
    if (text.contains("0::")) {
      assertThat(text).contains("0::" + group + "\n");
    } else {
      assertThat(group).isNull();
    }
  }

  @Test
  void limitsCanBeLoweredAndRaisedAgainToTheHardOne() {
    Sys.Limit before = Sys.limit(Sys.RLIMIT_CORE);
    Sys.setLimit(Sys.RLIMIT_CORE, new Sys.Limit(0, before.hard()));
    assertThat(Sys.limit(Sys.RLIMIT_CORE).soft()).isZero();
    Sys.setLimit(Sys.RLIMIT_CORE, before);
    assertThat(Sys.limit(Sys.RLIMIT_CORE)).isEqualTo(before);
  }

  @Test
  void unameIsWhatProcSays() {
    String release =
        new String(
            Fs.read(Fs.path("/proc/sys/kernel/osrelease")),
            java.nio.charset.StandardCharsets.UTF_8);
    assertThat(Sys.uname().release() + "\n").isEqualTo(release);
    assertThat(Sys.uname().system()).isEqualTo("Linux");
  }

  @Test
  void idsAreWhatProcSays() {
    Proc.Status self = requireNonNull(Proc.status(Sys.pid()));
    assertThat(self.ppid()).isEqualTo(Sys.ppid());
    assertThat(self.pgrp()).isEqualTo(Sys.pgid(0));
    String text =
        new String(Fs.read(Fs.path("/proc/self/status")), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(text).contains("\nUid:\t" + Sys.uid() + "\t" + Sys.euid() + "\t");
    assertThat(text).contains("\nGid:\t" + Sys.gid() + "\t" + Sys.egid() + "\t");
  }

  @Test
  void randomBytesDiffer() {
    assertThat(Sys.random(16)).hasSize(16).isNotEqualTo(Sys.random(16));
  }

  @Test
  void killingNobodyIsAnAnswer() {
    assertThat(Sys.kill(0x3fff_fff0, 0)).isFalse();
    assertThat(Sys.kill(Sys.pid(), 0)).isTrue();
  }

  @Test
  void waitingForAProcessThatIsNoChildIsNull() {
    assertThat(Sys.waitFor(1, false)).isNull();
  }

  @Test
  void anUnmountThatFailsNamesTheMountPoint(@TempDir Path dir) {
    assertThatThrownBy(() -> Sys.unmount(Fs.path(dir.toString()), 0))
        .hasMessageStartingWith("umount2 of " + dir + " failed: E");
  }

  @Test
  void signalNamesAndNumbersAreEachOthersInverse() {
    for (int signal = 1; signal <= 64; signal++) {
      assertThat(Signals.number(Signals.name(signal))).isEqualTo(signal);
    }
    assertThat(Signals.name(37)).isEqualTo("SIGRTMIN+3");
    assertThat(Signals.number("TERM")).isEqualTo(15);
    assertThat(Signals.number("SIGRTMAX-1")).isEqualTo(63);
    assertThat(Signals.number("RTMIN+31")).isZero();
    assertThat(Signals.number("SIGNOTHING")).isZero();
    assertThat(Signals.number("99999999999")).isZero();
  }
}
