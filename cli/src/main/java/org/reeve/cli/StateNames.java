package org.reeve.cli;

import java.util.List;

/**
 * The names of unit types and states, in systemd's order, for {@code --type=} and {@code
 * --state=help}.
 */
final class StateNames {
  static final List<String> TYPES =
      List.of(
          "service",
          "mount",
          "swap",
          "socket",
          "target",
          "device",
          "automount",
          "timer",
          "path",
          "slice",
          "scope");
  static final List<String> LOAD_STATES =
      List.of("stub", "loaded", "not-found", "bad-setting", "error", "merged", "masked");
  static final List<String> ACTIVE_STATES =
      List.of(
          "active", "reloading", "inactive", "failed", "activating", "deactivating", "maintenance");

  private record Group(String title, List<String> names) {}

  private static final List<Group> GROUPS =
      List.of(
          new Group("unit load states", LOAD_STATES),
          new Group("unit active states", ACTIVE_STATES),
          new Group(
              "unit file states",
              List.of(
                  "enabled",
                  "enabled-runtime",
                  "linked",
                  "linked-runtime",
                  "alias",
                  "masked",
                  "masked-runtime",
                  "static",
                  "disabled",
                  "indirect",
                  "generated",
                  "transient",
                  "bad")),
          new Group("automount unit substates", List.of("dead", "waiting", "running", "failed")),
          new Group("device unit substates", List.of("dead", "tentative", "plugged")),
          new Group(
              "mount unit substates",
              List.of(
                  "dead",
                  "mounting",
                  "mounting-done",
                  "mounted",
                  "remounting",
                  "unmounting",
                  "remounting-sigterm",
                  "remounting-sigkill",
                  "unmounting-sigterm",
                  "unmounting-sigkill",
                  "failed",
                  "cleaning")),
          new Group("path unit substates", List.of("dead", "waiting", "running", "failed")),
          new Group(
              "scope unit substates",
              List.of(
                  "dead",
                  "start-chown",
                  "running",
                  "abandoned",
                  "stop-sigterm",
                  "stop-sigkill",
                  "failed")),
          new Group(
              "service unit substates",
              List.of(
                  "dead",
                  "condition",
                  "start-pre",
                  "start",
                  "start-post",
                  "running",
                  "exited",
                  "reload",
                  "stop",
                  "stop-watchdog",
                  "stop-sigterm",
                  "stop-sigkill",
                  "stop-post",
                  "final-watchdog",
                  "final-sigterm",
                  "final-sigkill",
                  "failed",
                  "auto-restart",
                  "cleaning")),
          new Group("slice unit substates", List.of("dead", "active")),
          new Group(
              "socket unit substates",
              List.of(
                  "dead",
                  "start-pre",
                  "start-chown",
                  "start-post",
                  "listening",
                  "running",
                  "stop-pre",
                  "stop-pre-sigterm",
                  "stop-pre-sigkill",
                  "stop-post",
                  "final-sigterm",
                  "final-sigkill",
                  "failed",
                  "cleaning")),
          new Group(
              "swap unit substates",
              List.of(
                  "dead",
                  "activating",
                  "activating-done",
                  "active",
                  "deactivating",
                  "deactivating-sigterm",
                  "deactivating-sigkill",
                  "failed",
                  "cleaning")),
          new Group("target unit substates", List.of("dead", "active")),
          new Group(
              "timer unit substates", List.of("dead", "waiting", "running", "elapsed", "failed")));

  private StateNames() {}

  /** Prints all groups, an empty line between them. */
  static void list(Screen screen) {
    boolean first = true;
    for (Group group : GROUPS) {
      if (!first) {
        screen.line("");
      }
      first = false;
      screen.line("Available " + group.title + ":");
      for (String name : group.names) {
        screen.line(name);
      }
    }
  }
}
