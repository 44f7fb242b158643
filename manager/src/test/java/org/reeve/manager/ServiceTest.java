package org.reeve.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reeve.manager.Scene.MILLISECOND;
import static org.reeve.manager.Scene.SECOND;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reeve.recipe.Octets;
import org.reeve.recipe.Recipe;
import org.reeve.recipe.Step;
import org.reeve.unit.JobMode;
import org.reeve.unit.UnitName;

/** What single services do, from their unit file to their end. */
final class ServiceTest {
  private static final SimulatedProgram READY =
      SimulatedProgram.daemon().saying(200 * MILLISECOND, "READY=1");

  // ---- the way up ----

  @Test
  void aSimpleServiceRunsUntilItIsStopped() {
    Scene scene = new Scene().service("a.service", "ExecStart=/usr/bin/a");

    scene.start("a.service").run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    assertThat(scene.service("a.service").mainPid()).isPositive();

    scene.stop("a.service").run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
    assertThat(scene.jobs()).containsExactly("a.service start done", "a.service stop done");
    assertThat(scene.killed()).containsExactly("a.service 15");
  }

  @Test
  void aSimpleServiceIsUpAsSoonAsThereIsAProcess() {
    Scene scene = new Scene().service("a.service", "ExecStart=/usr/bin/a");
    scene.program(
        "/usr/bin/a",
        SimulatedProgram.daemon().failing(new SimulatedProgram.Failure.Step(9, 2, 203)));
    scene.start("a.service").run(SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start done");
    assertThat(scene.state("a.service")).isEqualTo("failed/failed");
    assertThat(scene.result("a.service")).isEqualTo("exit-code");
  }

  @Test
  void anExecServiceIsUpOnlyWhenItsProgramRuns() {
    Scene scene = new Scene().service("a.service", "Type=exec", "ExecStart=/usr/bin/a");
    scene.program(
        "/usr/bin/a",
        SimulatedProgram.daemon().failing(new SimulatedProgram.Failure.Step(9, 2, 203)));
    scene.start("a.service").run(SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start failed");
    assertThat(scene.messages())
        .contains("a.service: Main process exited, code=exited, status=203/EXEC");
  }

  @Test
  void aNotifyServiceIsUpWhenItSaysSo() {
    Scene scene = new Scene().service("a.service", "Type=notify", "ExecStart=/usr/bin/a");
    scene.program("/usr/bin/a", READY);
    scene.start("a.service").run(100 * MILLISECOND);
    assertThat(scene.state("a.service")).isEqualTo("activating/start");
    scene.run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
  }

  @Test
  void aNotifyServiceThatSaysReadyAndEndsAtOnceHasStarted() {
    Scene scene = new Scene().service("a.service", "Type=notify", "ExecStart=/usr/bin/a");
    scene.program("/usr/bin/a", SimulatedProgram.exits(0, 0).saying(0, "READY=1"));
    scene.start("a.service").run(SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start done");
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
  }

  @Test
  void aNotifyServiceThatEndsWithoutAWordHasBrokenTheProtocol() {
    Scene scene = new Scene().service("a.service", "Type=notify", "ExecStart=/usr/bin/a");
    scene.program("/usr/bin/a", SimulatedProgram.exits(0, MILLISECOND));
    scene.start("a.service").run(SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start failed");
    assertThat(scene.result("a.service")).isEqualTo("protocol");
  }

  @Test
  void onlyTheMainProcessMayNotifyUnlessOthersAreAllowedTo() {
    SimulatedProgram child = SimulatedProgram.daemon().saying(100 * MILLISECOND, "READY=1");
    Scene strict = new Scene().service("a.service", "Type=notify", "ExecStart=/usr/bin/a");
    strict
        .program("/usr/bin/a", SimulatedProgram.daemon().forking(child))
        .start("a.service")
        .run(SECOND);
    assertThat(strict.state("a.service")).isEqualTo("activating/start");

    Scene open =
        new Scene().service("a.service", "Type=notify", "NotifyAccess=all", "ExecStart=/usr/bin/a");
    open.program("/usr/bin/a", SimulatedProgram.daemon().forking(child))
        .start("a.service")
        .run(SECOND);
    assertThat(open.state("a.service")).isEqualTo("active/running");
  }

  @Test
  void aOneshotServiceRunsItsCommandsOneAfterTheOtherAndIsDone() {
    Scene scene =
        new Scene()
            .service(
                "a.service", "Type=oneshot", "ExecStart=/usr/bin/a 1", "ExecStart=/usr/bin/a 2");
    scene.program("/usr/bin/a 1", SimulatedProgram.exits(0, SECOND));
    scene.program("/usr/bin/a 2", SimulatedProgram.exits(0, SECOND));
    scene.start("a.service").run(1_500 * MILLISECOND);
    assertThat(scene.state("a.service")).isEqualTo("activating/start");
    assertThat(scene.jobs()).isEmpty();
    scene.run(SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start done");
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
  }

  @Test
  void aOneshotServiceStopsAtTheFirstCommandThatFails() {
    Scene scene =
        new Scene()
            .service(
                "a.service", "Type=oneshot", "ExecStart=/usr/bin/a 1", "ExecStart=/usr/bin/a 2");
    scene.program("/usr/bin/a 1", SimulatedProgram.exits(1, SECOND));
    scene.start("a.service").run(3 * SECOND);
    assertThat(scene.spawned()).containsExactly("a.service ExecStart= /usr/bin/a 1");
    assertThat(scene.state("a.service")).isEqualTo("failed/failed");
  }

  @Test
  void aDashIgnoresAFailure() {
    Scene scene =
        new Scene()
            .service(
                "a.service", "Type=oneshot", "ExecStart=-/usr/bin/a 1", "ExecStart=/usr/bin/a 2");
    scene.program("/usr/bin/a 1", SimulatedProgram.exits(1, SECOND));
    scene.program("/usr/bin/a 2", SimulatedProgram.exits(0, SECOND));
    scene.start("a.service").run(3 * SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start done");
  }

  @Test
  void remainAfterExitKeepsAServiceUpWhoseProcessHasEnded() {
    Scene scene =
        new Scene()
            .service(
                "a.service",
                "Type=oneshot",
                "RemainAfterExit=yes",
                "ExecStart=/usr/bin/a",
                "ExecStop=/usr/bin/undo");
    scene.program("/usr/bin/a", SimulatedProgram.exits(0, SECOND));
    scene.program("/usr/bin/undo", SimulatedProgram.exits(0, SECOND));
    scene.start("a.service").run(2 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/exited");
    scene.stop("a.service").run(2 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
    assertThat(scene.spawned()).contains("a.service ExecStop= /usr/bin/undo");
  }

  @Test
  void aConditionCommandThatSaysNoSkipsTheService() {
    Scene scene =
        new Scene()
            .service(
                "a.service",
                "ExecCondition=/usr/bin/test",
                "ExecStart=/usr/bin/a",
                "ExecStopPost=/usr/bin/post");
    scene.program("/usr/bin/test", SimulatedProgram.exits(3, MILLISECOND));
    scene.program("/usr/bin/post", SimulatedProgram.exits(0, MILLISECOND));
    scene.start("a.service").run(SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start done");
    assertThat(scene.spawned()).doesNotContain("a.service ExecStart= /usr/bin/a");
    assertThat(variables(scene))
        .containsEntry("SERVICE_RESULT", "exec-condition")
        .doesNotContainKey("EXIT_CODE");
  }

  @Test
  void anUnmetConditionIsNoFailure() {
    Scene scene =
        new Scene()
            .unit(
                "a.service",
                "[Unit]",
                "ConditionPathExists=/nowhere",
                "DefaultDependencies=no",
                "[Service]",
                "ExecStart=/usr/bin/a");
    scene.start("a.service").run(SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start done");
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
  }

  @Test
  void anUnmetAssertionFailsTheJob() {
    Scene scene =
        new Scene()
            .unit(
                "a.service",
                "[Unit]",
                "AssertPathExists=/nowhere",
                "DefaultDependencies=no",
                "[Service]",
                "ExecStart=/usr/bin/a");
    scene.start("a.service").run(SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start assert");
  }

  @Test
  void anUnknownUserFailsTheServiceWith217() {
    Scene scene = new Scene().service("a.service", "User=nobody-knows", "ExecStart=/usr/bin/a");
    scene.start("a.service").run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("failed/failed");
    assertThat(scene.messages())
        .contains("a.service: Main process exited, code=exited, status=217/USER");
  }

  @Test
  void aSpawnThatMakesNoProcessIsALackOfResources() {
    Scene scene = new Scene().service("a.service", "ExecStart=/usr/bin/a");
    scene.program(
        "/usr/bin/a",
        SimulatedProgram.daemon().failing(new SimulatedProgram.Failure.NoProcess(11)));
    scene.start("a.service").run(SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start failed");
    assertThat(scene.result("a.service")).isEqualTo("resources");
  }

  // ---- time ----

  @Test
  void aStartThatTakesTooLongIsTerminatedThenKilled() {
    Scene scene =
        new Scene()
            .service(
                "a.service",
                "Type=notify",
                "ExecStart=/usr/bin/a",
                "TimeoutStartSec=2",
                "TimeoutStopSec=3");
    scene.program("/usr/bin/a", SimulatedProgram.daemon().ignoringTerm());
    scene.start("a.service").run(2_500 * MILLISECOND);
    assertThat(scene.state("a.service")).isEqualTo("deactivating/stop-sigterm");
    scene.run(3 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("failed/failed");
    assertThat(scene.result("a.service")).isEqualTo("timeout");
    assertThat(scene.killed()).containsExactly("a.service 15", "a.service 9");
    assertThat(scene.messages()).contains("a.service: start operation timed out. Terminating.");
  }

  @Test
  void eachCommandOfAListHasTheWholeTime() {
    Scene scene =
        new Scene()
            .service(
                "a.service",
                "Type=oneshot",
                "TimeoutStartSec=2",
                "ExecStartPre=/usr/bin/a 1",
                "ExecStartPre=/usr/bin/a 2",
                "ExecStart=/usr/bin/a 3");
    for (int i = 1; i <= 3; i++) {
      scene.program("/usr/bin/a " + i, SimulatedProgram.exits(0, 1_500 * MILLISECOND));
    }
    scene.start("a.service").run(6 * SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start done");
  }

  @Test
  void aStopThatTakesTooLongIsAFailure() {
    Scene scene = new Scene().service("a.service", "ExecStart=/usr/bin/a", "TimeoutStopSec=1");
    scene.program("/usr/bin/a", SimulatedProgram.daemon().ignoringTerm());
    scene.start("a.service").run(SECOND).stop("a.service").run(2 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("failed/failed");
    assertThat(scene.result("a.service")).isEqualTo("timeout");
    assertThat(scene.jobs()).contains("a.service stop done");
  }

  @Test
  void runtimeMaxSecEndsAService() {
    Scene scene = new Scene().service("a.service", "ExecStart=/usr/bin/a", "RuntimeMaxSec=5");
    scene.start("a.service").run(6 * SECOND);
    assertThat(scene.result("a.service")).isEqualTo("timeout");
  }

  @Test
  void aWatchdogThatIsNotFedAbortsTheService() {
    Scene scene =
        new Scene().service("a.service", "Type=notify", "ExecStart=/usr/bin/a", "WatchdogSec=1");
    scene.program("/usr/bin/a", READY.saying(SECOND, "WATCHDOG=1"));
    scene.start("a.service").run(1_900 * MILLISECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    scene.run(SECOND);
    assertThat(scene.result("a.service")).isEqualTo("watchdog");
    assertThat(scene.killed()).containsExactly("a.service 6");
  }

  // ---- the way down ----

  @Test
  void whatTheServiceForkedIsGoneWhenItIsDown() {
    Scene scene = new Scene().service("a.service", "ExecStart=/usr/bin/a", "TimeoutStopSec=1");
    scene.program(
        "/usr/bin/a", SimulatedProgram.daemon().forking(SimulatedProgram.daemon().ignoringTerm()));
    scene.start("a.service").run(SECOND).stop("a.service").run(3 * SECOND);
    assertThat(scene.result("a.service")).isEqualTo("timeout");
    assertThat(scene.messages()).contains("a.service: State 'final-sigterm' timed out. Killing.");
    assertThat(scene.host().processes(scene.service("a.service").cgroup())).isEmpty();
  }

  @Test
  void whatAStopPostCommandForkedIsKilledToo() {
    Scene scene =
        new Scene()
            .service(
                "a.service",
                "ExecStart=/usr/bin/a",
                "ExecStopPost=/usr/bin/post",
                "TimeoutStopSec=1");
    scene.program(
        "/usr/bin/post",
        SimulatedProgram.daemon().forking(SimulatedProgram.daemon().ignoringTerm()));
    scene.start("a.service").run(SECOND).stop("a.service").run(5 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("failed/failed");
    assertThat(scene.host().processes(scene.service("a.service").cgroup())).isEmpty();
  }

  @Test
  void aStopWhileTheProcessIsOnlyOrderedIsCarriedOutWhenItExists() {
    Scene scene = new Scene().service("a.service", "Type=notify", "ExecStart=/usr/bin/a");
    scene.start("a.service").stop("a.service").run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
    assertThat(scene.host().processes("app.slice/a.service")).isEmpty();
  }

  @Test
  void theStopCommandsAreToldOfTheEnd() {
    Scene scene =
        new Scene().service("a.service", "ExecStart=/usr/bin/a", "ExecStopPost=/usr/bin/post");
    scene.program("/usr/bin/a", SimulatedProgram.daemon().ending(ProcessEnd.killed(9), SECOND));
    scene.start("a.service").run(2 * SECOND);
    assertThat(variables(scene))
        .containsEntry("SERVICE_RESULT", "signal")
        .containsEntry("EXIT_CODE", "killed")
        .containsEntry("EXIT_STATUS", "KILL");
  }

  @Test
  void aServiceMaySayThatItStopsByItself() {
    Scene scene =
        new Scene().service("a.service", "Type=notify", "ExecStart=/usr/bin/a", "TimeoutStopSec=2");
    scene.program(
        "/usr/bin/a", READY.saying(SECOND, "STOPPING=1").ending(ProcessEnd.exited(0), 2 * SECOND));
    scene.start("a.service").run(1_500 * MILLISECOND);
    assertThat(scene.state("a.service")).isEqualTo("deactivating/stop-sigterm");
    scene.run(2 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
    assertThat(scene.killed()).isEmpty();
  }

  @Test
  void aReloadRunsItsCommandWhileTheServiceGoesOn() {
    Scene scene =
        new Scene().service("a.service", "ExecStart=/usr/bin/a", "ExecReload=/usr/bin/hup");
    scene.program("/usr/bin/hup", SimulatedProgram.exits(0, SECOND));
    scene.start("a.service").run(SECOND).asked(JobType.RELOAD, "a.service", JobMode.REPLACE);
    scene.run(500 * MILLISECOND);
    assertThat(scene.state("a.service")).isEqualTo("reloading/reload");
    scene.run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    assertThat(scene.jobs()).contains("a.service reload done");
  }

  @Test
  void aReloadThatFailsLeavesTheServiceUp() {
    Scene scene =
        new Scene().service("a.service", "ExecStart=/usr/bin/a", "ExecReload=/usr/bin/hup");
    scene.program("/usr/bin/hup", SimulatedProgram.exits(1, SECOND));
    scene
        .start("a.service")
        .run(SECOND)
        .asked(JobType.RELOAD, "a.service", JobMode.REPLACE)
        .run(2 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    assertThat(scene.jobs()).contains("a.service reload failed");
  }

  // ---- restarting ----

  /**
   * The table of systemd.service(5), Restart=: clean exit, unclean exit, unclean signal, timeout,
   * watchdog.
   */
  @ParameterizedTest
  @CsvSource({
    "no,          no,  no,  no,  no,  no",
    "always,      yes, yes, yes, yes, yes",
    "on-success,  yes, no,  no,  no,  no",
    "on-failure,  no,  yes, yes, yes, yes",
    "on-abnormal, no,  no,  yes, yes, yes",
    "on-abort,    no,  no,  yes, no,  no",
    "on-watchdog, no,  no,  no,  no,  yes"
  })
  void restartDependsOnHowItEnded(
      String restart,
      String clean,
      String unclean,
      String signal,
      String timeout,
      String watchdog) {
    assertThat(
            List.of(
                restarts(
                    restart, SimulatedProgram.exits(0, 500 * MILLISECOND).saying(0, "READY=1")),
                restarts(
                    restart, SimulatedProgram.exits(1, 500 * MILLISECOND).saying(0, "READY=1")),
                restarts(restart, READY.ending(ProcessEnd.killed(9), 500 * MILLISECOND)),
                restarts(restart, SimulatedProgram.daemon()),
                restarts(restart, READY)))
        .containsExactly(clean, unclean, signal, timeout, watchdog);
  }

  private static String restarts(String restart, SimulatedProgram program) {
    Scene scene =
        new Scene()
            .service(
                "a.service",
                "Type=notify",
                "ExecStart=/usr/bin/a",
                "TimeoutStartSec=1",
                "WatchdogSec=2",
                "Restart=" + restart);
    scene.program("/usr/bin/a", run -> run.number() == 1 ? program : READY);
    scene.start("a.service").run(4 * SECOND);
    return scene.spawned().size() > 1 ? "yes" : "no";
  }

  @Test
  void aRestartWaitsForItsTimeAndIsCounted() {
    Scene scene =
        new Scene().service("a.service", "ExecStart=/usr/bin/a", "Restart=always", "RestartSec=5");
    scene.program(
        "/usr/bin/a",
        run -> run.number() == 1 ? SimulatedProgram.exits(0, SECOND) : SimulatedProgram.daemon());
    scene.start("a.service").run(2 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("activating/auto-restart");
    scene.run(5 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    assertThat(scene.service("a.service").service().restarts().count()).isEqualTo(1);
    assertThat(scene.messages())
        .contains("a.service: Scheduled restart job, restart counter is at 1.");
  }

  @Test
  void aServiceThatSomebodyStopsIsNotRestarted() {
    Scene scene = new Scene().service("a.service", "ExecStart=/usr/bin/a", "Restart=always");
    scene.start("a.service").run(SECOND).stop("a.service").run(5 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
  }

  @Test
  void aStopEndsTheWaitForARestart() {
    Scene scene =
        new Scene().service("a.service", "ExecStart=/usr/bin/a", "Restart=always", "RestartSec=5");
    scene.program("/usr/bin/a", SimulatedProgram.exits(0, SECOND));
    scene.start("a.service").run(2 * SECOND).stop("a.service").run(10 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
    assertThat(scene.spawned()).hasSize(1);
  }

  @Test
  void tooManyStartsInTooShortATimeAreRefused() {
    Scene scene =
        new Scene()
            .unit(
                "a.service",
                "[Unit]",
                "DefaultDependencies=no",
                "StartLimitIntervalSec=10",
                "StartLimitBurst=3",
                "[Service]",
                "ExecStart=/usr/bin/a",
                "Restart=always");
    scene.program("/usr/bin/a", SimulatedProgram.exits(1, MILLISECOND));
    scene.start("a.service").run(5 * SECOND);
    assertThat(scene.spawned()).hasSize(3);
    assertThat(scene.state("a.service")).isEqualTo("failed/failed");
    assertThat(scene.messages()).contains("a.service: Start request repeated too quickly.");

    scene.host().request(manager -> manager.resetFailed(UnitName.of("a.service")));
    assertThat(scene.start("a.service").spawned()).hasSize(4);
  }

  @Test
  void someExitStatusesForceOrPreventARestart() {
    Scene prevented =
        new Scene()
            .service(
                "a.service",
                "ExecStart=/usr/bin/a",
                "Restart=always",
                "RestartPreventExitStatus=4");
    prevented
        .program("/usr/bin/a", SimulatedProgram.exits(4, SECOND))
        .start("a.service")
        .run(5 * SECOND);
    assertThat(prevented.spawned()).hasSize(1);

    Scene forced =
        new Scene().service("a.service", "ExecStart=/usr/bin/a", "RestartForceExitStatus=4");
    forced
        .program("/usr/bin/a", SimulatedProgram.exits(4, SECOND))
        .start("a.service")
        .run(2 * SECOND);
    assertThat(forced.spawned()).hasSize(2);
  }

  @Test
  void aWaitForARestartBeginsAnewIfItsJobIsCancelled() {
    Scene scene =
        new Scene()
            .unit(
                "a.service",
                "[Unit]",
                "DefaultDependencies=no",
                "[Service]",
                "ExecStart=/usr/bin/a",
                "Restart=always",
                "RestartSec=1")
            .unit(
                "b.service",
                "[Unit]",
                "DefaultDependencies=no",
                "PartOf=a.service",
                "After=a.service",
                "[Service]",
                "ExecStart=/usr/bin/b",
                "TimeoutStopSec=20");
    scene.program(
        "/usr/bin/a",
        run -> run.number() == 1 ? SimulatedProgram.exits(0, SECOND) : SimulatedProgram.daemon());
    scene.program("/usr/bin/b", SimulatedProgram.daemon().obeying(3 * SECOND, null));
    scene.start("a.service").start("b.service").run(2_500 * MILLISECOND);
    Job restart = scene.host().manager().allJobs().getFirst();
    assertThat(restart.unit()).isEqualTo(UnitName.of("a.service"));
    scene.host().request(manager -> manager.cancel(restart.id()));
    scene.run(10 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
  }

  // ---- reloading the files ----

  @Test
  void aServiceWhoseFileIsGoneRunsOnAndCanBeStopped() {
    Scene scene = new Scene().service("a.service", "ExecStart=/usr/bin/a");
    scene.start("a.service").run(SECOND).remove("a.service").host().request(Manager::reload);
    scene.run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    scene.stop("a.service").run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
  }

  @Test
  void aFileThatGoesWhileACommandIsPreparedFailsTheStart() {
    SimulatedFaults slow =
        new SimulatedFaults() {
          @Override
          protected long preparationDelayUsec(UnitName unit, long nowUsec) {
            return SECOND;
          }
        };
    Scene scene =
        new Scene()
            .service("a.service", "Type=oneshot", "User=sim", "ExecStart=/usr/bin/a")
            .faults(slow);
    scene.start("a.service").remove("a.service").host().request(Manager::reload);
    scene.run(5 * SECOND);
    assertThat(scene.spawned()).isEmpty();
    assertThat(scene.jobs()).hasSize(1);
    assertThat(scene.state("a.service")).startsWith("failed");
  }

  /** The environment of the last process that was ordered. */
  private static Map<String, String> variables(Scene scene) {
    Map<String, String> variables = new TreeMap<>();
    for (Recipe.Line line : scene.spawns().getLast().recipe().lines()) {
      if (line.step() instanceof Step.Environment environment) {
        for (Octets variable : environment.variables()) {
          String text = variable.toString();
          int equals = text.indexOf('=');
          variables.put(text.substring(0, equals), text.substring(equals + 1));
        }
      }
    }
    return variables;
  }

  @Test
  void whatIsWrongWithAFileIsToldOnceHoweverOftenItsUnitsComeAndGo() {
    Scene scene = new Scene().service("a@.service", "ExecStart=/usr/bin/a", "NoSuchKey=1");
    for (String unit : List.of("a@1.service", "a@1.service", "a@2.service")) {
      scene.start(unit).run(SECOND);
      scene.stop(unit).run(SECOND);
      assertThat(scene.host().manager().findUnit(UnitName.of(unit))).isNull();
    }
    assertThat(warnings(scene)).hasSize(1);
    scene.host().request(Manager::reload);
    scene.start("a@3.service").run(SECOND);
    assertThat(warnings(scene)).hasSize(2);
  }

  private static List<String> warnings(Scene scene) {
    return scene.messages().stream().filter(message -> message.contains("NoSuchKey")).toList();
  }
}
