package org.reeve.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A run of {@code daemons/run}: real daemons taken through their steps, which takes minutes. */
final class DaemonRun {
  /** Each daemon is a directory in here. */
  static final Path DAEMONS = Path.of("daemons");

  private static final long MINUTES = 8;

  private final Process process;
  private final Path lines;
  private final Path table;

  private DaemonRun(Process process, Path lines, Path table) {
    this.process = process;
    this.lines = lines;
    this.table = table;
  }

  /**
   * What was found after a step.
   *
   * @param name the step's name, as in the table's head
   * @param verdict "ok", "n.a.", "cannot: " or "fails: " and why
   * @param state what could be seen of the daemon then, without what differs from run to run
   */
  record Step(String name, String verdict, String state) {
    boolean fails() {
      return verdict.startsWith("fails");
    }

    /** For a message that shows lists of steps. */
    @Override
    public String toString() {
      return "\n" + name + ": " + verdict + "\n  " + state.replace(" | ", "\n  ");
    }
  }

  /**
   * Starts a run.
   *
   * @param directory for its output; one run each
   * @param arguments options and daemons, as {@code daemons/run} has them
   */
  static DaemonRun start(Path directory, List<String> arguments) throws IOException {
    Path lines = Files.createDirectories(directory).resolve("lines");
    Path table = directory.resolve("table");
    List<String> words = new ArrayList<>(List.of(DAEMONS.resolve("run").toString()));
    words.addAll(List.of("--tsv", lines.toString()));
    words.addAll(arguments);
    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(table.toFile()).start();
    return new DaemonRun(process, lines, table);
  }

  /** Waits for its end, prints its table and returns the steps of each daemon. */
  Map<String, List<Step>> steps() throws IOException, InterruptedException {
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroy(); // by TERM it ends its machine and removes what it made
      throw new AssertionError("no end within " + MINUTES + " minutes: daemons/run");
    }
    String said = Files.readString(table);
    System.out.println(said);
    if (!Files.exists(lines)) {
      throw new AssertionError("daemons/run says: " + said);
    }
    Map<String, List<Step>> byDaemon = new LinkedHashMap<>();
    for (String line : Files.readAllLines(lines)) {
      String[] fields = line.split("\t", -1);
      byDaemon
          .computeIfAbsent(fields[0], _ -> new ArrayList<>())
          .add(new Step(fields[1], fields[2], fields[4]));
    }
    return byDaemon;
  }
}
