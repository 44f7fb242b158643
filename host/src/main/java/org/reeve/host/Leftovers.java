package org.reeve.host;

import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fs;
import org.reeve.unit.RawText;

/** What hand and manager leave in cgroupfs when both are killed at once. */
public final class Leftovers {
  private static final int KILL = 9;

  private Leftovers() {}

  /**
   * Kills all that is still in a manager's cgroup, and removes it as far as it is empty.
   *
   * @param directory in cgroupfs, the manager's own; nothing is done if it is not there
   */
  public static void remove(String directory) {
    byte[] path = RawText.encode(directory);
    if (directory.isEmpty() || !Fs.exists(Fs.join(path, Fs.path("cgroup.procs")))) {
      return;
    }
    try (CgroupTree tree = new CgroupTree(path, "/")) {
      tree.kill("", KILL, java.util.List.of());
      for (int i = 0; i < 200 && !tree.processes("").isEmpty(); i++) {
        Thread.sleep(5);
      }
      tree.dissolve();
    } catch (ErrnoException notOurs) {
      // somebody else's now, or gone meanwhile
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
