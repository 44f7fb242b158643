package org.reeve.manager;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reeve.unit.JobMode;

/** From one wish to a set of jobs, and what stands in its way. The texts are systemd 252's. */
final class TransactionTest {

  private static String sentence(@Nullable Refusal refusal) {
    return refusal == null ? "taken" : refusal.sentence();
  }

  private static String[] daemon(String... unitLines) {
    String[] lines = new String[unitLines.length + 4];
    lines[0] = "[Unit]";
    lines[1] = "DefaultDependencies=no";
    System.arraycopy(unitLines, 0, lines, 2, unitLines.length);
    lines[unitLines.length + 2] = "[Service]";
    lines[unitLines.length + 3] = "ExecStart=/usr/bin/sleep 1000";
    return lines;
  }

  @Test
  void aMissingUnitThatIsWantedIsIgnored() {
    Scene scene = new Scene().unit("a.service", daemon("Wants=missing.service"));
    scene.start("a.service").run(Scene.SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
  }

  @Test
  void aMissingUnitThatIsRequiredRefusesTheStart() {
    Scene scene = new Scene().unit("a.service", daemon("Requires=missing.service"));
    assertThat(sentence(scene.ask(JobType.START, "a.service", JobMode.REPLACE)))
        .isEqualTo("Unit missing.service not found.");
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
  }

  @Test
  void aMissingUnitItselfIsRefused() {
    assertThat(sentence(new Scene().ask(JobType.START, "a.service", JobMode.REPLACE)))
        .isEqualTo("Unit a.service not found.");
    assertThat(sentence(new Scene().ask(JobType.STOP, "a.service", JobMode.REPLACE)))
        .isEqualTo("Unit a.service not loaded.");
  }

  @Test
  void requirementsStartBeforeWhatIsOrderedAfterThem() {
    Scene scene =
        new Scene()
            .unit("a.service", daemon("Requires=b.service", "After=b.service"))
            .unit("b.service", daemon("Wants=c.service", "After=c.service"))
            .unit("c.service", daemon());
    scene.start("a.service").run(Scene.SECOND);
    assertThat(scene.jobs())
        .containsExactly("c.service start done", "b.service start done", "a.service start done");
  }

  @Test
  void stoppingGoesInTheReverseOrderOfStarting() {
    Scene scene =
        new Scene()
            .unit("a.service", daemon("Requires=b.service", "After=b.service"))
            .unit("b.service", daemon());
    scene.start("a.service").run(Scene.SECOND).stop("b.service").run(Scene.SECOND);
    assertThat(scene.killed()).containsExactly("a.service 15", "b.service 15");
  }

  @Test
  void contradictingRequirementsAreRefused() {
    Scene scene =
        new Scene()
            .unit("a.service", daemon("Requires=b.service", "Conflicts=b.service"))
            .unit("b.service", daemon());
    assertThat(sentence(scene.ask(JobType.START, "a.service", JobMode.REPLACE)))
        .startsWith("Transaction contains conflicting jobs ")
        .endsWith("Probably contradicting requirement dependencies configured.");
    assertThat(scene.state("b.service")).isEqualTo("inactive/dead");
  }

  @Test
  void aConflictingUnitIsStoppedFirst() {
    Scene scene =
        new Scene()
            .unit("a.service", daemon("Conflicts=b.service", "After=b.service"))
            .unit("b.service", daemon());
    scene.start("b.service").run(Scene.SECOND).start("a.service").run(Scene.SECOND);
    assertThat(scene.state("b.service")).isEqualTo("inactive/dead");
    assertThat(scene.jobs())
        .containsExactly("b.service start done", "b.service stop done", "a.service start done");
  }

  @Test
  void aWantedUnitThatConflictsIsLeftOut() {
    Scene scene =
        new Scene()
            .unit("a.service", daemon("Wants=b.service", "Requires=c.service"))
            .unit("b.service", daemon("Conflicts=c.service"))
            .unit("c.service", daemon());
    scene.start("a.service").run(Scene.SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    assertThat(scene.state("c.service")).isEqualTo("active/running");
    assertThat(scene.state("b.service")).isEqualTo("inactive/dead");
  }

  @Test
  void aCycleIsBrokenAtAJobThatDoesNotMatter() {
    Scene scene =
        new Scene()
            .unit("a.service", daemon("Wants=b.service", "After=b.service"))
            .unit("b.service", daemon("After=a.service"));
    scene.start("a.service").run(Scene.SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    assertThat(scene.state("b.service")).isEqualTo("inactive/dead");
    assertThat(scene.messages())
        .anyMatch(message ->
            message.startsWith("a.service: Job b.service/start deleted to break ordering cycle"));
  }

  @Test
  void aCycleOfRequirementsIsRefused() {
    Scene scene =
        new Scene()
            .unit("a.service", daemon("Requires=b.service", "After=b.service"))
            .unit("b.service", daemon("After=a.service"));
    assertThat(sentence(scene.ask(JobType.START, "a.service", JobMode.REPLACE)))
        .isEqualTo("Transaction order is cyclic. See system logs for details.");
  }

  @Test
  void aCycleThatARestartWouldCloseOnItsWayUpIsSeenBeforehand() {
    Scene scene =
        new Scene()
            .unit("c.service", daemon("Wants=e.service", "Before=e.service"))
            .unit("d.service", daemon("BindsTo=c.service", "Before=c.service"))
            .unit("e.service", daemon("Before=d.service"));
    scene.asked(JobType.RESTART, "d.service", JobMode.REPLACE).run(Scene.SECOND);
    assertThat(scene.host().manager().allJobs()).isEmpty();
    assertThat(scene.state("d.service")).isEqualTo("active/running");
  }

  @Test
  void modeFailRefusesToReplaceAQueuedJob() {
    Scene scene = new Scene().unit("a.service", daemon());
    scene.program("/usr/bin/sleep 1000", SimulatedProgram.daemon().ignoringTerm());
    scene.start("a.service").run(Scene.SECOND).stop("a.service");
    assertThat(sentence(scene.ask(JobType.START, "a.service", JobMode.FAIL)))
        .isEqualTo(
            "Transaction for a.service/start is destructive (a.service has 'stop' job queued, but"
                + " 'start' is included in transaction).");
  }

  @Test
  void modeFailStopsNothingThatOnlyAWantedUnitConflictsWith() {
    Scene scene =
        new Scene()
            .unit("a.service", daemon("Wants=b.service"))
            .unit("b.service", daemon("Conflicts=c.service"))
            .unit("c.service", daemon());
    scene.start("c.service").run(Scene.SECOND).asked(JobType.START, "a.service", JobMode.FAIL);
    scene.run(Scene.SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    assertThat(scene.state("b.service")).isEqualTo("inactive/dead");
    assertThat(scene.state("c.service")).isEqualTo("active/running");
  }

  @Test
  void modeReplaceCancelsTheContraryJob() {
    Scene scene = new Scene().unit("a.service", daemon());
    scene.program("/usr/bin/sleep 1000", SimulatedProgram.daemon().obeying(Scene.SECOND, null));
    scene.start("a.service").run(Scene.SECOND).stop("a.service").start("a.service");
    scene.run(3 * Scene.SECOND);
    assertThat(scene.jobs())
        .containsExactly("a.service start done", "a.service stop canceled", "a.service start done");
    assertThat(scene.state("a.service")).isEqualTo("active/running");
  }

  @Test
  void anIrreversibleJobCannotBeReplaced() {
    Scene scene = new Scene().unit("a.service", daemon());
    scene.program("/usr/bin/sleep 1000", SimulatedProgram.daemon().ignoringTerm());
    scene.start("a.service").run(Scene.SECOND);
    scene.asked(JobType.STOP, "a.service", JobMode.REPLACE_IRREVERSIBLY);
    assertThat(sentence(scene.ask(JobType.START, "a.service", JobMode.REPLACE)))
        .contains("is destructive");
  }

  @Test
  void isolatingStopsAllThatTheNewStateDoesNotContain() {
    Scene scene =
        new Scene()
            .unit(
                "new.target",
                "[Unit]",
                "AllowIsolate=yes",
                "Wants=a.service",
                "DefaultDependencies=no")
            .unit("a.service", daemon())
            .unit("b.service", daemon())
            .unit("c.service", daemon("IgnoreOnIsolate=yes"));
    scene.start("b.service").start("c.service").run(Scene.SECOND);
    scene.asked(JobType.START, "new.target", JobMode.ISOLATE).run(Scene.SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    assertThat(scene.state("b.service")).isEqualTo("inactive/dead");
    assertThat(scene.state("c.service")).isEqualTo("active/running");
  }

  @Test
  void onlyAUnitThatAllowsItCanBeIsolated() {
    Scene scene = new Scene().unit("a.service", daemon());
    assertThat(sentence(scene.ask(JobType.START, "a.service", JobMode.ISOLATE)))
        .isEqualTo("Operation refused, unit may not be isolated.");
  }

  @Test
  void restartingRestartsWhatRequiresIt() {
    Scene scene =
        new Scene()
            .unit("a.service", daemon("Requires=b.service", "After=b.service"))
            .unit("b.service", daemon())
            .unit("idle.service", daemon("Requires=b.service"));
    scene.start("a.service").run(Scene.SECOND);
    int before = scene.service("a.service").mainPid();
    scene.asked(JobType.RESTART, "b.service", JobMode.REPLACE).run(Scene.SECOND);
    assertThat(scene.service("a.service").mainPid()).isNotEqualTo(before).isPositive();
    assertThat(scene.state("idle.service")).isEqualTo("inactive/dead");
    assertThat(scene.killed()).containsExactly("a.service 15", "b.service 15");
  }

  @Test
  void aPartIsStoppedAndRestartedWithTheWholeButNotStarted() {
    Scene scene =
        new Scene()
            .unit("whole.service", daemon())
            .unit("part.service", daemon("PartOf=whole.service"));
    scene.start("part.service").start("whole.service").run(Scene.SECOND);
    scene.stop("whole.service").run(Scene.SECOND);
    assertThat(scene.state("part.service")).isEqualTo("inactive/dead");
    scene.start("whole.service").run(Scene.SECOND);
    assertThat(scene.state("part.service")).isEqualTo("inactive/dead");
  }

  @Test
  void requisiteFailsTheStartUnlessTheUnitIsUpAlready() {
    Scene scene =
        new Scene()
            .unit("a.service", daemon("Requisite=b.service", "After=b.service"))
            .unit("b.service", daemon());
    scene.start("a.service").run(Scene.SECOND);
    assertThat(scene.jobs()).contains("a.service start dependency");
    scene.start("b.service").run(Scene.SECOND).start("a.service").run(Scene.SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
  }

  @Test
  void aFailedRequirementFailsTheStartAndStartsTheHandler() {
    Scene scene =
        new Scene()
            .unit(
                "a.service", daemon("Requires=b.service", "After=b.service", "OnFailure=h.service"))
            .service("b.service", "Type=oneshot", "ExecStart=/usr/bin/false")
            .unit("h.service", daemon());
    scene.program("/usr/bin/false", SimulatedProgram.exits(1, 1_000));
    scene.start("a.service").run(Scene.SECOND);
    assertThat(scene.jobs())
        .containsExactly(
            "b.service start failed", "a.service start dependency", "h.service start done");
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
  }

  @Test
  void aBoundUnitGoesDownWithTheOther() {
    Scene scene =
        new Scene()
            .unit("a.service", daemon("BindsTo=b.service", "After=b.service"))
            .service("b.service", "ExecStart=/usr/bin/b");
    scene.program("/usr/bin/b", SimulatedProgram.exits(0, Scene.SECOND));
    scene.start("a.service").run(3 * Scene.SECOND);
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
  }

  @Test
  void anUpheldUnitComesBack() {
    Scene scene =
        new Scene()
            .unit("a.service", daemon("Upholds=b.service"))
            .service("b.service", "ExecStart=/usr/bin/b");
    scene.program(
        "/usr/bin/b",
        run ->
            run.number() == 1
                ? SimulatedProgram.exits(0, Scene.SECOND)
                : SimulatedProgram.daemon());
    scene.start("a.service").run(3 * Scene.SECOND);
    assertThat(scene.state("b.service")).isEqualTo("active/running");
  }

  @Test
  void aUnitThatNobodyNeedsAnyMoreIsStopped() {
    Scene scene =
        new Scene()
            .unit("a.service", daemon("Requires=b.service"))
            .unit("b.service", daemon("StopWhenUnneeded=yes"));
    scene.start("a.service").run(Scene.SECOND).stop("a.service").run(Scene.SECOND);
    assertThat(scene.state("b.service")).isEqualTo("inactive/dead");
  }

  @Test
  void tryRestartOfAUnitThatIsDownIsAJobForNothing() {
    Scene scene = new Scene().unit("a.service", daemon());
    scene.asked(JobType.TRY_RESTART, "a.service", JobMode.REPLACE).run(Scene.SECOND);
    assertThat(scene.jobs()).containsExactly("a.service nop done");
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
  }

  @Test
  void tryRestartOfAUnitThatIsStoppingLeavesItsStopAlone() {
    Scene scene = new Scene().unit("a.service", daemon());
    scene.program("/usr/bin/sleep 1000", SimulatedProgram.daemon().obeying(Scene.SECOND, null));
    scene.start("a.service").run(Scene.SECOND).stop("a.service");
    scene.asked(JobType.TRY_RESTART, "a.service", JobMode.REPLACE).run(3 * Scene.SECOND);
    assertThat(scene.jobs())
        .containsExactly("a.service start done", "a.service nop done", "a.service stop done");
  }

  @Test
  void aJobThatTakesTooLongTimesOut() {
    Scene scene =
        new Scene()
            .unit(
                "a.service",
                "[Unit]",
                "DefaultDependencies=no",
                "JobTimeoutSec=2",
                "[Service]",
                "Type=oneshot",
                "ExecStart=/usr/bin/a");
    scene.start("a.service").run(3 * Scene.SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start timeout");
  }

  @Test
  void aHandlerThatRequiresWhatFailedDoesNotStartItForEver() {
    Scene scene =
        new Scene()
            .service("a.service", "Type=exec", "ExecStart=/usr/bin/a", "User=nobody-knows")
            .unit(
                "c.service", daemon("Requires=a.service", "After=a.service", "OnFailure=d.service"))
            .unit("d.service", daemon("Requires=c.service", "After=c.service"));
    scene.start("c.service").run(Scene.SECOND);
    assertThat(scene.messages()).anyMatch(message -> message.contains("Left as it is"));
    assertThat(scene.jobs()).hasSizeLessThan(200);
  }
}
