package org.reeve.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.reeve.dbus.BusError;

/** {@code systemctl cat}: the unit's file and its drop-ins as they are on disk. */
final class CatVerb {
  private CatVerb() {}

  static int run(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    invocation.wantPager();
    Screen screen = invocation.screen();
    boolean first = true;
    int status = 0;
    for (String name : UnitNames.expand(invocation, typed)) {
      UnitStatus unit;
      try {
        unit =
            new UnitStatus(
                invocation.manager().all(ManagerClient.unitPath(name), ManagerClient.UNIT));
      } catch (BusError e) {
        throw new Failure("Failed to get properties: " + ManagerClient.sentence(e));
      }
      List<String> paths = paths(unit);
      boolean masked = unit.text("LoadState").equals("masked");
      if (paths.isEmpty() && !masked) {
        screen.error("No files found for " + name + ".");
        status = 1;
        continue;
      }
      if (!first) {
        screen.line("");
      }
      first = false;
      if (masked) {
        screen.print(Colour.MAGENTA, "# Unit " + name + " is masked").line(".");
        continue;
      }
      if (unit.flag("NeedDaemonReload")) {
        warn(invocation, name);
      }
      for (int i = 0; i < paths.size(); i++) {
        if (i > 0) {
          screen.line("");
        }
        print(screen, paths.get(i));
      }
    }
    return status;
  }

  private static List<String> paths(UnitStatus unit) {
    List<String> paths = new ArrayList<>();
    String fragment = unit.text("FragmentPath");
    if (!fragment.isEmpty()) {
      paths.add(fragment);
    }
    for (Object path : unit.list("DropInPaths")) {
      paths.add((String) path);
    }
    return paths;
  }

  private static void print(Screen screen, String path) throws Failure {
    screen.print(Colour.BLUE, "# " + screen.fileLink(path, path)).line("");
    byte[] content;
    try {
      content = Files.readAllBytes(Path.of(path));
    } catch (IOException e) {
      throw new Failure("Failed to cat " + path + ": No such file or directory");
    }
    screen.print(content);
    if (content.length > 0 && content[content.length - 1] != '\n') {
      screen.line("");
    }
  }

  private static void warn(Invocation invocation, String name) {
    Screen screen = invocation.screen();
    String start = screen.start(Colour.RED);
    String[] lines = {
      "# Warning: " + name + " changed on disk, the version systemd has loaded is outdated.",
      "# This output shows the current version of the unit's original fragment and drop-in files.",
      "# If fragments or drop-ins were added or removed, they are not properly reflected in this"
          + " output.",
      "# Run '" + invocation.command() + " daemon-reload' to reload units."
    };
    screen.complain(start, lines);
  }
}
