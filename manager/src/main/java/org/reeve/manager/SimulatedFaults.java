package org.reeve.manager;

import org.jspecify.annotations.Nullable;
import org.reeve.unit.UnitName;

/**
 * What goes wrong around a manager in a simulation, each in one method; as it stands, nothing does.
 * The first group are faults that a real machine has and that the core has to bear. The second
 * group are breaches of {@link Host}'s contract, which no core could bear: they exist to show that
 * the simulation's invariants notice them.
 *
 * <p>Answers must be functions of their parameters and of numbers fixed from the start, so that a
 * history goes the same way again.
 */
public class SimulatedFaults {

  /** Where in a turn a manager dies; see the order of a turn in {@link Host}. */
  public enum Crash {
    /** The records are committed, but no order has left and no client was told. */
    BEFORE_ORDERS,
    /** All orders have left, but hand does not know that the turn's exits were taken care of. */
    BEFORE_ACKNOWLEDGEMENT
  }

  /** No fault at all. */
  public SimulatedFaults() {}

  // ---- faults to be borne ----

  /** Whether the manager dies in this turn, counted from 1 over all managers of a simulation. */
  protected @Nullable Crash crash(long turn) {
    return null;
  }

  /** How many microseconds hand's messages about this run take to arrive. */
  protected long channelDelayUsec(SimulatedHost.Run run) {
    return 0;
  }

  /** How many microseconds after its last process's end a cgroup is found empty. */
  protected long emptyDelayUsec(UnitName unit) {
    return 0;
  }

  /** How many microseconds it takes to look up what a unit's command needs, if asked now. */
  protected long preparationDelayUsec(UnitName unit, long nowUsec) {
    return 0;
  }

  /** How many microseconds it takes to read a PIDFile=, if asked now. */
  protected long pidFileDelayUsec(UnitName unit, long nowUsec) {
    return 0;
  }

  /** How many microseconds it takes to open a socket unit's descriptors, if asked now. */
  protected long listenDelayUsec(UnitName unit, long nowUsec) {
    return 0;
  }

  // ---- breaches of the contract ----

  /** Whether a record reaches the state memory. */
  protected boolean commits(String key, long turn) {
    return true;
  }

  /** Whether an event gets lost on its way. */
  protected boolean loses(Event event) {
    return false;
  }

  /** Whether a wish for a time is heard. */
  protected boolean hears(long wakeAtUsec, long turn) {
    return true;
  }

  /** Whether an order is carried out. */
  protected boolean carriesOut(Host.Spawn order) {
    return true;
  }

  /** Whether an order is carried out. */
  protected boolean carriesOut(Host.Kill order) {
    return true;
  }

  /** The place of an event within its turn, lowest first: what {@link Event} promises. */
  protected int rank(Event event) {
    return switch (event) {
      case Event.Spawned _, Event.Executed _, Event.SpawnFailed _, Event.HungUp _ -> 0;
      case Event.Notified _ -> 1;
      case Event.Exited _ -> 2;
      case Event.CgroupEmpty _ -> 3;
      case Event.Prepared _ -> 4;
      case Event.PidFileRead _ -> 5;
      case Event.Listened _, Event.Accepted _ -> 6;
      case Event.Incoming _ -> 7;
      case Event.TimerElapsed _ -> 8;
      case Event.Signalled _ -> 9;
    };
  }
}
