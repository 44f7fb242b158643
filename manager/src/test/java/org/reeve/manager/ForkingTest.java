package org.reeve.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.reeve.manager.Scene.MILLISECOND;
import static org.reeve.manager.Scene.SECOND;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reeve.unit.JobMode;

/** Type=forking, PIDFile= and the guess: who is the main process, and from when on. */
final class ForkingTest {
  private static final String PID_FILE = "/run/a.pid";
  private static final SimulatedProgram DAEMON = SimulatedProgram.daemon();

  private static SimulatedProgram parent(SimulatedProgram... children) {
    SimulatedProgram parent = SimulatedProgram.exits(0, 100 * MILLISECOND);
    for (SimulatedProgram child : children) {
      parent = parent.forking(child);
    }
    return parent;
  }

  private static Scene scene(SimulatedProgram program, String... lines) {
    String[] all = new String[lines.length + 2];
    all[0] = "Type=forking";
    all[1] = "ExecStart=/usr/bin/a";
    System.arraycopy(lines, 0, all, 2, lines.length);
    return new Scene().service("a.service", all).program("/usr/bin/a", program);
  }

  private static void strike(Scene scene) {
    scene.host().strike(scene.service("a.service").cgroup(), 0, 9);
  }

  private static int main(Scene scene) {
    return scene.service("a.service").mainPid();
  }

  @Test
  void isUpWhenItsStartCommandHasEndedAndTheOneChildLeftIsItsMainProcess() {
    Scene scene = scene(parent(DAEMON)).start("a.service").run(50 * MILLISECOND);
    assertThat(scene.state("a.service")).isEqualTo("activating/start");
    assertThat(main(scene)).isZero();
    assertThat(scene.service("a.service").controlPid()).isPositive();

    scene.run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    assertThat(main(scene)).isPositive();
    strike(scene);
    scene.run(SECOND);
    assertThat(scene.result("a.service")).isEqualTo("signal");
  }

  @Test
  void ofTwoChildrenNeitherIsGuessed() {
    Scene scene = scene(parent(DAEMON, DAEMON)).start("a.service").run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    assertThat(main(scene)).isZero();

    strike(scene);
    scene.run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    strike(scene);
    scene.run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
  }

  @Test
  void guessMainPidSwitchesTheGuessOff() {
    Scene scene = scene(parent(DAEMON), "GuessMainPID=no").start("a.service").run(SECOND);
    assertThat(main(scene)).isZero();
    assertThat(scene.state("a.service")).isEqualTo("active/running");
  }

  @Test
  void aStartCommandThatFailsTakesWhatItHasForkedAlong() {
    SimulatedProgram failing = SimulatedProgram.exits(3, MILLISECOND).forking(DAEMON);
    Scene scene = scene(failing).start("a.service").run(SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start failed");
    assertThat(scene.result("a.service")).isEqualTo("exit-code");
    assertThat(scene.host().processes(scene.service("a.service").cgroup())).isEmpty();
  }

  @Test
  void aStartCommandThatIsTerminatedHasNotFailed() {
    SimulatedProgram terminated =
        SimulatedProgram.daemon().ending(ProcessEnd.killed(15), MILLISECOND);
    Scene scene = scene(terminated).start("a.service").run(SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start done");
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
  }

  @Test
  void withAPidFileItIsUpWhenTheFileNamesAProcess() {
    SimulatedProgram late = DAEMON.writing(700 * MILLISECOND, PID_FILE, "%p");
    Scene scene =
        scene(parent(late, DAEMON), "PIDFile=" + PID_FILE)
            .start("a.service")
            .run(500 * MILLISECOND);
    assertThat(scene.state("a.service")).isEqualTo("activating/start");
    assertThat(scene.service("a.service").controlPid()).isZero();

    scene.run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    assertThat(scene.host().pidFile(PID_FILE)).isEqualTo(Integer.toString(main(scene)));
  }

  @Test
  void aPidFileThatComesToNothingTimesOut() {
    Scene scene =
        scene(parent(DAEMON), "PIDFile=" + PID_FILE, "TimeoutStartSec=2")
            .start("a.service")
            .run(3 * SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start failed");
    assertThat(scene.result("a.service")).isEqualTo("timeout");
    assertThat(scene.host().processes(scene.service("a.service").cgroup())).isEmpty();
  }

  @Test
  void whereNobodyIsLeftToWriteThePidFileNobodyIsWaitedFor() {
    Scene scene =
        scene(parent(), "PIDFile=" + PID_FILE, "TimeoutStartSec=2").start("a.service").run(SECOND);
    assertThat(scene.jobs()).containsExactly("a.service start failed");
    assertThat(scene.result("a.service")).isEqualTo("protocol");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "%p", "999999", "0", "nonsense", ""})
  void aPidFileMayNotNamePidOneTheStartCommandOrNobody(String content) {
    SimulatedProgram writing = parent(DAEMON).writing(MILLISECOND, PID_FILE, content);
    Scene scene =
        scene(writing, "PIDFile=" + PID_FILE, "TimeoutStartSec=2")
            .start("a.service")
            .run(3 * SECOND);
    assertThat(scene.result("a.service")).isEqualTo("timeout");
  }

  @Test
  void aWrongPidFileThatIsPutRightInTimeIsGood() {
    SimulatedProgram repairing = DAEMON.writing(500 * MILLISECOND, PID_FILE, "%p");
    Scene scene =
        scene(
                parent(repairing).writing(MILLISECOND, PID_FILE, "nonsense"),
                "PIDFile=" + PID_FILE,
                "TimeoutStartSec=2")
            .start("a.service")
            .run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
  }

  @Test
  void thePidFileIsRemovedWhenTheServiceIsDown() {
    Scene scene =
        scene(parent(DAEMON).writing(MILLISECOND, PID_FILE, "%c"), "PIDFile=" + PID_FILE)
            .start("a.service")
            .run(SECOND);
    assertThat(scene.host().pidFile(PID_FILE)).isNotNull();
    scene.stop("a.service").run(SECOND);
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
    assertThat(scene.host().pidFile(PID_FILE)).isNull();
  }

  @Test
  void aDaemonThatHandsOverToItsChildAndSaysSoInThePidFileGoesOn() {
    SimulatedProgram first =
        SimulatedProgram.exits(0, SECOND)
            .forking(DAEMON)
            .writing(900 * MILLISECOND, PID_FILE, "%c");
    Scene scene =
        scene(parent(first).writing(MILLISECOND, PID_FILE, "%c"), "PIDFile=" + PID_FILE)
            .start("a.service")
            .run(500 * MILLISECOND);
    int before = main(scene);
    scene.run(2 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    assertThat(main(scene)).isNotEqualTo(before);
    assertThat(scene.host().pidFile(PID_FILE)).isEqualTo(Integer.toString(main(scene)));
  }

  @Test
  void aDaemonThatEndsAndDoesNotChangeItsPidFileHasEnded() {
    SimulatedProgram first = SimulatedProgram.exits(4, SECOND);
    Scene scene =
        scene(parent(first).writing(MILLISECOND, PID_FILE, "%c"), "PIDFile=" + PID_FILE)
            .start("a.service")
            .run(2 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("failed/failed");
    assertThat(scene.result("a.service")).isEqualTo("exit-code");
  }

  @Test
  void aStopWhileThePidFileIsReadAgainTakesTheEndAsItIs() {
    SimulatedFaults slow =
        new SimulatedFaults() {
          @Override
          protected long pidFileDelayUsec(org.reeve.unit.UnitName unit, long nowUsec) {
            return 500 * MILLISECOND;
          }
        };
    Scene scene =
        scene(
                parent(SimulatedProgram.exits(4, 2 * SECOND)).writing(MILLISECOND, PID_FILE, "%c"),
                "PIDFile=" + PID_FILE)
            .faults(slow)
            .start("a.service")
            .run(2_200 * MILLISECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    scene.stop("a.service").run(SECOND);
    assertThat(scene.jobs()).contains("a.service stop done");
    assertThat(scene.result("a.service")).isEqualTo("exit-code");
  }

  @Test
  void aReadThatHangsIsGivenUpAfterTwoSeconds() {
    SimulatedFaults hanging =
        new SimulatedFaults() {
          @Override
          protected long pidFileDelayUsec(org.reeve.unit.UnitName unit, long nowUsec) {
            return nowUsec < 1_500 * MILLISECOND ? 0 : 3_600 * SECOND;
          }
        };
    Scene scene =
        scene(
                parent(SimulatedProgram.exits(4, 2 * SECOND)).writing(MILLISECOND, PID_FILE, "%c"),
                "PIDFile=" + PID_FILE)
            .faults(hanging)
            .start("a.service")
            .run(5 * SECOND);
    assertThat(scene.state("a.service")).isEqualTo("failed/failed");
  }

  @Test
  void aReloadReadsThePidFileAgain() {
    SimulatedProgram second = DAEMON.writing(SECOND, PID_FILE, "%p");
    Scene scene =
        scene(
            parent(DAEMON, second).writing(MILLISECOND, PID_FILE, "%c"),
            "PIDFile=" + PID_FILE,
            "ExecReload=/usr/bin/reload");
    scene.program("/usr/bin/reload", SimulatedProgram.exits(0, MILLISECOND));
    scene.start("a.service").run(2 * SECOND);
    int first = main(scene);
    assertThat(scene.asked(JobType.RELOAD, "a.service", JobMode.REPLACE).run(SECOND).jobs())
        .endsWith("a.service reload done");
    assertThat(main(scene)).isNotEqualTo(first);
    assertThat(scene.host().pidFile(PID_FILE)).isEqualTo(Integer.toString(main(scene)));
  }

  @Test
  void mainPidMayNotNameHandAndMayComeBackToAFormerMainProcess() {
    SimulatedProgram program =
        DAEMON
            .saying(MILLISECOND, "MAINPID=1")
            .saying(2 * MILLISECOND, "READY=1")
            .saying(3 * MILLISECOND, "MAINPID=102")
            .saying(4 * MILLISECOND, "MAINPID=101")
            .forking(DAEMON);
    Scene scene =
        new Scene()
            .service("a.service", "Type=notify", "NotifyAccess=all", "ExecStart=/usr/bin/a")
            .program("/usr/bin/a", program)
            .start("a.service")
            .run(SECOND);
    assertThat(main(scene)).isEqualTo(101);
    assertThat(scene.messages())
        .anySatisfy(message -> assertThat(message).contains("New main PID 1 is the manager's own"));
    strike(scene);
    scene.run(SECOND);
    assertThat(scene.result("a.service")).isEqualTo("signal");
    assertThat(scene.host().processes(scene.service("a.service").cgroup())).isEqualTo(List.of());
  }
}
