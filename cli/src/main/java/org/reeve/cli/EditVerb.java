package org.reeve.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.reeve.dbus.BusError;

/**
 * {@code systemctl edit}: opens a drop-in, or with {@code --full} a copy of the unit's file, in the
 * user's editor, and puts it in its place if something is left in it.
 */
final class EditVerb {
  private static final String BEGIN =
      "### Anything between here and the comment below will become the new contents of the file";
  private static final String END = "### Lines below this comment will be discarded";

  /** A file to be: what is edited and where it goes. */
  private record Draft(Path temporary, Path goal, boolean dropIn) {}

  private EditVerb() {}

  static int run(Invocation invocation, String verb, List<String> typed)
      throws Failure, IOException {
    if (!invocation.screen().isTerminal()) {
      throw new Failure("Cannot edit units if not on a tty.");
    }
    String editor = editor(invocation.environment());
    List<Draft> drafts = new ArrayList<>();
    List<String> command = new ArrayList<>(List.of("sh", "-c", editor + " \"$@\"", "sh"));
    for (String name : UnitNames.expand(invocation, typed)) {
      Draft draft = draft(invocation, name);
      drafts.add(draft);
      command.add(draft.temporary.toString());
    }
    if (drafts.isEmpty()) {
      return 1;
    }
    invocation.screen().flush();
    int status = Programs.run(command);
    for (Draft draft : drafts) {
      if (status == 0) {
        keep(invocation, draft);
      } else {
        Files.deleteIfExists(draft.temporary);
      }
    }
    if (status != 0) {
      throw new Failure("Editor failed with exit status " + status + ".");
    }
    if (!invocation.has(Option.NO_RELOAD)) {
      invocation.manager().ask("Failed to reload daemon", "Reload", "");
    }
    return 0;
  }

  private static String editor(Map<String, String> environment) throws Failure {
    for (String variable : new String[] {"SYSTEMD_EDITOR", "EDITOR", "VISUAL"}) {
      String chosen = environment.get(variable);
      if (chosen != null && !chosen.isEmpty()) {
        return chosen;
      }
    }
    for (String program : new String[] {"editor", "nano", "vim", "vi"}) {
      if (Window.exists("/usr/bin/" + program) || Window.exists("/bin/" + program)) {
        return program;
      }
    }
    throw new Failure(
        "Cannot edit units, no editor available. "
            + "Please set either $SYSTEMD_EDITOR, $EDITOR or $VISUAL.");
  }

  private static Draft draft(Invocation invocation, String name) throws Failure, IOException {
    UnitStatus unit;
    try {
      unit =
          new UnitStatus(
              invocation.manager().all(ManagerClient.unitPath(name), ManagerClient.UNIT));
    } catch (BusError e) {
      throw new Failure("Failed to get properties: " + ManagerClient.sentence(e));
    }
    if (unit.text("LoadState").equals("masked")) {
      throw new Failure("Cannot edit " + name + ": unit is masked.");
    }
    String fragment = unit.text("FragmentPath");
    boolean full = invocation.has(Option.FULL);
    if (fragment.isEmpty() && !invocation.has(Option.FORCE)) {
      invocation.screen().error("No files found for " + name + ".");
      throw new Failure(
          "Run 'systemctl edit"
              + invocation.scope().option()
              + (full ? " --force --full " : " --force ")
              + name
              + "' to create a new unit.");
    }
    String directory = directory(invocation);
    Path goal = Path.of(directory + "/" + name + (full ? "" : ".d/override.conf"));
    Files.createDirectories(goal.getParent());
    Path temporary = Files.createTempFile(goal.getParent(), ".#" + goal.getFileName(), "");
    byte[] present =
        full && !fragment.isEmpty()
            ? Files.readAllBytes(Path.of(fragment))
            : Files.exists(goal) ? Files.readAllBytes(goal) : new byte[0];
    Files.write(temporary, full ? present : surrounded(goal, present, fragment));
    return new Draft(temporary, goal, !full);
  }

  /** The drop-in between two marks, and the unit's file below as comments. */
  private static byte[] surrounded(Path goal, byte[] present, String fragment) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("### Editing ").append(goal).append('\n').append(BEGIN).append("\n\n");
    text.append(new String(present, StandardCharsets.UTF_8));
    text.append("\n\n").append(END).append("\n");
    if (!fragment.isEmpty()) {
      text.append("\n### ").append(fragment).append('\n');
      String original = Files.readString(Path.of(fragment));
      for (String line : Options.split(original, '\n')) {
        text.append("# ").append(line).append('\n');
      }
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String directory(Invocation invocation) throws Failure {
    boolean runtime = invocation.has(Option.RUNTIME);
    if (invocation.scope() == Scope.SYSTEM) {
      return runtime ? "/run/systemd/system" : "/etc/systemd/system";
    }
    Map<String, String> environment = invocation.environment();
    if (runtime) {
      return environment.getOrDefault("XDG_RUNTIME_DIR", "/run/user/none") + "/systemd/user";
    }
    String home = environment.getOrDefault("HOME", "/");
    return environment.getOrDefault("XDG_CONFIG_HOME", home + "/.config") + "/systemd/user";
  }

  private static void keep(Invocation invocation, Draft draft) throws IOException {
    String text = Files.readString(draft.temporary);
    if (draft.dropIn) {
      int begin = text.indexOf(BEGIN);
      int end = text.indexOf(END);
      int from = begin < 0 ? 0 : begin + BEGIN.length();
      text = text.substring(from, end < from ? text.length() : end).strip();
      text = text.isEmpty() ? "" : text + "\n";
    }
    if (text.isBlank()) {
      invocation
          .screen()
          .log(
              Screen.Level.WARNING,
              "Editing \"" + draft.goal + "\" canceled: temporary file is empty.");
      Files.delete(draft.temporary);
      return;
    }
    Files.writeString(draft.temporary, text);
    Files.setPosixFilePermissions(
        draft.temporary, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(
        draft.temporary,
        draft.goal,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }
}
