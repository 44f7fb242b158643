package org.reeve.recipe;

/**
 * The exit statuses of systemd.exec(5), "process exit codes", that steps fail with or that others
 * rely on.
 */
public final class ExitStatus {
  private ExitStatus() {}

  public static final int FAILURE = 1;
  public static final int CHDIR = 200;
  public static final int NICE = 201;
  public static final int FDS = 202;
  public static final int EXEC = 203;
  public static final int MEMORY = 204;
  public static final int LIMITS = 205;
  public static final int OOM_ADJUST = 206;
  public static final int SIGNAL_MASK = 207;
  public static final int STDIN = 208;
  public static final int STDOUT = 209;
  public static final int SET_SCHEDULER = 214;
  public static final int CPU_AFFINITY = 215;
  public static final int GROUP = 216;
  public static final int USER = 217;
  public static final int CGROUP = 219;
  public static final int SETSID = 220;
  public static final int STDERR = 222;
  public static final int NO_NEW_PRIVILEGES = 227;
  public static final int RUNTIME_DIRECTORY = 233;
  public static final int CHOWN = 235;
  public static final int STATE_DIRECTORY = 238;
  public static final int CACHE_DIRECTORY = 239;
  public static final int LOGS_DIRECTORY = 240;
  public static final int CONFIGURATION_DIRECTORY = 241;
}
