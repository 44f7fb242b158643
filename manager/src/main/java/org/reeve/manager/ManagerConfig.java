package org.reeve.manager;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.ManagerSettings;
import org.reeve.unit.UnitName;

/**
 * What a manager is told when it begins and that does not change while it lives: its scope, its
 * defaults (system.conf(5)), and what the machine allows.
 *
 * @param scope for whom it manages
 * @param defaultUnit what it starts first; null to start nothing by itself
 * @param environment what every service finds in its environment
 * @param notifySocket the path for $NOTIFY_SOCKET
 * @param runtimeDirectory where the manager's sockets lie
 * @param uid the manager's own uid; other identities can be taken only by 0
 * @param timeoutStartUsec DefaultTimeoutStartSec=
 * @param timeoutStopUsec DefaultTimeoutStopSec=
 * @param openFilesSoft soft RLIMIT_NOFILE of services
 * @param openFilesHard hard RLIMIT_NOFILE of services
 * @param searchPath where programs given by name are looked for
 * @param inherited the environment that the manager itself was started with, of which services get
 *     what they name in PassEnvironment=
 * @param settings what system.conf or user.conf say
 * @param level how much is logged at first
 */
public record ManagerConfig(
    Scope scope,
    @Nullable UnitName defaultUnit,
    Map<String, String> environment,
    String notifySocket,
    String runtimeDirectory,
    int uid,
    int pid,
    long timeoutStartUsec,
    long timeoutStopUsec,
    long openFilesSoft,
    long openFilesHard,
    List<String> searchPath,
    Map<String, String> inherited,
    ManagerSettings settings,
    LogLevel level) {

  /** For whom a manager manages. */
  public enum Scope {
    /** PID 1 with root: the system. */
    SYSTEM,
    /** PID 1 without root, or {@code --user}. */
    USER,
    /** {@code reeve run}: a few units in the foreground. */
    FOREGROUND
  }

  public static final long DEFAULT_TIMEOUT_USEC = 90_000_000;

  public static final List<String> DEFAULT_SEARCH_PATH =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  public ManagerConfig {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    searchPath = List.copyOf(searchPath);
    inherited = Collections.unmodifiableMap(new LinkedHashMap<>(inherited));
  }

  /** For a manager that was started with nothing but what every service gets. */
  public ManagerConfig(
      Scope scope,
      @Nullable UnitName defaultUnit,
      Map<String, String> environment,
      String notifySocket,
      String runtimeDirectory,
      int uid,
      int pid,
      long timeoutStartUsec,
      long timeoutStopUsec,
      long openFilesSoft,
      long openFilesHard,
      List<String> searchPath) {
    this(
        scope,
        defaultUnit,
        environment,
        notifySocket,
        runtimeDirectory,
        uid,
        pid,
        timeoutStartUsec,
        timeoutStopUsec,
        openFilesSoft,
        openFilesHard,
        searchPath,
        environment,
        ManagerSettings.NONE,
        LogLevel.INFO);
  }

  /**
   * The slice of a unit that names none: system.slice or app.slice, below it a slice for each
   * template (systemd.slice(5)).
   */
  UnitName defaultSlice(UnitName unit) {
    String base = scope == Scope.SYSTEM ? "system" : "app";
    if (unit.isInstance()) {
      return UnitName.of(base + "-" + unit.prefix().replace("-", "\\x2d") + ".slice");
    }
    return UnitName.of(base + ".slice");
  }
}
