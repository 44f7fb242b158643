package org.reeve.init;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fs;
import org.reeve.linux.Stat;
import org.reeve.linux.Sys;
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

  static final String RUNTIME_DIRECTORY = "XDG_RUNTIME_DIR";
  private static final int WRITABLE_BY_OTHERS = 022;

  private static final List<String> SYSTEM_DIRECTORIES =
      List.of(
          "/run",
          "/run/systemd",
          "/run/systemd/system",
          "/run/systemd/units",
          "/run/systemd/journal");

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

  static String userRuntime(Map<String, String> environment, int uid) {
    String given = environment.getOrDefault(RUNTIME_DIRECTORY, "");
    return given.isEmpty() ? "/tmp/reeve-" + uid : given;
  }

  /**
   * Makes the directories; those of a user are for that user alone.
   *
   * @return why that cannot be, in a sentence; null if they are there
   */
  @Nullable String make(boolean system) {
    try {
      if (system) {
        for (String directory : SYSTEM_DIRECTORIES) {
          mkdir(directory, 0755);
        }
        return null;
      }
      byte[] parent = RawText.encode(runtime.substring(0, runtime.lastIndexOf('/')));
      Fs.mkdirs(parent, 0700);
      Stat made = Fs.linkStatIfExists(parent);
      // in /tmp somebody else could have been there first, and would own all that lies below
      if (made == null || made.uid() != Sys.uid()) {
        return RawText.decode(parent)
            + " belongs to another user; set XDG_RUNTIME_DIR to a directory of your own, or unset it.";
      }
      if (RawText.decode(parent).equals("/tmp/reeve-" + Sys.uid())
          && (made.mode() & WRITABLE_BY_OTHERS) != 0) {
        return RawText.decode(parent)
            + " may be written by others; make it mode 0700, or set XDG_RUNTIME_DIR to a directory"
            + " of your own.";
      }
      mkdir(runtime, 0700);
      return null;
    } catch (ErrnoException failure) {
      return "the directory "
          + runtime
          + " cannot be made: "
          + failure.getMessage()
          + "; XDG_RUNTIME_DIR must name a directory of your own.";
    }
  }

  private static void mkdir(String path, int mode) {
    Fs.mkdir(RawText.encode(path), mode);
  }

  /** Removes the directory of a manager that has ended; what others put there stays. */
  void remove() {
    Fs.unlink(RawText.encode(notifySocket));
    Fs.unlink(RawText.encode(privateSocket));
    Fs.unlink(RawText.encode(runtime + "/run"));
    Fs.rmdir(RawText.encode(runtime));
  }
}
