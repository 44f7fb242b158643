package org.reeve.manager;

import java.util.List;
import org.reeve.recipe.Resource;
import org.reeve.recipe.Source;
import org.reeve.recipe.Step;
import org.reeve.unit.ExecSettings;
import org.reeve.unit.ResourceLimit;
import org.reeve.unit.Setting;
import org.reeve.unit.UnitDefinition;

/** The attributes of a process that one system call sets: scheduling, limits and their like. */
final class ProcessAttributes {
  private record LimitRow(Setting<ResourceLimit> setting, Resource resource) {}

  private static final List<LimitRow> LIMITS =
      List.of(
          new LimitRow(ExecSettings.LIMIT_CPU, Resource.CPU),
          new LimitRow(ExecSettings.LIMIT_FSIZE, Resource.FSIZE),
          new LimitRow(ExecSettings.LIMIT_DATA, Resource.DATA),
          new LimitRow(ExecSettings.LIMIT_STACK, Resource.STACK),
          new LimitRow(ExecSettings.LIMIT_CORE, Resource.CORE),
          new LimitRow(ExecSettings.LIMIT_RSS, Resource.RSS),
          new LimitRow(ExecSettings.LIMIT_NPROC, Resource.NPROC),
          new LimitRow(ExecSettings.LIMIT_NOFILE, Resource.NOFILE),
          new LimitRow(ExecSettings.LIMIT_MEMLOCK, Resource.MEMLOCK),
          new LimitRow(ExecSettings.LIMIT_AS, Resource.AS),
          new LimitRow(ExecSettings.LIMIT_LOCKS, Resource.LOCKS),
          new LimitRow(ExecSettings.LIMIT_SIGPENDING, Resource.SIGPENDING),
          new LimitRow(ExecSettings.LIMIT_MSGQUEUE, Resource.MSGQUEUE),
          new LimitRow(ExecSettings.LIMIT_NICE, Resource.NICE),
          new LimitRow(ExecSettings.LIMIT_RTPRIO, Resource.RTPRIO),
          new LimitRow(ExecSettings.LIMIT_RTTIME, Resource.RTTIME));

  private static final int IO_BEST_EFFORT = 2;
  private static final int IO_CLASS_SHIFT = 13;

  /** personality(2): of 32-bit programs. */
  private static final long PER_LINUX32 = 8;

  private static final List<String> SHORT_WORDS = List.of("x86", "arm", "ppc", "ppc-le", "s390");

  private ProcessAttributes() {}

  /** Scheduling, and what the kernel does with the process when it is in trouble. */
  static void steps(RecipeDraft draft) {
    UnitDefinition unit = draft.unit();
    if (unit.isSet(ExecSettings.OOM_SCORE_ADJUST)) {
      draft.line(
          new Step.OomScore(unit.get(ExecSettings.OOM_SCORE_ADJUST)),
          ExecSettings.OOM_SCORE_ADJUST);
    }
    if (unit.isSet(ExecSettings.COREDUMP_FILTER)) {
      draft.line(
          new Step.CoredumpFilter(unit.get(ExecSettings.COREDUMP_FILTER)),
          ExecSettings.COREDUMP_FILTER);
      draft.mayBlock(); // it belongs to the memory, not to the process
    }
    if (unit.isSet(ExecSettings.NICE)) {
      draft.line(new Step.Nice(unit.get(ExecSettings.NICE)), ExecSettings.NICE);
    }
    scheduler(draft);
    if (!unit.get(ExecSettings.CPU_AFFINITY).isEmpty()) {
      draft.line(new Step.Affinity(unit.get(ExecSettings.CPU_AFFINITY)), ExecSettings.CPU_AFFINITY);
    }
    ioPriority(draft);
    if (unit.isSet(ExecSettings.TIMER_SLACK_NSEC)) {
      draft.line(
          new Step.TimerSlack(unit.get(ExecSettings.TIMER_SLACK_NSEC)),
          ExecSettings.TIMER_SLACK_NSEC);
    }
    String personality = unit.get(ExecSettings.PERSONALITY);
    if (!personality.isEmpty()) {
      draft.line(
          new Step.Personality(SHORT_WORDS.contains(personality) ? PER_LINUX32 : 0),
          ExecSettings.PERSONALITY);
    }
  }

  /** CPUSchedulingResetOnFork= alone changes nothing, in systemd too. */
  private static void scheduler(RecipeDraft draft) {
    UnitDefinition unit = draft.unit();
    boolean policy = unit.isSet(ExecSettings.CPU_SCHEDULING_POLICY);
    boolean priority = unit.isSet(ExecSettings.CPU_SCHEDULING_PRIORITY);
    if (policy || priority) {
      draft.line(
          new Step.Scheduler(
              unit.get(ExecSettings.CPU_SCHEDULING_POLICY),
              unit.get(ExecSettings.CPU_SCHEDULING_PRIORITY),
              unit.get(ExecSettings.CPU_SCHEDULING_RESET_ON_FORK)),
          policy ? ExecSettings.CPU_SCHEDULING_POLICY : ExecSettings.CPU_SCHEDULING_PRIORITY);
    }
  }

  private static void ioPriority(RecipeDraft draft) {
    UnitDefinition unit = draft.unit();
    boolean ofClass = unit.isSet(ExecSettings.IO_SCHEDULING_CLASS);
    if (ofClass || unit.isSet(ExecSettings.IO_SCHEDULING_PRIORITY)) {
      int named = ofClass ? unit.get(ExecSettings.IO_SCHEDULING_CLASS) : 0;
      int kind = named == 0 ? IO_BEST_EFFORT : named;
      int level = unit.get(ExecSettings.IO_SCHEDULING_PRIORITY);
      draft.line(
          new Step.IoPriority(kind << IO_CLASS_SHIFT | level),
          ofClass ? ExecSettings.IO_SCHEDULING_CLASS : ExecSettings.IO_SCHEDULING_PRIORITY);
    }
  }

  /** Resource limits; a fully privileged command keeps the manager's. */
  static void limits(RecipeDraft draft) {
    if (RunAs.privilege(draft.context()) == RunAs.Privilege.FULL) {
      return;
    }
    UnitDefinition unit = draft.unit();
    for (LimitRow row : LIMITS) {
      if (unit.isSet(row.setting())) {
        ResourceLimit limit = unit.get(row.setting());
        draft.line(
            new Step.Limit(row.resource(), limit.soft(), limit.hard()),
            draft.source(row.setting()));
      } else if (row.resource() == Resource.NOFILE) {
        draft.line(
            new Step.Limit(
                Resource.NOFILE, draft.config().openFilesSoft(), draft.config().openFilesHard()),
            Source.DEFAULT);
      }
    }
  }
}
