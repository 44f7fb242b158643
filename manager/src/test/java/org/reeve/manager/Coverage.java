package org.reeve.manager;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts what random histories went through, so that a run can show that it was not empty. */
final class Coverage {
  private final Map<ServiceSubState, Long> states = new EnumMap<>(ServiceSubState.class);
  private final Map<ServiceSubState, Long> stored = new EnumMap<>(ServiceSubState.class);
  private final Map<String, Long> jobs = new TreeMap<>();
  private final Map<String, Long> events = new TreeMap<>();
  private final Map<String, Long> lines = new TreeMap<>();
  private final Map<Integer, Long> sizes = new TreeMap<>();
  private long histories;
  private long steps;
  private long turns;
  private long deaths;
  private long quiet;

  void state(ServiceSubState state) {
    states.merge(state, 1L, Long::sum);
  }

  void stored(ServiceSubState state, int count) {
    if (count > 0) {
      stored.merge(state, 1L, Long::sum);
    }
  }

  void job(JobType type, JobResult result) {
    jobs.merge(type.text() + " " + result.text(), 1L, Long::sum);
  }

  void event(Event event) {
    events.merge(event.getClass().getSimpleName(), 1L, Long::sum);
  }

  void history(RandomHistory history) {
    histories++;
    steps += history.steps().size();
    sizes.merge(history.graph().units().size(), 1L, Long::sum);
    for (RandomGraph.RandomUnit unit : history.graph().units()) {
      unit.unit().forEach(this::line);
      unit.service().forEach(this::line);
    }
  }

  private void line(String line) {
    int equals = line.indexOf('=');
    boolean word =
        line.startsWith("Type=") || line.startsWith("Restart=") || line.startsWith("KillMode=");
    lines.merge(word ? line : line.substring(0, equals), 1L, Long::sum);
  }

  void run(SimulatedHost host, boolean endedQuietly) {
    turns += host.turns();
    deaths += host.deaths();
    quiet += endedQuietly ? 1 : 0;
  }

  /** Takes another's counts in. */
  synchronized void add(Coverage other) {
    other.states.forEach((state, count) -> states.merge(state, count, Long::sum));
    other.stored.forEach((state, count) -> stored.merge(state, count, Long::sum));
    other.jobs.forEach((job, count) -> jobs.merge(job, count, Long::sum));
    other.events.forEach((event, count) -> events.merge(event, count, Long::sum));
    other.lines.forEach((line, count) -> lines.merge(line, count, Long::sum));
    other.sizes.forEach((size, count) -> sizes.merge(size, count, Long::sum));
    histories += other.histories;
    steps += other.steps;
    turns += other.turns;
    deaths += other.deaths;
    quiet += other.quiet;
  }

  long deaths() {
    return deaths;
  }

  long jobsOf(String typeAndResult) {
    return jobs.getOrDefault(typeAndResult, 0L);
  }

  Map<ServiceSubState, Long> states() {
    return states;
  }

  /** The sub-states in which services had something stored. */
  Map<ServiceSubState, Long> stored() {
    return stored;
  }

  String print(long millis) {
    return histories
        + " graphs and histories with "
        + steps
        + " steps, "
        + turns
        + " turns, "
        + deaths
        + " managers dropped and rebuilt, "
        + quiet
        + " runs ended quietly, "
        + millis
        + " ms"
        + "\n  units a graph: "
        + sizes
        + "\n  lines: "
        + lines
        + "\n  events: "
        + events
        + "\n  jobs: "
        + jobs
        + "\n  sub-states after turns: "
        + states
        + "\n  with stored descriptors: "
        + stored;
  }
}
