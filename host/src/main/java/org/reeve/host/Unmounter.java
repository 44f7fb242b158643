package org.reeve.host;

import java.util.ArrayList;
import java.util.List;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fs;
import org.reeve.linux.Sys;
import org.reeve.unit.RawText;

/**
 * Takes file systems down when nothing runs any more: the last mounted first, again and again until
 * a pass changes nothing, because one may lie on another. What cannot be unmounted and has a
 * device, and the root, is made read-only, so that it is whole on its disk.
 *
 * <p>Any of these calls may hang (a dead server, a dead disk), so they are made on a thread of
 * their own, and whoever waits for it does so with a deadline. hand has its own.
 */
final class Unmounter implements Runnable {
  private static final int UMOUNT_NOFOLLOW = 8;
  private static final int MS_RDONLY = 1;

  /** Below these lies what the kernel keeps in memory. */
  private static final List<String> KERNELS = List.of("/proc", "/sys", "/dev");

  record Mount(String path, String kind, String source) {}

  private volatile boolean done;

  boolean isDone() {
    return done;
  }

  @Override
  public void run() {
    boolean again = true;
    while (again) {
      again = false;
      for (Mount mount : mounts().reversed()) {
        again |= mayGo(mount) && succeeds(() -> Sys.unmount(bytes(mount), UMOUNT_NOFOLLOW));
      }
    }
    for (Mount mount : mounts().reversed()) {
      if (mount.path().equals("/") || (mount.source().startsWith("/dev/") && mayGo(mount))) {
        succeeds(
            () -> Sys.mount(Fs.path("none"), bytes(mount), "", Sys.MS_REMOUNT | MS_RDONLY, ""));
      }
    }
    done = true;
  }

  private static boolean mayGo(Mount mount) {
    String path = mount.path();
    if (path.equals("/") || path.equals("/usr") || path.equals("/run")) {
      return false;
    }
    for (String kernels : KERNELS) {
      if (path.equals(kernels) || path.startsWith(kernels + "/")) {
        return false;
      }
    }
    return true;
  }

  private static boolean succeeds(Runnable call) {
    try {
      call.run();
      return true;
    } catch (ErrnoException e) {
      return false; // busy, or not ours: another pass may succeed, and then read-only has to do
    }
  }

  private static byte[] bytes(Mount mount) {
    return RawText.encode(mount.path());
  }

  /** In the order in which they were mounted. */
  private static List<Mount> mounts() {
    byte[] text = Fs.readIfExists(Fs.path("/proc/self/mountinfo"));
    return text == null ? List.of() : parse(RawText.decode(text));
  }

  /** Reads proc(5)'s mountinfo. */
  static List<Mount> parse(String text) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String[] fields = line.split(" ", -1);
      int dash = 6;
      while (dash < fields.length && !fields[dash].equals("-")) {
        dash++;
      }
      if (dash + 2 < fields.length) {
        mounts.add(new Mount(unescape(fields[4]), fields[dash + 1], unescape(fields[dash + 2])));
      }
    }
    return mounts;
  }

  /** A blank, tab, newline or backslash stands as three octal digits. */
  private static String unescape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && i + 3 < text.length()) {
        out.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }
}
