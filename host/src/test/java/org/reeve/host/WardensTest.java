package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reeve.linux.Proc;
import org.reeve.linux.Signals;
import org.reeve.linux.Sys;
import org.reeve.manager.Event;
import org.reeve.unit.UnitName;

/** Units without cgroups: with the real hand, its wardens and real processes. */
class WardensTest {
  private static final UnitName A = UnitName.of("a.service");
  private static final UnitName B = UnitName.of("b.service");
  private static final String GROUP = "system.slice/a.service";

  @TempDir Path dir;

  @Test
  void whatForksTwiceClearsItsEnvironmentAndIgnoresTermStaysTheUnitsUntilItIsKilled()
      throws Exception {
    try (HandLab lab = new HandLab(dir, false)) {
      Path first = dir.resolve("first");
      Path second = dir.resolve("second");
      spawn(
          lab,
          1,
          "(setsid env -i sh -c 'echo $$ > "
              + first
              + "; exec sleep 600' &); (setsid sh -c 'trap \"\" TERM; echo $$ > "
              + second
              + "; while :; do sleep 1; done' &); exit 0");
      lab.await(Event.Exited.class, e -> e.order() == 1);
      int plain = pid(first);
      int stubborn = pid(second);
      assertThat(lab.host().processes(GROUP)).contains(plain, stubborn);
      lab.order(() -> lab.host().kill(HandLab.kill(A, Signals.SIGTERM)));
      lab.await(Event.Exited.class, e -> e.pid() == plain && A.equals(e.unit()));
      assertThat(lab.host().processes(GROUP)).contains(stubborn);
      assertThat(lab.events).noneMatch(e -> e instanceof Event.CgroupEmpty);
      lab.order(() -> lab.host().kill(HandLab.kill(A, Signals.SIGKILL)));
      lab.await(Event.CgroupEmpty.class, e -> e.unit().equals(A));
      assertThat(Proc.status(stubborn)).isNull();
      assertThat(lab.host().processes(GROUP)).isEmpty();
    }
  }

  @Test
  void whatForksOnAndOnIsKilledToTheLast() throws Exception {
    try (HandLab lab = new HandLab(dir, false)) {
      Path chain = Files.writeString(dir.resolve("chain"), "sleep 0.01; sh " + dir + "/chain &\n");
      spawn(lab, 1, "sh " + chain + "& sh " + chain + "& sh " + chain + "& exit 0");
      lab.await(Event.Exited.class, e -> e.order() == 0);
      lab.order(() -> lab.host().kill(HandLab.kill(A, Signals.SIGKILL)));
      lab.await(Event.CgroupEmpty.class, e -> e.unit().equals(A));
    }
  }

  @Test
  void whatIsStartedAfterAKillOfAllIsNotMeantByIt() throws Exception {
    try (HandLab lab = new HandLab(dir, false)) {
      int first = spawn(lab, 1, "exec sleep 600");
      lab.order(() -> lab.host().kill(HandLab.kill(A, Signals.SIGKILL)));
      int second = spawn(lab, 2, "exec sleep 600");
      lab.await(Event.Exited.class, e -> e.pid() == first);
      int third = spawn(lab, 3, "exit 0");
      lab.await(Event.Exited.class, e -> e.pid() == third);
      assertThat(lab.host().processes(GROUP)).containsExactly(second);
    }
  }

  @Test
  void theParentOfAServiceIsItsWardenWhichIsNoProcessOfTheUnit() throws Exception {
    try (HandLab lab = new HandLab(dir, false)) {
      int pid = spawn(lab, 1, "exec sleep 600");
      int warden = parent(pid);
      assertThat(parent(warden)).isEqualTo(lab.handPid());
      assertThat(lab.host().processes(GROUP)).containsExactly(pid);
      assertThat(lab.host().processes("system.slice")).containsExactly(pid);
      assertThat(lab.host().groupOf(pid)).isEqualTo(GROUP);
      assertThat(lab.host().groupOf(Sys.pid())).isNull();
    }
  }

  @Test
  void aKilledWardensProcessesStayTheUnitsAndTheUnitIsEmptyWithTheLast() throws Exception {
    try (HandLab lab = new HandLab(dir, false)) {
      Path file = dir.resolve("child");
      int main = spawn(lab, 1, "setsid sh -c 'echo $$ > " + file + "; exec sleep 600' & wait");
      int child = pid(file);
      Sys.kill(parent(main), Signals.SIGKILL);
      Deadline.until("hand is the parent", () -> parent(main) == lab.handPid());
      lab.turn(100_000);
      assertThat(lab.host().processes(GROUP)).containsExactlyInAnyOrder(main, child);
      Sys.kill(main, Signals.SIGTERM);
      lab.await(Event.Exited.class, e -> e.order() == 1);
      assertThat(lab.host().processes(GROUP)).containsExactly(child);
      lab.order(() -> lab.host().kill(HandLab.kill(A, Signals.SIGTERM)));
      lab.await(Event.Exited.class, e -> e.pid() == child && A.equals(e.unit()));
      lab.await(Event.CgroupEmpty.class, e -> e.unit().equals(A));
    }
  }

  @Test
  void aNewManagerKnowsWhoseProcessesAreAndThatAGroupBecameEmptyMeanwhile() throws Exception {
    try (HandLab lab = new HandLab(dir, false)) {
      Path file = dir.resolve("daemon");
      spawn(lab, 1, "(setsid sh -c 'echo $$ > " + file + "; exec sleep 600' &); exit 0");
      lab.await(Event.Exited.class, e -> e.order() == 1);
      int daemon = pid(file);
      lab.order(() -> lab.host().spawn(HandLab.shell(2, B, "exec sleep 600")));
      int other = lab.await(Event.Spawned.class, e -> e.order() == 2).pid();
      lab.turn(100_000);
      lab.kill();
      lab.events.clear();
      lab.connect();
      assertThat(lab.host().processes(GROUP)).containsExactly(daemon);
      assertThat(lab.host().processes("system.slice/b.service")).containsExactly(other);
      lab.kill();
      lab.events.clear();
      Sys.kill(daemon, Signals.SIGKILL);
      lab.connect();
      lab.await(Event.Exited.class, e -> e.pid() == daemon && A.equals(e.unit()));
      lab.await(Event.CgroupEmpty.class, e -> e.unit().equals(A));
      lab.order(() -> lab.host().kill(HandLab.kill(B, Signals.SIGKILL)));
      lab.await(Event.CgroupEmpty.class, e -> e.unit().equals(B));
    }
  }

  private static int spawn(HandLab lab, long number, String script) throws Exception {
    lab.order(() -> lab.host().spawn(HandLab.shell(number, A, script)));
    lab.await(Event.Executed.class, e -> e.order() == number);
    return lab.await(Event.Spawned.class, e -> e.order() == number).pid();
  }

  private static int pid(Path file) throws Exception {
    Deadline.until(
        file + " is written", () -> Files.exists(file) && Files.readString(file).endsWith("\n"));
    return Integer.parseInt(Files.readString(file).strip());
  }

  private static int parent(int pid) {
    return Objects.requireNonNull(Proc.status(pid)).ppid();
  }
}
