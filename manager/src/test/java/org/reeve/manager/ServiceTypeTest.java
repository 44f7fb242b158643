package org.reeve.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reeve.manager.Scene.MILLISECOND;
import static org.reeve.manager.Scene.SECOND;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reeve.unit.JobMode;

/** What Type=idle and notify-reload add, and how restarts and stops may be tuned. */
final class ServiceTypeTest {

  // ---- idle ----

  @Test
  void reloadingAServiceThatHasExitedIsDoneAtOnce() {
    Scene scene =
        new Scene()
            .service("r.service", "Type=notify-reload", "ExecStart=/bin/r", "RemainAfterExit=yes")
            .program("/bin/r", SimulatedProgram.exits(0, MILLISECOND).saying(0, "READY=1"))
            .start("r.service")
            .run(2 * MILLISECOND);
    assertThat(scene.state("r.service")).isEqualTo("active/exited");
    scene.asked(JobType.RELOAD, "r.service", JobMode.REPLACE).run(MILLISECOND);
    assertThat(scene.jobs()).contains("r.service reload done");
    assertThat(scene.state("r.service")).isEqualTo("active/exited");
  }

  @Test
  void anIdleServiceIsUpAtOnceButItsProcessWaitsUntilNoJobIsLeft() {
    Scene scene =
        new Scene()
            .service("a.service", "Type=idle", "ExecStart=/usr/bin/a")
            .service("slow.service", "Type=oneshot", "ExecStart=/usr/bin/slow")
            .program("/usr/bin/slow", SimulatedProgram.exits(0, SECOND));
    scene.start("slow.service").start("a.service").run(500 * MILLISECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    assertThat(scene.spawned()).doesNotContain("a.service ExecStart= /usr/bin/a");
    scene.run(SECOND);
    assertThat(scene.spawned()).contains("a.service ExecStart= /usr/bin/a");
    assertThat(scene.service("a.service").mainPid()).isPositive();
  }

  @Test
  void anIdleServiceWaitsFiveSecondsAtMost() {
    Scene scene =
        new Scene()
            .service("a.service", "Type=idle", "ExecStart=/usr/bin/a")
            .service("slow.service", "Type=oneshot", "ExecStart=/usr/bin/slow");
    scene.start("slow.service").start("a.service").run(4_900 * MILLISECOND);
    assertThat(scene.spawned()).doesNotContain("a.service ExecStart= /usr/bin/a");
    scene.run(200 * MILLISECOND);
    assertThat(scene.spawned()).contains("a.service ExecStart= /usr/bin/a");
  }

  @Test
  void anIdleServiceThatIsStoppedWhileItWaitsNeverRuns() {
    Scene scene =
        new Scene()
            .service("a.service", "Type=idle", "ExecStart=/usr/bin/a")
            .service("slow.service", "Type=oneshot", "ExecStart=/usr/bin/slow");
    scene.start("slow.service").start("a.service").run(SECOND);
    scene.stop("a.service").run(10 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
    assertThat(scene.spawned()).doesNotContain("a.service ExecStart= /usr/bin/a");
  }

  // ---- notify-reload ----

  private static Scene reloading(SimulatedProgram program, String... lines) {
    String[] all = new String[lines.length + 2];
    all[0] = "Type=notify-reload";
    all[1] = "ExecStart=/usr/bin/a";
    System.arraycopy(lines, 0, all, 2, lines.length);
    Scene scene = new Scene().service("a.service", all).program("/usr/bin/a", program);
    scene.start("a.service").run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    return scene.asked(JobType.RELOAD, "a.service", JobMode.REPLACE);
  }

  private static final SimulatedProgram READY =
      SimulatedProgram.daemon().saying(MILLISECOND, "READY=1");

  @Test
  void aReloadIsASignalAndEndsWithReady() {
    Scene scene = reloading(READY.answeringReloads(300 * MILLISECOND)).run(100 * MILLISECOND);
    assertThat(scene.killed()).containsExactly("a.service 1");
    assertThat(scene.state("a.service")).isEqualTo("reloading/reload-notify");
    scene.run(SECOND);
    assertThat(scene.jobs()).endsWith("a.service reload done");
    assertThat(scene.state("a.service")).isEqualTo("active/running");
  }

  @Test
  void aReloadThatIsNotAnsweredTimesOutAndTheServiceGoesOn() {
    Scene scene =
        reloading(READY.ignoringTerm(), "TimeoutStartSec=2", "ReloadSignal=SIGUSR1").run(SECOND);
    assertThat(scene.killed()).containsExactly("a.service 10");
    assertThat(scene.state("a.service")).isEqualTo("reloading/reload-signal");
    scene.run(2 * SECOND);
    assertThat(scene.jobs()).endsWith("a.service reload failed");
    assertThat(scene.state("a.service")).isEqualTo("active/running");
  }

  @Test
  void anOldAnswerIsNoAnswerToThisReload() {
    SimulatedProgram old =
        READY.ignoringTerm().saying(1_500 * MILLISECOND, "RELOADING=1", "MONOTONIC_USEC=7");
    Scene scene = reloading(old).run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("reloading/reload-signal");
  }

  // ---- restarts and stops ----

  @ParameterizedTest
  @CsvSource({"0, 1000000", "1, 2000000", "2, 4000000", "3, 8000000", "9, 8000000"})
  void restartStepsGrowByTheSameFactorToTheMaximum(int restarts, long pauseUsec) {
    Scene scene =
        new Scene()
            .service(
                "a.service",
                "ExecStart=/usr/bin/a",
                "RestartSec=1",
                "RestartSteps=3",
                "RestartMaxDelaySec=8");
    scene.start("a.service").run(SECOND);
    assertThat(ServiceEnds.restartPauseUsec(scene.service("a.service").definition(), restarts))
        .isEqualTo(pauseUsec);
  }

  @Test
  void aDirectRestartPassesOverFailed() {
    Scene scene =
        new Scene()
            .unit(
                "a.service",
                "[Unit]",
                "DefaultDependencies=no",
                "OnFailure=b.service",
                "[Service]",
                "ExecStart=/usr/bin/a",
                "Restart=always",
                "RestartMode=direct",
                "RestartSec=1")
            .service("b.service", "ExecStart=/usr/bin/b")
            .program("/usr/bin/a", SimulatedProgram.exits(1, SECOND));
    scene.start("a.service").run(1_500 * MILLISECOND);
    assertThat(scene.state("a.service")).isEqualTo("activating/auto-restart");
    assertThat(scene.state("b.service")).isEqualTo("inactive/dead");
    scene.run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
  }

  @Test
  void watchdogTriggerAbortsAtOnceAndTimeoutAbortSecKillsWhatDoesNotHeed() {
    Scene scene =
        new Scene()
            .service(
                "a.service",
                "Type=notify",
                "ExecStart=/usr/bin/a",
                "TimeoutAbortSec=2",
                "TimeoutStopSec=60")
            .program(
                "/usr/bin/a", READY.ignoringTerm().saying(500 * MILLISECOND, "WATCHDOG=trigger"));
    scene.start("a.service").run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("deactivating/stop-watchdog");
    assertThat(scene.killed()).containsExactly("a.service 6");
    scene.run(2 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("failed/failed");
    assertThat(scene.result("a.service")).isEqualTo("watchdog");
  }

  @Test
  void runtimeRandomizedExtraSecLengthensRuntimeMaxSec() {
    Scene scene =
        new Scene()
            .service(
                "a.service",
                "ExecStart=/usr/bin/a",
                "RuntimeMaxSec=1",
                "RuntimeRandomizedExtraSec=1");
    scene.start("a.service").run(999 * MILLISECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    scene.run(1_100 * MILLISECOND);
    assertThat(scene.result("a.service")).isEqualTo("timeout");
  }

  @Test
  void aServiceWhoseLeftoversMayNotBeKilledDoesNotStartBesideThem() {
    Scene scene =
        new Scene()
            .service("a.service", "ExecStart=/usr/bin/a", "SendSIGKILL=no", "TimeoutStopSec=1")
            .program("/usr/bin/a", SimulatedProgram.daemon().ignoringTerm());
    scene.start("a.service").run(SECOND).stop("a.service").run(3 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("failed/failed");
    scene.start("a.service").run(3 * SECOND);
    assertThat(scene.jobs()).endsWith("a.service start failed");
    assertThat(scene.spawned()).hasSize(1);
  }

  @Test
  void successExitStatusCountsForControlCommandsToo() {
    Scene scene =
        new Scene()
            .service(
                "a.service",
                "ExecStartPre=/usr/bin/pre",
                "ExecStart=/usr/bin/a",
                "SuccessExitStatus=7")
            .program("/usr/bin/pre", SimulatedProgram.exits(7, MILLISECOND));
    scene.start("a.service").run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
  }
}
