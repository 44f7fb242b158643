package org.reeve.manager;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.Listen;

/**
 * Everything a socket is, beyond what its unit file says. A value; {@link Socket} replaces a part
 * at a time.
 *
 * @param control the one command that is being run for it
 * @param ports what it listens on; in the file's order, as it was when they were opened
 * @param listening the open order to open them; 0 if there is none
 * @param log the last run of each command that has run since the last start
 */
public record SocketState(
    Progress progress,
    @Nullable ServiceProcess control,
    List<Port> ports,
    long listening,
    Traffic traffic,
    SortedMap<ServiceState.Slot, ExecStatus> log) {

  /**
   * How far the run has come and how it has gone.
   *
   * @param result how this run has gone so far; the first failure stays
   * @param deadlineUsec when the sub-state times out, CLOCK_MONOTONIC; Long.MAX_VALUE for never
   */
  public record Progress(SocketSubState sub, SocketResult result, long deadlineUsec) {
    Progress in(SocketSubState sub, long deadlineUsec) {
      return new Progress(sub, result, deadlineUsec);
    }

    /** The first failure is the run's result. */
    Progress ended(SocketResult how) {
      return result == SocketResult.SUCCESS ? new Progress(sub, how, deadlineUsec) : this;
    }
  }

  /**
   * One thing that is listened on.
   *
   * @param descriptor the name under which hand keeps it
   * @param accepting the open order to accept a connection; 0 if there is none
   */
  public record Port(Listen listen, String descriptor, long accepting) {}

  /**
   * What has come in.
   *
   * @param accepted connections that were given to services of their own
   * @param refused connections that were closed
   * @param triggers how often it was triggered lately
   */
  public record Traffic(int accepted, int refused, RateLimit triggers) {
    static final Traffic NONE = new Traffic(0, 0, RateLimit.FRESH);

    Traffic oneAccepted() {
      return new Traffic(accepted + 1, refused, triggers);
    }

    Traffic oneRefused() {
      return new Traffic(accepted, refused + 1, triggers);
    }

    Traffic with(RateLimit triggers) {
      return new Traffic(accepted, refused, triggers);
    }
  }

  /** The log is sorted so that equal states have equal bytes. */
  public SocketState {
    ports = List.copyOf(ports);
    log = Collections.unmodifiableSortedMap(log);
  }

  public static final SocketState DEAD =
      new SocketState(
          new Progress(SocketSubState.DEAD, SocketResult.SUCCESS, Long.MAX_VALUE),
          null,
          List.of(),
          0,
          Traffic.NONE,
          Collections.emptySortedMap());

  SocketState with(Progress progress) {
    return new SocketState(progress, control, ports, listening, traffic, log);
  }

  SocketState withControl(@Nullable ServiceProcess control) {
    return new SocketState(progress, control, ports, listening, traffic, log);
  }

  SocketState with(List<Port> ports, long listening) {
    return new SocketState(progress, control, ports, listening, traffic, log);
  }

  SocketState with(Traffic traffic) {
    return new SocketState(progress, control, ports, listening, traffic, log);
  }

  /** Nothing of an earlier run's commands is known any more. */
  SocketState withoutLog() {
    return new SocketState(
        progress, control, ports, listening, traffic, Collections.emptySortedMap());
  }

  /** Notes the present or last run of a command. */
  SocketState logged(ExecKind kind, int index, ExecStatus status) {
    SortedMap<ServiceState.Slot, ExecStatus> more = new TreeMap<>(log);
    more.put(new ServiceState.Slot(kind, index), status);
    return new SocketState(progress, control, ports, listening, traffic, more);
  }

  public ExecStatus status(ExecKind kind, int index) {
    return log.getOrDefault(new ServiceState.Slot(kind, index), ExecStatus.NEVER);
  }

  /** Whether its descriptors are open, so that they can be handed on. */
  boolean isOpen() {
    return !ports.isEmpty() && listening == 0;
  }

  void write(StateWriter out) {
    out.text(progress.sub.name()).text(progress.result.name()).number(progress.deadlineUsec);
    ServiceProcess.write(control, out);
    out.integer(ports.size());
    for (Port port : ports) {
      out.text(port.listen.kind().name()).text(port.listen.address());
      out.text(port.descriptor).number(port.accepting);
    }
    out.number(listening).integer(traffic.accepted).integer(traffic.refused);
    out.number(traffic.triggers.begunUsec()).integer(traffic.triggers.count());
    out.integer(log.size());
    for (Map.Entry<ServiceState.Slot, ExecStatus> entry : log.entrySet()) {
      out.text(entry.getKey().kind().name()).integer(entry.getKey().index());
      entry.getValue().write(out);
    }
  }

  static SocketState read(StateReader in) {
    Progress progress =
        new Progress(
            SocketSubState.valueOf(in.text()), SocketResult.valueOf(in.text()), in.number());
    ServiceProcess control = ServiceProcess.read(in);
    List<Port> ports = new ArrayList<>();
    int count = in.integer();
    for (int i = 0; i < count; i++) {
      Listen listen = new Listen(Listen.Kind.valueOf(in.text()), in.text());
      ports.add(new Port(listen, in.text(), in.number()));
    }
    long listening = in.number();
    Traffic traffic =
        new Traffic(in.integer(), in.integer(), new RateLimit(in.number(), in.integer()));
    SortedMap<ServiceState.Slot, ExecStatus> log = new TreeMap<>();
    int entries = in.integer();
    for (int i = 0; i < entries; i++) {
      log.put(
          new ServiceState.Slot(ExecKind.valueOf(in.text()), in.integer()), ExecStatus.read(in));
    }
    return new SocketState(progress, control, ports, listening, traffic, log);
  }
}
