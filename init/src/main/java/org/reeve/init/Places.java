package org.reeve.init;

import java.util.Map;
import org.reeve.linux.Fs;
import org.reeve.unit.RawText;

/**
 * Where a manager's sockets and directories lie. The system manager uses systemd's own places, so
 * that clients find it; every other manager has a runtime directory of its own.
 *
 * @param runtime the directory that holds all of it
 * @param notifySocket for $NOTIFY_SOCKET
 * @param privateSocket for systemctl
 */
record Places(String runtime, String notifySocket, String privateSocket) {

  static Places system() {
    return new Places("/run/systemd", "/run/systemd/notify", "/run/systemd/private");
  }

  /** Below $XDG_RUNTIME_DIR, or {@code /tmp/reeve-UID} where that is not set. */
  static Places user(Map<String, String> environment, int uid) {
    String runtime = userRuntime(environment, uid) + "/systemd";
    return new Places(runtime, runtime + "/notify", runtime + "/private");
  }

  /** For one {@code reeve run}: a directory that nobody else uses. */
  static Places run(Map<String, String> environment, int uid, int pid) {
    String runtime = userRuntime(environment, uid) + "/reeve-run-" + pid;
    return new Places(runtime, runtime + "/notify", runtime + "/private");
  }

  private static String userRuntime(Map<String, String> environment, int uid) {
    String given = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return given.isEmpty() ? "/tmp/reeve-" + uid : given;
  }

  /** Makes the directories; those of a user are for that user alone. */
  void make(boolean system) {
    if (system) {
      for (String directory :
          new String[] {
            "/run",
            "/run/systemd",
            "/run/systemd/system",
            "/run/systemd/units",
            "/run/systemd/journal"
          }) {
        mkdir(directory, 0755);
      }
      return;
    }
    int slash = runtime.lastIndexOf('/');
    Fs.mkdirs(RawText.encode(runtime.substring(0, slash)), 0700);
    mkdir(runtime, 0700);
  }

  private static void mkdir(String path, int mode) {
    Fs.mkdir(RawText.encode(path), mode);
  }

  /** Removes the directory of a manager that has ended; what others put there stays. */
  void remove() {
    Fs.unlink(RawText.encode(notifySocket));
    Fs.unlink(RawText.encode(privateSocket));
    Fs.rmdir(RawText.encode(runtime));
  }
}
