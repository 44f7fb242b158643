package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** The names of exit statuses (systemd.exec(5), "PROCESS EXIT CODES"). */
public final class ExitStatusName {
  private static final String[] LSB = {
    "SUCCESS",
    "FAILURE",
    "INVALIDARGUMENT",
    "NOTIMPLEMENTED",
    "NOPERMISSION",
    "NOTINSTALLED",
    "NOTCONFIGURED",
    "NOTRUNNING"
  };

  private static final int SYSEXITS_FIRST = 64;
  private static final String[] SYSEXITS = {
    "USAGE",
    "DATAERR",
    "NOINPUT",
    "NOUSER",
    "NOHOST",
    "UNAVAILABLE",
    "SOFTWARE",
    "OSERR",
    "OSFILE",
    "CANTCREAT",
    "IOERR",
    "TEMPFAIL",
    "PROTOCOL",
    "NOPERM",
    "CONFIG"
  };

  private static final int EXEC_FIRST = 200;
  private static final String[] EXEC = {
    "CHDIR",
    "NICE",
    "FDS",
    "EXEC",
    "MEMORY",
    "LIMITS",
    "OOM_ADJUST",
    "SIGNAL_MASK",
    "STDIN",
    "STDOUT",
    "CHROOT",
    "IOPRIO",
    "TIMERSLACK",
    "SECUREBITS",
    "SETSCHEDULER",
    "CPUAFFINITY",
    "GROUP",
    "USER",
    "CAPABILITIES",
    "CGROUP",
    "SETSID",
    "CONFIRM",
    "STDERR",
    "",
    "PAM",
    "NETWORK",
    "NAMESPACE",
    "NO_NEW_PRIVILEGES",
    "SECCOMP",
    "SELINUX_CONTEXT",
    "PERSONALITY",
    "APPARMOR_PROFILE",
    "ADDRESS_FAMILIES",
    "RUNTIME_DIRECTORY",
    "",
    "CHOWN",
    "SMACK_PROCESS_LABEL",
    "KEYRING",
    "STATE_DIRECTORY",
    "CACHE_DIRECTORY",
    "LOGS_DIRECTORY",
    "CONFIGURATION_DIRECTORY",
    "NUMA_POLICY",
    "CREDENTIALS",
    "",
    "BPF"
  };

  private ExitStatusName() {}

  /** The status called {@code text}, by name or number 0 to 255; -1 if there is none. */
  public static int parse(String text) {
    if (Ascii.isNumber(text)) {
      int value = text.length() > 3 ? 256 : Integer.parseInt(text);
      return value <= 255 ? value : -1;
    }
    for (int i = 0; i <= 255; i++) {
      if (text.equals(of(i))) {
        return i;
      }
    }
    return -1;
  }

  /** The name of a status, null if it has none. */
  public static @Nullable String of(int status) {
    String name = "";
    if (status >= 0 && status < LSB.length) {
      name = LSB[status];
    } else if (status >= SYSEXITS_FIRST && status < SYSEXITS_FIRST + SYSEXITS.length) {
      name = SYSEXITS[status - SYSEXITS_FIRST];
    } else if (status >= EXEC_FIRST && status < EXEC_FIRST + EXEC.length) {
      name = EXEC[status - EXEC_FIRST];
    } else if (status == 255) {
      name = "EXCEPTION";
    }
    return name.isEmpty() ? null : name;
  }
}
