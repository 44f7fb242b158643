package org.reeve.cli;

import java.util.List;

/** The verbs of systemctl in the order of its help. To add one, add a row. */
final class Verbs {
  static final List<Verb> TABLE =
      List.of(
          new Verb("list-units", 0, Verb.ANY, false, ListUnits::run),
          new Verb("is-active", 1, Verb.ANY, false, StateVerbs::isActive),
          new Verb("check", 1, Verb.ANY, false, StateVerbs::isActive),
          new Verb("is-failed", 1, Verb.ANY, false, StateVerbs::isFailed),
          new Verb("status", 0, Verb.ANY, false, StatusVerb::run),
          new Verb("show", 0, Verb.ANY, false, ShowVerb::run),
          new Verb("list-dependencies", 0, Verb.ANY, false, Dependencies::run),
          new Verb("start", 1, Verb.ANY, false, UnitVerbs::run),
          new Verb("stop", 1, Verb.ANY, false, UnitVerbs::run),
          new Verb("condstop", 1, Verb.ANY, false, UnitVerbs::run),
          new Verb("reload", 1, Verb.ANY, false, UnitVerbs::run),
          new Verb("restart", 1, Verb.ANY, false, UnitVerbs::run),
          new Verb("try-restart", 1, Verb.ANY, false, UnitVerbs::run),
          new Verb("condrestart", 1, Verb.ANY, false, UnitVerbs::run),
          new Verb("reload-or-restart", 0, Verb.ANY, false, UnitVerbs::run),
          new Verb("try-reload-or-restart", 1, Verb.ANY, false, UnitVerbs::run),
          new Verb("reload-or-try-restart", 1, Verb.ANY, false, UnitVerbs::run),
          new Verb("condreload", 1, Verb.ANY, false, UnitVerbs::run),
          new Verb("force-reload", 1, Verb.ANY, false, UnitVerbs::run),
          new Verb("isolate", 1, 1, false, UnitVerbs::run),
          new Verb("is-system-running", 0, 0, false, StateVerbs::isSystemRunning));

  private Verbs() {}
}
