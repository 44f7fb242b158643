package org.reeve.manager;

import org.jspecify.annotations.Nullable;

/**
 * The run-time state that every unit has, whatever its type. A value; {@link Unit} replaces it.
 *
 * @param times when it last changed state
 * @param invocation the present or last run; null if it never ran
 * @param conditions the last check of its conditions
 * @param asserts the last check of its assertions
 * @param starts how often it was started lately
 * @param automatic how often a standing wish of another unit started or stopped it lately
 * @param cause why its last job was queued; null if it never had one
 */
public record UnitState(
    Lifetimes times,
    @Nullable InvocationId invocation,
    Check conditions,
    Check asserts,
    RateLimit starts,
    RateLimit automatic,
    @Nullable Cause cause) {

  /** The last check of conditions or assertions. */
  public record Check(boolean passed, Stamp at) {
    static final Check NEVER = new Check(false, Stamp.NEVER);
  }

  public static final UnitState FRESH =
      new UnitState(
          Lifetimes.NEVER, null, Check.NEVER, Check.NEVER, RateLimit.FRESH, RateLimit.FRESH, null);

  UnitState with(Lifetimes times) {
    return new UnitState(times, invocation, conditions, asserts, starts, automatic, cause);
  }

  UnitState with(@Nullable InvocationId invocation) {
    return new UnitState(times, invocation, conditions, asserts, starts, automatic, cause);
  }

  UnitState withConditions(Check conditions) {
    return new UnitState(times, invocation, conditions, asserts, starts, automatic, cause);
  }

  UnitState withAsserts(Check asserts) {
    return new UnitState(times, invocation, conditions, asserts, starts, automatic, cause);
  }

  UnitState with(RateLimit starts) {
    return new UnitState(times, invocation, conditions, asserts, starts, automatic, cause);
  }

  UnitState withAutomatic(RateLimit automatic) {
    return new UnitState(times, invocation, conditions, asserts, starts, automatic, cause);
  }

  UnitState with(Cause cause) {
    return new UnitState(times, invocation, conditions, asserts, starts, automatic, cause);
  }

  void write(StateWriter out) {
    times.write(out);
    out.flag(invocation != null);
    if (invocation != null) {
      out.number(invocation.high()).number(invocation.low());
    }
    out.flag(conditions.passed).stamp(conditions.at);
    out.flag(asserts.passed).stamp(asserts.at);
    out.number(starts.begunUsec()).integer(starts.count());
    out.number(automatic.begunUsec()).integer(automatic.count());
    Cause.writeNullable(cause, out);
  }

  static UnitState read(StateReader in) {
    return new UnitState(
        Lifetimes.read(in),
        in.flag() ? new InvocationId(in.number(), in.number()) : null,
        new Check(in.flag(), in.stamp()),
        new Check(in.flag(), in.stamp()),
        new RateLimit(in.number(), in.integer()),
        new RateLimit(in.number(), in.integer()),
        Cause.readNullable(in));
  }
}
