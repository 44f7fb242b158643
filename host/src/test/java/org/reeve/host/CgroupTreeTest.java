package org.reeve.host;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Proc;
import org.reeve.linux.Signals;
import org.reeve.linux.Sys;

/** Groups in a tree of this test's own; what processes there do is LinuxHostTest's. */
@Timeout(60)
class CgroupTreeTest {
  private static final String UNIT = "system.slice/a.service";

  private @Nullable CgroupTree made;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void make() {
    CgroupSetup setup = CgroupSetup.find(Sys.pid(), null);
    Assumptions.assumeTrue(setup.tree() != null, setup.sentence());
    made = setup.tree();
  }

  @AfterEach
  void remove() throws Exception {
    CgroupTree tree = made;
    if (tree == null) {
      return;
    }
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
    tree.dissolve();
    assertThat(Fs.exists(tree.directory(""))).isFalse();
    tree.close();
  }

  private CgroupTree tree() {
    return requireNonNull(made);
  }

  /** A process moved into the group, which takes some ms but needs no hand. */
  private int sleeper(String group) throws Exception {
    Process process = new ProcessBuilder("sleep", "600").start();
    processes.add(process);
    tree().move(group, (int) process.pid());
    tree().spawned((int) process.pid(), group); // as hand's word makes the host say
    return (int) process.pid();
  }

  private List<String> emptied() {
    List<String> empty = new ArrayList<>();
    tree().drain(empty::add);
    return empty;
  }

  /** The kernel tells changes of cgroup.events at most every 10 ms. */
  private static void awaitEmptied(CgroupTree tree, String group) throws Exception {
    List<String> empty = new ArrayList<>();
    Deadline.until(
        group + " is told to be empty",
        () -> {
          tree.drain(empty::add);
          return empty.contains(group);
        });
  }

  @Test
  void aGroupIsMadeWithThoseAboveItAndKnownByItsInode() {
    try (Fd directory = tree().open(UNIT)) {
      assertThat(directory.stat().isDirectory()).isTrue();
      assertThat(tree().exists(UNIT)).isTrue();
      assertThat(tree().groupOfInode(directory.stat().inode())).isEqualTo(UNIT);
      assertThat(tree().isEmpty(UNIT)).isTrue();
    }
    assertThat(emptied()).isEmpty();
  }

  @Test
  void aProcessIsFoundInItsGroupAndTheEndOfTheLastIsTold() throws Exception {
    tree().make(UNIT);
    int first = sleeper(UNIT);
    int second = sleeper(UNIT);
    assertThat(tree().groupOf(first)).isEqualTo(UNIT);
    assertThat(tree().processes(UNIT)).containsExactlyInAnyOrder(first, second);
    assertThat(tree().processes("system.slice")).hasSize(2);
    assertThat(emptied()).isEmpty();
    Sys.kill(first, Signals.SIGKILL);
    processes.getFirst().waitFor();
    assertThat(emptied()).isEmpty();
    Sys.kill(second, Signals.SIGKILL);
    processes.getLast().waitFor();
    awaitEmptied(tree(), UNIT);
    assertThat(emptied()).isEmpty();
  }

  @Test
  void aSignalSparesThoseExcepted() throws Exception {
    tree().make(UNIT);
    int spared = sleeper(UNIT);
    int hit = sleeper(UNIT);
    tree().kill(UNIT, Signals.SIGKILL, List.of(spared));
    processes.getLast().waitFor();
    assertThat(Proc.status(hit)).isNull();
    assertThat(tree().processes(UNIT)).containsExactly(spared);
    assertThat(tree().isPoisoned(UNIT)).isFalse();
  }

  @Test
  void aGroupKilledAsAWholeIsPoisonedUntilMadeAgain() throws Exception {
    tree().make(UNIT);
    sleeper(UNIT);
    long before = Fs.stat(tree().directory(UNIT)).inode();
    tree().kill(UNIT, Signals.SIGKILL, List.of());
    processes.getFirst().waitFor();
    Assumptions.assumeTrue(tree().hasGroupKill(), "cgroup.kill needs Linux 5.14");
    assertThat(tree().isPoisoned(UNIT)).isTrue();
    Deadline.until("it is empty", () -> tree().isEmpty(UNIT));
    tree().open(UNIT).close();
    assertThat(tree().isPoisoned(UNIT)).isFalse();
    assertThat(Fs.stat(tree().directory(UNIT)).inode()).isNotEqualTo(before);
    // what the old group still has to tell is not about the new one
    assertThat(emptied()).isEmpty();
  }

  @Test
  void aPoisonedGroupWithALingeringProcessIsStoodInForByAFreshOne() throws Exception {
    tree().make(UNIT);
    sleeper(UNIT);
    tree().poison(UNIT);
    try (Fd directory = tree().open(UNIT)) {
      String group = tree().groupOfInode(directory.stat().inode());
      assertThat(group).startsWith(UNIT + "/fresh-");
      assertThat(Intake.unitOfPath(requireNonNull(group)))
          .isEqualTo(org.reeve.unit.UnitName.of("a.service"));
    }
  }

  @Test
  void aGroupReleasedWhileInUseGoesWhenItsLastProcessEnds() throws Exception {
    tree().make(UNIT + "/sub");
    tree().make(UNIT);
    sleeper(UNIT);
    tree().release(UNIT);
    assertThat(tree().exists(UNIT)).isTrue();
    processes.getFirst().destroyForcibly().waitFor();
    awaitEmptied(tree(), UNIT);
    assertThat(tree().exists(UNIT)).isFalse();
  }

  @Test
  void groupsOfAnEarlierManagerAreTakenOverAndEmptyOnesTold() throws Exception {
    tree().make(UNIT);
    tree().make("system.slice/b.service");
    int running = sleeper(UNIT);
    CgroupTree next = new CgroupTree(tree().directory(""), tree().kernelRoot());
    List<String> empty = new ArrayList<>();
    next.adopt(group -> !group.endsWith(".slice"), empty::add);
    assertThat(empty).containsExactly("system.slice/b.service");
    assertThat(next.exists("system.slice/b.service")).isFalse();
    assertThat(next.processes(UNIT)).containsExactly(running);
    processes.getFirst().destroyForcibly().waitFor();
    awaitEmptied(next, UNIT);
    next.close();
  }

  @Test
  void aManagerThatEndsLeavesNoGroupBehind() {
    tree().make(UNIT);
    tree().make("system.slice/b.service");
    tree().dissolve();
    assertThat(Fs.exists(tree().directory(""))).isFalse();
  }

  @Test
  void pathsOutsideAreNobodys() {
    assertThat(tree().groupOf(1)).isNull();
    assertThat(tree().groupOfExited(7, "")).isNull();
    assertThat(tree().groupOfExited(7, tree().kernelRoot() + "/x.service/sub"))
        .isEqualTo("x.service/sub");
    assertThat(tree().groupOfExited(7, tree().kernelRoot() + "-other/x.service")).isNull();
    assertThat(tree().processes("no/such.service")).isEmpty();
    assertThat(tree().isEmpty("no/such.service")).isTrue();
  }

  @Test
  void aRemovedGroupLeavesNoWatchBehind() throws Exception {
    for (int i = 0; i < 3; i++) {
      tree().make(UNIT);
      sleeper(UNIT);
      assertThat(watches()).isEqualTo(1);
      tree().kill(UNIT, Signals.SIGKILL, List.of());
      processes.getLast().waitFor();
      awaitEmptied(tree(), UNIT);
      tree().release(UNIT);
      assertThat(tree().exists(UNIT)).isFalse();
      assertThat(watches()).isZero();
    }
  }

  /** What the kernel holds for the tree's inotify instance. */
  private int watches() {
    String file = "/proc/self/fdinfo/" + tree().events().number();
    String text = new String(requireNonNull(Fs.readIfExists(Fs.path(file))), US_ASCII);
    return (int) text.lines().filter(line -> line.startsWith("inotify ")).count();
  }
}
