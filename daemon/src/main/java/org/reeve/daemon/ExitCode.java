package org.reeve.daemon;

import org.jspecify.annotations.Nullable;

/**
 * Exit statuses by the names that service managers have for them: those of the C library, of the
 * LSB for services, of BSD's {@code sysexits.h}, and those with which systemd ends a process that
 * it could not set up. As {@code systemd-analyze exit-status} lists them; systemd.exec(5) explains
 * each under "process exit codes", but is wrong about BPF.
 */
public enum ExitCode {
  /** All went well. */
  SUCCESS(0),
  /** Generic or unspecified failure. */
  FAILURE(1),

  /** LSB: invalid or excess arguments. */
  INVALIDARGUMENT(2),
  /** LSB: a feature that is not implemented. */
  NOTIMPLEMENTED(3),
  /** LSB: the user has insufficient privileges. */
  NOPERMISSION(4),
  /** LSB: the program is not installed. */
  NOTINSTALLED(5),
  /** LSB: the program is not configured. */
  NOTCONFIGURED(6),
  /** LSB: the program is not running. */
  NOTRUNNING(7),

  /** BSD: the command line is wrong. */
  USAGE(64),
  /** BSD: input data is wrong. */
  DATAERR(65),
  /** BSD: input cannot be opened. */
  NOINPUT(66),
  /** BSD: an addressee is unknown. */
  NOUSER(67),
  /** BSD: a host name is unknown. */
  NOHOST(68),
  /** BSD: a service is unavailable. */
  UNAVAILABLE(69),
  /** BSD: an internal error. */
  SOFTWARE(70),
  /** BSD: an error of the operating system. */
  OSERR(71),
  /** BSD: a critical file of the operating system is missing. */
  OSFILE(72),
  /** BSD: output cannot be created. */
  CANTCREAT(73),
  /** BSD: an error of input or output. */
  IOERR(74),
  /** BSD: a failure that will pass; try again. */
  TEMPFAIL(75),
  /** BSD: the other side broke the protocol. */
  PROTOCOL(76),
  /** BSD: permission denied. */
  NOPERM(77),
  /** BSD: the configuration is wrong. */
  CONFIG(78),

  /** Manager: WorkingDirectory= failed. */
  CHDIR(200),
  /** Manager: Nice= failed. */
  NICE(201),
  /** Manager: descriptors could not be closed or passed. */
  FDS(202),
  /** Manager: the program could not be executed. */
  EXEC(203),
  /** Manager: no memory. */
  MEMORY(204),
  /** Manager: a limit could not be set. */
  LIMITS(205),
  /** Manager: OOMScoreAdjust= failed. */
  OOM_ADJUST(206),
  /** Manager: the signal mask could not be set. */
  SIGNAL_MASK(207),
  /** Manager: standard input could not be set up. */
  STDIN(208),
  /** Manager: standard output could not be set up. */
  STDOUT(209),
  /** Manager: chroot(2) failed. */
  CHROOT(210),
  /** Manager: IOSchedulingClass= or IOSchedulingPriority= failed. */
  IOPRIO(211),
  /** Manager: TimerSlackNSec= failed. */
  TIMERSLACK(212),
  /** Manager: SecureBits= failed. */
  SECUREBITS(213),
  /** Manager: CPUSchedulingPolicy= failed. */
  SETSCHEDULER(214),
  /** Manager: CPUAffinity= failed. */
  CPUAFFINITY(215),
  /** Manager: Group= could not be found or taken. */
  GROUP(216),
  /** Manager: User= could not be found or taken. */
  USER(217),
  /** Manager: capabilities could not be dropped or given. */
  CAPABILITIES(218),
  /** Manager: the control group could not be set up. */
  CGROUP(219),
  /** Manager: no new session. */
  SETSID(220),
  /** Manager: the user did not confirm. */
  CONFIRM(221),
  /** Manager: standard error could not be set up. */
  STDERR(222),
  /** Manager: PAMName= failed. */
  PAM(224),
  /** Manager: PrivateNetwork= failed. */
  NETWORK(225),
  /** Manager: namespaces could not be set up. */
  NAMESPACE(226),
  /** Manager: NoNewPrivileges= failed. */
  NO_NEW_PRIVILEGES(227),
  /** Manager: SystemCallFilter= failed. */
  SECCOMP(228),
  /** Manager: SELinuxContext= failed. */
  SELINUX_CONTEXT(229),
  /** Manager: Personality= failed. */
  PERSONALITY(230),
  /** Manager: AppArmorProfile= failed. */
  APPARMOR(231),
  /** Manager: RestrictAddressFamilies= failed. */
  ADDRESS_FAMILIES(232),
  /** Manager: RuntimeDirectory= failed. */
  RUNTIME_DIRECTORY(233),
  /** Manager: the owner of a socket could not be changed. */
  CHOWN(235),
  /** Manager: SmackProcessLabel= failed. */
  SMACK_PROCESS_LABEL(236),
  /** Manager: KeyringMode= failed. */
  KEYRING(237),
  /** Manager: StateDirectory= failed. */
  STATE_DIRECTORY(238),
  /** Manager: CacheDirectory= failed. */
  CACHE_DIRECTORY(239),
  /** Manager: LogsDirectory= failed. */
  LOGS_DIRECTORY(240),
  /** Manager: ConfigurationDirectory= failed. */
  CONFIGURATION_DIRECTORY(241),
  /** Manager: NUMAPolicy= failed. */
  NUMA_POLICY(242),
  /** Manager: credentials could not be set up. */
  CREDENTIALS(243),
  /** Manager: RestrictFileSystems= failed. */
  BPF(244),
  /** Manager: a service ended by a signal is told to others with this status. */
  EXCEPTION(255);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /**
   * The number, 0 to 255.
   *
   * @return the number
   */
  public int status() {
    return status;
  }

  /**
   * The code with this number; null if it has no name.
   *
   * @param status the number
   * @return the code, or null
   */
  public static @Nullable ExitCode of(int status) {
    for (ExitCode code : values()) {
      if (code.status == status) {
        return code;
      }
    }
    return null;
  }

  /**
   * Ends this program with this status, as {@link System#exit} does: hooks of {@link Lifecycle} and
   * of the JVM run before.
   */
  public void exit() {
    System.exit(status);
  }
}
