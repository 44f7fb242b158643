package org.reeve.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The processes below a cgroup as {@code systemctl status} draws them. */
final class CgroupTree {
  private record Task(long pid, String command) {}

  private static final class Group {
    private final Map<String, Group> children = new TreeMap<>();
    private final Map<Long, Task> tasks = new TreeMap<>();
  }

  private final Screen screen;
  private final boolean cut;

  /**
   * @param cut whether command lines end at the window's edge
   */
  CgroupTree(Screen screen, boolean cut) {
    this.screen = screen;
    this.cut = cut;
  }

  /**
   * Prints a tree.
   *
   * @param root the cgroup's path, which is not printed
   * @param processes structs (sus): cgroup, pid, command line
   */
  void print(String root, List<?> processes, String prefix) {
    Group top = new Group();
    for (Object each : processes) {
      List<?> struct = (List<?>) each;
      String path = (String) struct.get(0);
      if (!path.equals(root) && !path.startsWith(root.equals("/") ? "/" : root + "/")) {
        continue;
      }
      Group group = top;
      for (String name : Options.split(path.substring(root.length()), '/')) {
        group = group.children.computeIfAbsent(name, _ -> new Group());
      }
      long pid = (Long) struct.get(1);
      group.tasks.put(pid, new Task(pid, (String) struct.get(2)));
    }
    print(top, prefix);
  }

  private void print(Group group, String prefix) {
    printTasks(group, prefix);
    List<Map.Entry<String, Group>> children = new ArrayList<>(group.children.entrySet());
    for (int i = 0; i < children.size(); i++) {
      boolean last = i == children.size() - 1;
      screen
          .print(prefix)
          .print(screen.glyph(last ? Glyph.LAST : Glyph.BRANCH))
          .line(children.get(i).getKey());
      String below = screen.glyph(last ? Glyph.SPACE : Glyph.VERTICAL);
      print(children.get(i).getValue(), prefix + below);
    }
  }

  private void printTasks(Group group, String prefix) {
    List<Task> tasks = new ArrayList<>(group.tasks.values());
    if (tasks.isEmpty()) {
      return;
    }
    int digits = Long.toString(tasks.getLast().pid).length();
    int room = cut ? Math.max(20, screen.columns() - prefix.length() - 2 - digits - 1) : -1;
    for (int i = 0; i < tasks.size(); i++) {
      Task task = tasks.get(i);
      boolean more = i < tasks.size() - 1 || !group.children.isEmpty();
      String pid = Long.toString(task.pid);
      String command = room < 0 ? task.command : Widths.cut(screen, task.command, room, 100);
      screen
          .print(prefix)
          .print(screen.glyph(more ? Glyph.BRANCH : Glyph.LAST))
          .print(Colour.GREY, " ".repeat(digits - pid.length()) + pid + " " + command)
          .line("");
    }
  }
}
