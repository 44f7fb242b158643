package org.reeve.host;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fs;
import org.reeve.linux.Proc;
import org.reeve.linux.Sys;
import org.reeve.unit.RawText;

/**
 * Finds the place in the cgroup2 hierarchy where our groups go, and whether we may write there.
 *
 * @param tree null if cgroups cannot be used
 * @param sentence what was found, for the log
 */
record CgroupSetup(@Nullable CgroupTree tree, String sentence) {
  static final String INIT_SCOPE = "init.scope";

  /** A mounted cgroup2 file system: which group it shows at its mount point, and where that is. */
  private record Mount(String group, String directory) {}

  /**
   * Looks for the tree.
   *
   * @param handPid hand's pid; 1 means that the group we are in is ours as a whole
   * @param wanted an existing group's directory to be used instead; null for the one we are in
   */
  static CgroupSetup find(int handPid, @Nullable String wanted) {
    Mount mount = mount();
    if (mount == null) {
      return new CgroupSetup(null, "No cgroup2 file system is mounted: " + CONSEQUENCE);
    }
    try {
      if (wanted != null) {
        String group = mount.group() + wanted.substring(mount.directory().length());
        return found(wanted, normal(group));
      }
      String own = Proc.cgroup(Sys.pid());
      String shown = normal(mount.group());
      if (own == null || !(own + "/").startsWith(shown.equals("/") ? "/" : shown + "/")) {
        return new CgroupSetup(
            null, "Our own cgroup lies outside of what is mounted: " + CONSEQUENCE);
      }
      String group = own.endsWith("/" + INIT_SCOPE) ? own.substring(0, own.length() - 11) : own;
      if (handPid != 1) {
        group = group.equals("/") ? "" : group;
        group = group.endsWith("/reeve-" + handPid) ? group : group + "/reeve-" + handPid;
      }
      String below = shown.equals("/") ? group : group.substring(shown.length());
      String directory = normal(mount.directory() + below);
      Fs.mkdir(RawText.encode(directory), 0755);
      return found(directory, normal(group));
    } catch (ErrnoException e) {
      return new CgroupSetup(
          null, "Cgroups cannot be written (" + e.getMessage() + "): " + CONSEQUENCE);
    }
  }

  /** Only looks, for those who make no groups. */
  static CgroupSetup look() {
    Mount mount = mount();
    if (mount == null) {
      return new CgroupSetup(null, "No cgroup2 file system is mounted: " + CONSEQUENCE);
    }
    boolean writable = Fs.access(RawText.encode(mount.directory()), 2);
    return new CgroupSetup(
        null,
        writable
            ? "Cgroups could be used below " + mount.directory() + "."
            : mount.directory() + " cannot be written: " + CONSEQUENCE);
  }

  private static final String CONSEQUENCE =
      "processes of a unit are kept together by wardens instead, and no resources are"
          + " controlled.";

  private static CgroupSetup found(String directory, String group) {
    CgroupTree tree = new CgroupTree(RawText.encode(directory), group);
    return new CgroupSetup(
        tree,
        "Cgroups of units lie below "
            + directory
            + (tree.hasGroupKill()
                ? " and are killed by cgroup.kill."
                : ", killed process by process."));
  }

  private static String normal(String path) {
    String text = path.isEmpty() ? "/" : path;
    return text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** The cgroup2 mount, that at /sys/fs/cgroup if there are several; from /proc/self/mountinfo. */
  private static @Nullable Mount mount() {
    byte[] table = Fs.read(Fs.path("/proc/self/mountinfo"));
    Mount found = null;
    int start = 0;
    for (int i = 0; i < table.length; i++) {
      if (table[i] == '\n') {
        byte[] line = Arrays.copyOfRange(table, start, i);
        start = i + 1;
        if (Proc.find(line, " - cgroup2 ") >= 0) {
          List<String> fields = fields(line);
          Mount mount = new Mount(fields.get(3), fields.get(4));
          if (found == null || mount.directory().equals("/sys/fs/cgroup")) {
            found = mount;
          }
        }
      }
    }
    return found;
  }

  private static List<String> fields(byte[] line) {
    List<String> fields = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= line.length; i++) {
      if (i == line.length || line[i] == ' ') {
        fields.add(RawText.decode(Arrays.copyOfRange(line, start, i)));
        start = i + 1;
      }
    }
    return fields;
  }
}
