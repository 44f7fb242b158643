package org.reeve.bus;

import org.reeve.dbus.BusError;
import org.reeve.dbus.Call;
import org.reeve.dbus.Interface;
import org.reeve.manager.JobType;
import org.reeve.manager.Unit;

/** The methods that every unit has: org.freedesktop.systemd1.Unit. */
final class UnitMethods {
  private final UnitVerbs verbs;

  UnitMethods(UnitVerbs verbs) {
    this.verbs = verbs;
  }

  Binding<Unit> bind(Binding<Unit> binding) {
    return binding
        .method("Start", job(JobType.START, false))
        .method("Stop", job(JobType.STOP, false))
        .method("Reload", job(JobType.RELOAD, false))
        .method("Restart", job(JobType.RESTART, false))
        .method("TryRestart", job(JobType.TRY_RESTART, false))
        .method("ReloadOrRestart", job(JobType.RESTART, true))
        .method("ReloadOrTryRestart", job(JobType.TRY_RESTART, true))
        .method("EnqueueJob", this::enqueueJob)
        .method("Kill", (unit, call) -> verbs.kill(call, unit, 0))
        .method("ResetFailed", (unit, call) -> verbs.resetFailed(call, unit));
  }

  private Interface.Handler<Unit> job(JobType type, boolean reloadIfPossible) {
    return (unit, call) -> verbs.enqueue(call, unit, type, reloadIfPossible, 0);
  }

  private void enqueueJob(Unit unit, Call call) throws BusError {
    verbs.enqueueByWord(call, unit, call.string(0), call.string(1));
  }
}
