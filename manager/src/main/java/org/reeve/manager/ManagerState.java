package org.reeve.manager;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The manager's own record: what is neither a unit's nor a job's.
 *
 * @param lastJob the highest job id given
 * @param lastOrder the highest order number given
 * @param environment what services find in their environment, with what clients have set and unset
 * @param begun when the first manager of this life began
 * @param userspaceReady when the first transaction was done; never, until then
 * @param level how much is logged
 * @param exitCode what {@code systemctl exit} has set
 * @param interrupts how often Ctrl-Alt-Del was pressed lately
 */
record ManagerState(
    int lastJob,
    long lastOrder,
    Map<String, String> environment,
    Stamp begun,
    Stamp userspaceReady,
    LogLevel level,
    int exitCode,
    RateLimit interrupts) {
  static final String KEY = "manager";
  private static final int VERSION = 2;

  ManagerState {
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  ManagerState withLastJob(int lastJob) {
    return new ManagerState(
        lastJob, lastOrder, environment, begun, userspaceReady, level, exitCode, interrupts);
  }

  ManagerState withLastOrder(long lastOrder) {
    return new ManagerState(
        lastJob, lastOrder, environment, begun, userspaceReady, level, exitCode, interrupts);
  }

  ManagerState with(Map<String, String> environment) {
    return new ManagerState(
        lastJob, lastOrder, environment, begun, userspaceReady, level, exitCode, interrupts);
  }

  ManagerState ready(Stamp userspaceReady) {
    return new ManagerState(
        lastJob, lastOrder, environment, begun, userspaceReady, level, exitCode, interrupts);
  }

  ManagerState with(LogLevel level) {
    return new ManagerState(
        lastJob, lastOrder, environment, begun, userspaceReady, level, exitCode, interrupts);
  }

  ManagerState withExitCode(int exitCode) {
    return new ManagerState(
        lastJob, lastOrder, environment, begun, userspaceReady, level, exitCode, interrupts);
  }

  ManagerState with(RateLimit interrupts) {
    return new ManagerState(
        lastJob, lastOrder, environment, begun, userspaceReady, level, exitCode, interrupts);
  }

  byte[] toBytes() {
    StateWriter out = new StateWriter(VERSION);
    out.integer(lastJob).number(lastOrder).integer(environment.size());
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      out.text(entry.getKey()).text(entry.getValue());
    }
    out.stamp(begun).stamp(userspaceReady).text(level.name()).integer(exitCode);
    out.number(interrupts.begunUsec()).integer(interrupts.count());
    return out.toBytes();
  }

  static ManagerState ofBytes(byte[] bytes) {
    StateReader in = new StateReader(KEY, bytes, VERSION);
    int lastJob = in.integer();
    long lastOrder = in.number();
    Map<String, String> environment = new LinkedHashMap<>();
    int count = in.integer();
    for (int i = 0; i < count; i++) {
      String name = in.text();
      environment.put(name, in.text());
    }
    return new ManagerState(
        lastJob,
        lastOrder,
        environment,
        in.stamp(),
        in.stamp(),
        LogLevel.valueOf(in.text()),
        in.integer(),
        new RateLimit(in.number(), in.integer()));
  }
}
