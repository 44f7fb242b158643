package org.reeve.manager;

import org.jspecify.annotations.Nullable;
import org.reeve.unit.DependencyType;
import org.reeve.unit.UnitName;

/** Why a job exists. Kept from the start, because "why?" cannot be answered afterwards. */
public sealed interface Cause {

  /** Somebody asked. */
  record Client(int pid, int uid, String verb) implements Cause {}

  /** Another job of the same transaction needs it through a dependency of that unit. */
  record Dependency(int job, UnitName unit, DependencyType type) implements Cause {}

  /** A state change of another unit: BindsTo=, OnFailure=, Upholds= and the like. */
  record Propagation(UnitName unit, DependencyType type) implements Cause {}

  /** Restart= of the unit itself. */
  record AutoRestart(int count) implements Cause {}

  /** The manager's own start, end, or a signal to it. */
  record Manager(String what) implements Cause {}

  /** One short phrase for people, such as "required by b.service". */
  default String phrase() {
    return switch (this) {
      case Client c -> "asked for by process " + c.pid() + " (uid " + c.uid() + "): " + c.verb();
      case Dependency d -> d.type().property() + "= of " + d.unit().text();
      case Propagation p -> p.type().property() + "= of " + p.unit().text();
      case AutoRestart a -> "Restart=, time " + a.count();
      case Manager m -> m.what();
    };
  }

  /** Writes this into a record; see {@link #read}. */
  default void write(StateWriter out) {
    switch (this) {
      case Client c -> out.tag("client").integer(c.pid()).integer(c.uid()).text(c.verb());
      case Dependency d ->
          out.tag("dependency").integer(d.job()).text(d.unit().text()).text(d.type().name());
      case Propagation p -> out.tag("propagation").text(p.unit().text()).text(p.type().name());
      case AutoRestart a -> out.tag("restart").integer(a.count());
      case Manager m -> out.tag("manager").text(m.what());
    }
  }

  static Cause read(StateReader in) {
    String tag = in.tag();
    return switch (tag) {
      case "client" -> new Client(in.integer(), in.integer(), in.text());
      case "dependency" ->
          new Dependency(in.integer(), UnitName.of(in.text()), DependencyType.valueOf(in.text()));
      case "propagation" ->
          new Propagation(UnitName.of(in.text()), DependencyType.valueOf(in.text()));
      case "restart" -> new AutoRestart(in.integer());
      case "manager" -> new Manager(in.text());
      default -> throw in.unknown("cause", tag);
    };
  }

  /** A cause that a nullable field holds. */
  static void writeNullable(@Nullable Cause cause, StateWriter out) {
    out.flag(cause != null);
    if (cause != null) {
      cause.write(out);
    }
  }

  static @Nullable Cause readNullable(StateReader in) {
    return in.flag() ? read(in) : null;
  }
}
