package org.reeve.init;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Program;
import org.reeve.unit.RawText;
import org.reeve.unit.UnitName;
import org.reeve.unit.UnitType;

/**
 * {@code reeve run FILE...}: becomes {@code init --run} with these unit files, in the foreground of
 * this terminal. hand takes this process's place, so that the shell waits for it and Ctrl-C reaches
 * it.
 */
final class RunCommand {
  private RunCommand() {}

  static int run(List<String> files, PrintStream err) {
    if (files.isEmpty()) {
      err.println("reeve: run needs at least one unit file, such as `reeve run ./myecho.service`.");
      return Commands.USAGE;
    }
    for (String file : files) {
      if (file.startsWith("-")) {
        err.println("reeve: run has no option " + file + "; it takes unit files only.");
        return Commands.USAGE;
      }
    }
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(RawText.encode("init"));
    arguments.add(RawText.encode("--run"));
    Map<Path, Path> byName = new HashMap<>();
    boolean good = true;
    for (String file : files) {
      Path path = Path.of(file).toAbsolutePath().normalize();
      String problem = problem(path);
      Path other = problem == null ? byName.putIfAbsent(path.getFileName(), path) : null;
      if (other != null && !other.equals(path)) {
        problem = other + " has the same name, and a unit has one name only.";
      }
      if (problem != null) {
        err.println("reeve: cannot run " + file + ": " + problem);
        good = false;
      }
      arguments.add(RawText.encode(path.toString()));
    }
    if (!good) {
      return 1;
    }
    String init = Installation.root() + "/bin/init";
    try {
      throw Program.replace(RawText.encode(init), arguments, Installation.callersEnvironment());
    } catch (ErrnoException failure) {
      err.println(
          "reeve: cannot execute "
              + init
              + " ("
              + Errno.name(failure.errno())
              + "); is the installation whole?");
      return 1;
    }
  }

  private static @Nullable String problem(Path path) {
    if (!Files.exists(path)) {
      return "there is no such file.";
    }
    if (!Files.isRegularFile(path)) {
      return "it is not a regular file.";
    }
    if (!Files.isReadable(path)) {
      return "you may not read it.";
    }
    UnitName name = UnitName.parse(String.valueOf(path.getFileName()));
    if (name == null) {
      return "its name is not that of a unit; unit files are called NAME.service, NAME.target and so on.";
    }
    boolean runnable = name.type() == UnitType.SERVICE || name.type() == UnitType.TARGET;
    return runnable
        ? null
        : "units of type " + name.type().suffix() + " cannot be started by this version.";
  }
}
