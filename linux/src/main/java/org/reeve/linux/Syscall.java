package org.reeve.linux;

/**
 * The system calls in use and their numbers on the two architectures Reeve runs on.
 *
 * <p>Only calls that exist on both are listed: aarch64 has no {@code open}, {@code unlink}, {@code
 * epoll_wait} and so on, but their {@code -at} and {@code -p} forms do the same everywhere.
 * Sources: {@code asm/unistd_64.h} for x86_64 and {@code asm-generic/unistd.h} for aarch64; a test
 * compares this table with those headers.
 */
enum Syscall {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  LSEEK(8, 62),
  MMAP(9, 222),
  MUNMAP(11, 215),
  RT_SIGPROCMASK(14, 135),
  IOCTL(16, 29),
  PREAD64(17, 67),
  PWRITE64(18, 68),
  GETPID(39, 172),
  SOCKET(41, 198),
  CONNECT(42, 203),
  RECVFROM(45, 207),
  SENDMSG(46, 211),
  RECVMSG(47, 212),
  SHUTDOWN(48, 210),
  BIND(49, 200),
  LISTEN(50, 201),
  GETSOCKNAME(51, 204),
  GETPEERNAME(52, 205),
  SOCKETPAIR(53, 199),
  SETSOCKOPT(54, 208),
  GETSOCKOPT(55, 209),
  KILL(62, 129),
  UNAME(63, 160),
  FCNTL(72, 25),
  FLOCK(73, 32),
  FSYNC(74, 82),
  FDATASYNC(75, 83),
  FTRUNCATE(77, 46),
  FCHMOD(91, 52),
  FCHOWN(93, 55),
  UMASK(95, 166),
  GETUID(102, 174),
  GETGID(104, 176),
  GETEUID(107, 175),
  GETEGID(108, 177),
  SETPGID(109, 154),
  GETPPID(110, 173),
  SETSID(112, 157),
  GETGROUPS(115, 158),
  GETPGID(121, 155),
  GETSID(124, 156),
  STATFS(137, 43),
  PRCTL(157, 167),
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  GETTID(186, 178),
  GETXATTR(191, 8),
  GETDENTS64(217, 61),
  CLOCK_GETTIME(228, 113),
  EPOLL_CTL(233, 21),
  TGKILL(234, 131),
  MQ_OPEN(240, 180),
  MQ_UNLINK(241, 181),
  WAITID(247, 95),
  INOTIFY_ADD_WATCH(254, 27),
  INOTIFY_RM_WATCH(255, 28),
  OPENAT(257, 56),
  MKDIRAT(258, 34),
  MKNODAT(259, 33),
  FCHOWNAT(260, 54),
  UNLINKAT(263, 35),
  LINKAT(265, 37),
  SYMLINKAT(266, 36),
  READLINKAT(267, 78),
  FCHMODAT(268, 53),
  FACCESSAT(269, 48),
  PPOLL(271, 73),
  UTIMENSAT(280, 88),
  EPOLL_PWAIT(281, 22),
  TIMERFD_CREATE(283, 85),
  TIMERFD_SETTIME(286, 86),
  ACCEPT4(288, 242),
  EVENTFD2(290, 19),
  EPOLL_CREATE1(291, 20),
  DUP3(292, 24),
  PIPE2(293, 59),
  INOTIFY_INIT1(294, 26),
  PRLIMIT64(302, 261),
  KCMP(312, 272),
  EXECVE(59, 221),
  RENAMEAT2(316, 276),
  SECCOMP(317, 277),
  GETRANDOM(318, 278),
  MEMFD_CREATE(319, 279),
  EXECVEAT(322, 281),
  STATX(332, 291),
  PIDFD_SEND_SIGNAL(424, 424),
  PIDFD_OPEN(434, 434),
  CLOSE_RANGE(436, 436),
  PIDFD_GETFD(438, 438),
  EPOLL_PWAIT2(441, 441);

  private final int x86;
  private final int arm;

  Syscall(int x86, int arm) {
    this.x86 = x86;
    this.arm = arm;
  }

  /** The number on the machine this runs on. */
  int number() {
    return Machine.AARCH64 ? arm : x86;
  }

  int x86() {
    return x86;
  }

  int arm() {
    return arm;
  }

  /** The call's name as section 2 of the manual has it: {@code openat}. */
  String call() {
    byte[] name = new byte[name().length()];
    for (int i = 0; i < name.length; i++) {
      name[i] = (byte) Character.toLowerCase(name().charAt(i));
    }
    return new String(name, java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
