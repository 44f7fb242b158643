package org.reeve.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reeve.recipe.Recipe;
import org.reeve.recipe.Step;
import org.reeve.unit.JobMode;
import org.reeve.unit.NotifyAccess;
import org.reeve.unit.UnitName;

/** The file descriptor store, on a simulated machine. */
class FdStoreTest {
  private static final long MS = Scene.MILLISECOND;

  /** A service whose program stores these files under the name "n", one message each. */
  private static Scene storing(String settings, String... files) {
    SimulatedProgram program = SimulatedProgram.daemon();
    for (String file : files) {
      program = program.sending(0, List.of(file), "FDSTORE=1", "FDNAME=n");
    }
    return scene(settings, program);
  }

  private static Scene scene(String settings, SimulatedProgram program) {
    return new Scene()
        .service("s.service", "ExecStart=/bin/s", "FileDescriptorStoreMax=3", settings)
        .program("/bin/s", program);
  }

  /** The names of what is stored, the last first. */
  private static List<String> names(Scene scene) {
    return scene.service("s.service").service().store().stream()
        .map(ServiceState.Stored::name)
        .toList();
  }

  /** The files of what is stored, likewise, without the pid of whoever sent them. */
  private static List<String> files(Scene scene) {
    return scene.service("s.service").service().store().stream()
        .map(stored -> scene.host().stored().get(stored.descriptor()))
        .map(file -> String.valueOf(file).replaceFirst(" of .*", ""))
        .toList();
  }

  private static List<String> environment(Host.Spawn spawn) {
    for (Recipe.Line line : spawn.recipe().lines()) {
      if (line.step() instanceof Step.Environment all) {
        return all.variables().stream()
            .map(Object::toString)
            .filter(variable -> variable.startsWith("LISTEN_"))
            .toList();
      }
    }
    return List.of();
  }

  private static List<Step> keptSteps(Host.Spawn spawn) {
    List<Step> steps = new ArrayList<>();
    for (Recipe.Line line : spawn.recipe().lines()) {
      if (line.step() instanceof Step.Kept || line.step() instanceof Step.CloseOthers) {
        steps.add(line.step());
      }
    }
    return steps;
  }

  @Test
  void handsWhatWasStoredToTheNextProcessTheLastFirst() {
    Scene scene = storing("Restart=always", "one", "two").start("s.service").run(MS);
    assertThat(files(scene)).containsExactly("two", "one");
    List<ServiceState.Stored> stored = scene.service("s.service").service().store();

    scene.asked(JobType.RESTART, "s.service", JobMode.REPLACE).run(MS);

    Host.Spawn first = scene.spawns().getFirst();
    Host.Spawn second = scene.spawns().getLast();
    assertThat(environment(first)).isEmpty();
    assertThat(environment(second)).containsExactly("LISTEN_FDS=2", "LISTEN_FDNAMES=n:n");
    assertThat(keptSteps(second))
        .containsExactly(
            new Step.Kept(RecipeDraft.octets(stored.get(0).descriptor()), 3),
            new Step.Kept(RecipeDraft.octets(stored.get(1).descriptor()), 4),
            new Step.CloseOthers(List.of(0, 1, 2, 3, 4)));
  }

  @Test
  void socketsComeBeforeWhatIsStored() {
    Scene scene =
        storing("NonBlocking=yes", "one")
            .unit("s.socket", "[Socket]", "ListenStream=/run/s")
            .start("s.socket")
            .run(MS)
            .start("s.service")
            .run(MS)
            .asked(JobType.RESTART, "s.service", JobMode.REPLACE)
            .run(MS);
    assertThat(environment(scene.spawns().getLast()))
        .containsExactly("LISTEN_FDS=2", "LISTEN_FDNAMES=s.socket:n");
    List<Step> steps =
        scene.spawns().getLast().recipe().lines().stream().map(Recipe.Line::step).toList();
    assertThat(steps)
        .contains(new Step.Blocking(3, false), new Step.CloseOthers(List.of(0, 1, 2, 3, 4)))
        .doesNotContain(new Step.Blocking(4, false));
  }

  @Test
  void onlyTheMainProcessIsHandedThem() {
    Scene scene =
        storing("ExecStopPost=/bin/post", "one").start("s.service").run(MS).stop("s.service");
    assertThat(scene.run(MS).spawned()).last().asString().contains("/bin/post");
    assertThat(environment(scene.spawns().getLast())).isEmpty();
  }

  @Test
  void isKeptDuringAnAutomaticRestartAndEmptiedWhenThatIsCalledOff() {
    Scene scene =
        scene(
                "Restart=always\nRestartSec=1s",
                SimulatedProgram.exits(1, 5 * MS).sending(0, List.of("f"), "FDSTORE=1"))
            .start("s.service")
            .run(20 * MS);
    assertThat(scene.state("s.service")).isEqualTo("activating/auto-restart");
    assertThat(names(scene)).containsExactly("stored");

    scene.stop("s.service").run(MS);

    assertThat(scene.state("s.service")).isEqualTo("inactive/dead");
    assertThat(scene.host().keptDescriptors()).isEmpty();
  }

  @Test
  void isEmptiedWhenTheServiceHasStoppedOrFailed() {
    Scene scene = storing("", "one").start("s.service").run(MS);
    assertThat(scene.host().keptDescriptors()).hasSize(1);
    scene.stop("s.service").run(MS);
    assertThat(scene.host().keptDescriptors()).isEmpty();

    scene.start("s.service").run(MS);
    scene.host().strike(scene.service("s.service").cgroup(), 0, 9);
    scene.run(MS);
    assertThat(scene.state("s.service")).isEqualTo("failed/failed");
    assertThat(scene.host().keptDescriptors()).isEmpty();
    assertThat(environment(scene.spawns().getLast())).isEmpty();
  }

  @Test
  void aStartThatWaitsKeepsItAndItsCancellingEmptiesIt() {
    Scene scene =
        storing("", "one")
            .unit("s.service.d/after.conf", "[Unit]", "After=slow.service")
            .service("slow.service", "Type=oneshot", "ExecStart=/bin/slow")
            .start("s.service")
            .run(MS);
    scene.asked(JobType.RESTART, "s.service", JobMode.REPLACE).start("slow.service").run(10 * MS);
    assertThat(scene.state("s.service")).isEqualTo("inactive/dead");
    assertThat(names(scene)).containsExactly("n");

    scene
        .host()
        .request(manager -> {
          Job job = manager.loadUnit(UnitName.of("s.service")).job();
          manager.cancel(job == null ? 0 : job.id());
        });

    assertThat(scene.host().keptDescriptors()).isEmpty();
  }

  @Test
  void takesNoMoreThanFileDescriptorStoreMaxAndNothingTwice() {
    SimulatedProgram program =
        SimulatedProgram.daemon()
            .sending(0, List.of("a", "a"), "FDSTORE=1", "FDNAME=x")
            .sending(1, List.of("a"), "FDSTORE=1", "FDNAME=y")
            .sending(2, List.of("b", "c", "d"), "FDSTORE=1", "FDNAME=z")
            .sending(3, List.of("e"), "FDSTORE=1");
    Scene scene = scene("", program).start("s.service").run(MS);
    assertThat(names(scene)).containsExactly("z", "z", "x");
    assertThat(files(scene)).containsExactly("b", "c", "a");
    assertThat(scene.host().keptDescriptors()).hasSize(3);
  }

  @Test
  void takesNothingFromWhoMayNotSpeakOrWithoutFdstoreOrForAUnitThatStoresNothing() {
    Scene scene =
        scene("NotifyAccess=exec", SimulatedProgram.daemon().forking(sender("FDSTORE=1")))
            .service("none.service", "ExecStart=/bin/none", "NotifyAccess=all")
            .program("/bin/none", sender("FDSTORE=1"))
            .service("word.service", "ExecStart=/bin/word", "FileDescriptorStoreMax=3")
            .program("/bin/word", sender("FDSTORE=0"))
            .start("s.service")
            .start("none.service")
            .start("word.service")
            .run(MS);
    assertThat(scene.host().keptDescriptors()).isEmpty();
  }

  private static SimulatedProgram sender(String word) {
    return SimulatedProgram.daemon().sending(0, List.of("f"), word, "FDNAME=n");
  }

  @Test
  void fileDescriptorStoreMaxLetsTheMainProcessSpeak() {
    Scene scene = storing("").start("s.service").run(MS);
    assertThat(scene.service("s.service").notifyAccess()).isEqualTo(NotifyAccess.MAIN);
  }

  @Test
  void anInvalidNameIsStoredAndRemovesNothing() {
    String longest = "n".repeat(255);
    SimulatedProgram program =
        SimulatedProgram.daemon()
            .sending(0, List.of("a"), "FDSTORE=1", "FDNAME=a:b")
            .sending(1, List.of("b"), "FDSTORE=1", "FDNAME=" + longest + "n")
            .sending(2, List.of("c"), "FDSTORE=1", "FDNAME=" + longest)
            .saying(3, "FDSTOREREMOVE=1", "FDNAME=a:b")
            .saying(4, "FDSTOREREMOVE=1");
    Scene scene = scene("", program).start("s.service").run(MS);
    assertThat(names(scene)).containsExactly(longest, "stored", "stored");
  }

  @Test
  void theEmptyNameIsANameAndOfSeveralTheFirstCounts() {
    SimulatedProgram program =
        SimulatedProgram.daemon()
            .sending(0, List.of("a"), "FDSTORE=1", "FDNAME=")
            .sending(1, List.of("b"), "FDSTORE=1", "FDNAME=x y", "FDNAME=z")
            .sending(2, List.of("c"), "FDSTORE=1", "FDNAME=");
    Scene scene = scene("", program).start("s.service").run(MS);
    assertThat(names(scene)).containsExactly("", "x y", "");
  }

  @Test
  void fdstoreremoveClosesAllOfThatNameAndStoresNothing() {
    SimulatedProgram program =
        SimulatedProgram.daemon()
            .sending(0, List.of("a"), "FDSTORE=1", "FDNAME=x")
            .sending(1, List.of("b"), "FDSTORE=1", "FDNAME=y")
            .sending(2, List.of("c"), "FDSTORE=1", "FDNAME=x")
            .sending(3, List.of("d"), "FDSTOREREMOVE=1", "FDSTORE=1", "FDNAME=x");
    Scene scene = scene("", program).start("s.service").run(MS);
    assertThat(names(scene)).containsExactly("y");
    assertThat(scene.host().keptDescriptors()).hasSize(1);
  }

  @Test
  void aHangUpRemovesADescriptorUnlessFdpollForbidsIt() {
    SimulatedProgram child =
        SimulatedProgram.exits(0, 5 * MS)
            .sending(0, List.of("pipe", "file"), "FDSTORE=1", "FDNAME=polled")
            .sending(0, List.of("pipe2"), "FDSTORE=1", "FDPOLL=0", "FDNAME=unpolled");
    Scene scene =
        scene("NotifyAccess=all", SimulatedProgram.daemon().forking(child))
            .start("s.service")
            .run(2 * MS);
    assertThat(files(scene)).containsExactlyInAnyOrder("pipe2", "pipe", "file");
    scene.run(10 * MS);
    assertThat(files(scene)).containsExactlyInAnyOrder("pipe2", "file");
    assertThat(scene.host().keptDescriptors()).hasSize(2);
  }

  @Test
  void outlivesTheManagerWhichIsToldOfHangUpsMeanwhile() {
    SimulatedProgram child =
        SimulatedProgram.exits(0, 5 * MS).sending(0, List.of("pipe", "file"), "FDSTORE=1");
    Scene scene =
        scene("NotifyAccess=all", SimulatedProgram.daemon().forking(child))
            .start("s.service")
            .run(2 * MS);
    scene.host().request(Manager::reexecute);
    assertThat(scene.host().deaths()).isEqualTo(1);
    assertThat(files(scene)).containsExactlyInAnyOrder("pipe", "file");
    scene.run(10 * MS);
    assertThat(files(scene)).containsExactly("file");
    scene.asked(JobType.RESTART, "s.service", JobMode.REPLACE).run(MS);
    assertThat(environment(scene.spawns().getLast()))
        .containsExactly("LISTEN_FDS=1", "LISTEN_FDNAMES=stored");
  }

  @Test
  void aReloadWithALowerLimitClosesTheOldest() {
    Scene scene = storing("", "a", "b", "c").start("s.service").run(MS);
    scene.service("s.service", "ExecStart=/bin/s", "FileDescriptorStoreMax=2");
    scene.host().request(Manager::reload);
    assertThat(files(scene)).containsExactly("c", "b");
    assertThat(scene.host().keptDescriptors()).hasSize(2);
  }

  @Test
  void whatALeftoverStoresStaysUntilTheNextStart() {
    SimulatedProgram leftover =
        SimulatedProgram.daemon().sending(10 * MS, List.of("late"), "FDSTORE=1", "FDNAME=late");
    Scene scene =
        scene("NotifyAccess=all\nKillMode=process", SimulatedProgram.daemon().forking(leftover))
            .start("s.service")
            .run(MS)
            .stop("s.service")
            .run(20 * MS);
    assertThat(scene.state("s.service")).isEqualTo("inactive/dead");
    assertThat(names(scene)).containsExactly("late");
    scene.start("s.service").run(MS);
    assertThat(environment(scene.spawns().getLast()))
        .containsExactly("LISTEN_FDS=1", "LISTEN_FDNAMES=late");
  }

  @Test
  void aStoredDescriptorMayBecomeTheStandardInput() {
    Scene scene = storing("", "one").start("s.service").run(MS);
    scene.service(
        "s.service", "ExecStart=/bin/s", "FileDescriptorStoreMax=3", "StandardInput=fd:n");
    scene.host().request(Manager::reload);
    scene.asked(JobType.RESTART, "s.service", JobMode.REPLACE).run(MS);
    assertThat(scene.state("s.service")).isEqualTo("active/running");
    assertThat(environment(scene.spawns().getLast()))
        .containsExactly("LISTEN_FDS=1", "LISTEN_FDNAMES=n");
  }
}
