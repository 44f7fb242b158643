package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reeve.linux.Proc;
import org.reeve.linux.Signals;
import org.reeve.manager.Event;
import org.reeve.manager.ProcessEnd;
import org.reeve.recipe.Octets;
import org.reeve.recipe.Recipe;
import org.reeve.recipe.Step;
import org.reeve.unit.UnitName;

/** The host with a real hand and real processes; where it matters, with cgroups and without. */
@Timeout(120)
class LinuxHostTest {
  private static final UnitName A = UnitName.of("a.service");
  private static final UnitName B = UnitName.of("b.service");

  @TempDir Path dir;

  private static List<String> lines(LinuxHost host, UnitName unit) {
    List<String> lines = new ArrayList<>();
    for (LogEntry entry : host.logs().last(unit, 100_000)) {
      lines.add(entry.line().toString());
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProcessIsSpawnedExecutedAndItsEndReported(boolean cgroups) throws Exception {
    try (HandLab lab = new HandLab(dir, cgroups)) {
      lab.order(() -> lab.host().spawn(HandLab.shell(1, A, "echo hello; exit 3")));
      Event.Spawned spawned = lab.await(Event.Spawned.class, e -> e.order() == 1);
      lab.await(Event.Executed.class, e -> e.order() == 1);
      Event.Exited exited = lab.await(Event.Exited.class, e -> e.order() == 1);
      assertThat(exited.pid()).isEqualTo(spawned.pid());
      assertThat(exited.unit()).isEqualTo(A);
      assertThat(exited.end()).isEqualTo(ProcessEnd.exited(3));
      lab.await(Event.CgroupEmpty.class, e -> e.unit().equals(A));
      Deadline.until("its output", () -> lines(lab.host(), A).contains("hello"));
    }
  }

  @Test
  void aStepThatFailsIsReportedWithItsPlaceBeforeTheExit() throws Exception {
    try (HandLab lab = new HandLab(dir, true)) {
      Step bad = new Step.WorkingDirectory(Octets.of("/nowhere"), false);
      lab.order(() -> lab.host().spawn(HandLab.shell(5, A, "true", bad)));
      Event.SpawnFailed failed = lab.await(Event.SpawnFailed.class, e -> e.order() == 5);
      assertThat(failed.step()).isEqualTo(4);
      assertThat(failed.exitStatus()).isEqualTo(200);
      assertThat(failed.detail())
          .isEqualTo(
              "Step 5 of 8 (chdir /nowhere default) failed:"
                  + " no such file or directory (ENOENT).");
      Event.Exited exited = lab.await(Event.Exited.class, e -> e.order() == 5);
      assertThat(exited.end()).isEqualTo(ProcessEnd.exited(200));
    }
  }

  @Test
  void runtimeDirectoriesAreGoneWhenTheTurnIsOverAndTheNextProcessWaitsForThat() throws Exception {
    Path directory = Files.createDirectories(dir.resolve("runtime/deep/er"));
    Path outside = Files.writeString(dir.resolve("outside"), "stays");
    Files.createSymbolicLink(directory.resolve("link"), outside);
    Files.createSymbolicLink(directory.resolve("loop"), dir);
    Path link = Files.createSymbolicLink(dir.resolve("runtime-link"), dir.resolve("runtime"));
    try (HandLab lab = new HandLab(dir, true)) {
      List<String> paths =
          List.of(dir.resolve("runtime").toString(), link.toString(), dir + "/never-made");
      lab.order(() -> {
        lab.host().removeDirectories(A, paths);
        String script = "[ ! -e " + dir.resolve("runtime") + " ] && exit 6";
        lab.host().spawn(HandLab.shell(1, A, script));
      });
      assertThat(dir.resolve("runtime")).doesNotExist();
      assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
      assertThat(outside).hasContent("stays");
      Event.Exited exited = lab.await(Event.Exited.class, e -> e.order() == 1);
      assertThat(exited.end()).isEqualTo(ProcessEnd.exited(6));
    }
  }

  @Test
  void aRecipeLargerThanAMessageTravelsInAMemfd() throws Exception {
    try (HandLab lab = new HandLab(dir, true)) {
      Step environment =
          new Step.Environment(List.of(Octets.of("BIG=" + "x".repeat(100_000)), Octets.of("A=1")));
      lab.order(() -> lab.host().spawn(HandLab.shell(1, A, "echo ${#BIG} $A", environment)));
      lab.await(Event.Exited.class, e -> e.order() == 1);
      Deadline.until("its output", () -> lines(lab.host(), A).contains("100000 1"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void allThatAUnitForkedIsKilledAndTheUnitThenEmpty(boolean cgroups) throws Exception {
    try (HandLab lab = new HandLab(dir, cgroups)) {
      String script = "sleep 600 & (sleep 600 &) ; setsid sleep 600 & echo up; wait";
      lab.order(() -> lab.host().spawn(HandLab.shell(1, A, script)));
      lab.order(() -> lab.host().spawn(HandLab.shell(2, B, "exec sleep 600")));
      lab.await(Event.Executed.class, e -> e.order() == 2);
      Deadline.until(
          "four processes",
          () -> {
            lab.turn(10_000);
            return lab.host().processes("system.slice/a.service").size() == 4;
          });
      lab.order(() -> lab.host().kill(HandLab.kill(A, Signals.SIGTERM)));
      lab.await(Event.CgroupEmpty.class, e -> e.unit().equals(A));
      assertThat(lab.host().processes("system.slice/a.service")).isEmpty();
      assertThat(lab.host().processes("system.slice/b.service")).hasSize(1);
    }
  }

  @Test
  void aUnitKilledThroughItsCgroupCanBeStartedAgain() throws Exception {
    try (HandLab lab = new HandLab(dir, true)) {
      Assumptions.assumeTrue(lab.hasCgroups(), "needs a writable cgroup2");
      for (int order = 1; order <= 5; order++) {
        int number = order;
        lab.order(() -> lab.host().spawn(HandLab.shell(number, A, "echo up; exec sleep 600")));
        lab.await(Event.Executed.class, e -> e.order() == number);
        lab.order(() -> lab.host().kill(HandLab.kill(A, Signals.SIGKILL)));
        Event.Exited exited = lab.await(Event.Exited.class, e -> e.order() == number);
        assertThat(exited.end()).isEqualTo(ProcessEnd.killed(Signals.SIGKILL));
      }
    }
  }

  @Test
  void aGroupThatWasKilledIsRenewedByTheNextManagerToo() throws Exception {
    try (HandLab lab = new HandLab(dir, true)) {
      Assumptions.assumeTrue(lab.hasCgroups(), "needs a writable cgroup2");
      lab.order(() -> lab.host().spawn(HandLab.shell(1, A, "exec sleep 600")));
      lab.await(Event.Executed.class, e -> e.order() == 1);
      lab.order(() -> lab.host().kill(HandLab.kill(A, Signals.SIGKILL)));
      lab.kill();
      lab.connect();
      lab.order(() -> lab.host().spawn(HandLab.shell(2, A, "exec sleep 600")));
      lab.await(Event.Executed.class, e -> e.order() == 2);
      lab.order(() -> lab.host().kill(HandLab.kill(A, Signals.SIGTERM)));
      Event.Exited exited = lab.await(Event.Exited.class, e -> e.order() == 2);
      assertThat(exited.end()).isEqualTo(ProcessEnd.killed(Signals.SIGTERM));
    }
  }

  private String ready() {
    // a sender that is gone as soon as it has spoken
    return "exec perl -e 'use Socket; socket(S, PF_UNIX, SOCK_DGRAM, 0);"
        + " send(S, \"READY=1\", 0, pack_sockaddr_un(\""
        + dir.resolve("notify")
        + "\"));'";
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNotificationIsSeenAfterTheSpawnAndBeforeTheExitOfItsSender(boolean cgroups)
      throws Exception {
    try (HandLab lab = new HandLab(dir, cgroups)) {
      int many = 150;
      lab.order(() -> {
        for (int i = 1; i <= many; i++) {
          UnitName unit = UnitName.of("n" + i + ".service");
          lab.host().spawn(HandLab.shell(i, unit, ready()));
        }
      });
      for (int i = 1; i <= many; i++) {
        int number = i;
        UnitName unit = UnitName.of("n" + i + ".service");
        Event.Exited exit = lab.await(Event.Exited.class, e -> e.order() == number);
        Event.Notified word = lab.await(Event.Notified.class, e -> unit.equals(e.unit()));
        assertThat(word.lines()).containsExactly("READY=1");
        assertThat(word.pid()).isEqualTo(exit.pid());
        Event.Spawned spawned = lab.await(Event.Spawned.class, e -> e.order() == number);
        assertThat(lab.events.indexOf(word))
            .isGreaterThan(lab.events.indexOf(spawned))
            .isLessThan(lab.events.indexOf(exit));
      }
    }
  }

  @Test
  void aNotificationOfAStrangerIsNobodys() throws Exception {
    try (HandLab lab = new HandLab(dir, false)) {
      Process stranger = new ProcessBuilder("sh", "-c", ready()).start();
      Event.Notified word = lab.await(Event.Notified.class, _ -> true);
      assertThat(word.unit()).isNull();
      assertThat(word.pid()).isEqualTo((int) stranger.pid());
    }
  }

  @Test
  void anOrphansEndIsReportedWithItsUnit() throws Exception {
    try (HandLab lab = new HandLab(dir, true)) {
      Assumptions.assumeTrue(lab.hasCgroups(), "needs a writable cgroup2");
      lab.order(() -> lab.host().spawn(HandLab.shell(1, A, "(sleep 0.2; exit 9) & exit 0")));
      Event.Exited orphan =
          lab.await(Event.Exited.class, e -> e.order() == 0 && e.end().status() == 9);
      assertThat(orphan.unit()).isEqualTo(A);
    }
  }

  @Test
  void aNewManagerFindsRecordsProcessesExitsAndOutput() throws Exception {
    try (HandLab lab = new HandLab(dir, true)) {
      lab.order(() -> {
        lab.host().remember("unit:a.service", new byte[] {1, 2});
        lab.host()
            .spawn(
                HandLab.shell(1, A, "i=0; while :; do i=$((i+1)); echo line $i; sleep 0.01; done"));
        lab.host().spawn(HandLab.shell(2, B, "sleep 0.3; exit 5"));
      });
      Event.Spawned before = lab.await(Event.Spawned.class, e -> e.order() == 1);
      lab.await(Event.Executed.class, e -> e.order() == 2);
      Deadline.until("output", () -> lines(lab.host(), A).size() > 5);
      lab.kill();
      lab.events.clear();
      lab.connect();

      assertThat(lab.host().records()).containsOnlyKeys("unit:a.service");
      assertThat(lab.host().generation()).isEqualTo(2);
      assertThat(lab.host().hasSpawned(1)).isTrue();
      assertThat(lab.host().hasSpawned(3)).isFalse();
      assertThat(lab.await(Event.Spawned.class, e -> e.order() == 1).pid()).isEqualTo(before.pid());
      lab.await(Event.Executed.class, e -> e.order() == 1);
      Event.Exited exited = lab.await(Event.Exited.class, e -> e.order() == 2);
      assertThat(exited.unit()).isEqualTo(B);
      assertThat(exited.end()).isEqualTo(ProcessEnd.exited(5));

      int seen = lines(lab.host(), A).size();
      Deadline.until("more output", () -> lines(lab.host(), A).size() > seen + 20);
      lab.order(() -> lab.host().kill(HandLab.kill(A, Signals.SIGKILL)));
      lab.await(Event.Exited.class, e -> e.order() == 1);
      List<String> all = lines(lab.host(), A);
      for (int i = 0; i < all.size(); i++) {
        assertThat(all.get(i)).isEqualTo("line " + (i + 1));
      }
    }
  }

  @Test
  void ofAProcessThatEndedUnheardTheWholeLifeIsTold() throws Exception {
    try (HandLab lab = new HandLab(dir, true)) {
      Step bad = new Step.WorkingDirectory(Octets.of("/nowhere"), false);
      lab.order(() -> {
        lab.host().spawn(HandLab.shell(1, A, "touch " + dir + "/ran; exit 5"));
        lab.host().spawn(HandLab.shell(2, B, "true", bad));
      });
      Deadline.until("it runs", () -> java.nio.file.Files.exists(dir.resolve("ran")));
      lab.kill();
      lab.events.clear();
      lab.connect();
      Event.Exited exited = lab.await(Event.Exited.class, e -> e.order() == 1);
      assertThat(exited.end()).isEqualTo(ProcessEnd.exited(5));
      Event.Exited failed = lab.await(Event.Exited.class, e -> e.order() == 2);
      assertThat(failed.end()).isEqualTo(ProcessEnd.exited(200));
      List<Event> ofTheFirst = new ArrayList<>();
      Event.SpawnFailed why = null;
      for (Event event : lab.events) {
        if (event instanceof Event.Spawned(long order, int pid, _) && order == 1) {
          assertThat(pid).isEqualTo(exited.pid());
          ofTheFirst.add(event);
        } else if (event.equals(new Event.Executed(1)) || event.equals(exited)) {
          ofTheFirst.add(event);
        } else if (event instanceof Event.SpawnFailed spawnFailed) {
          why = spawnFailed;
          assertThat(lab.events.indexOf(event)).isLessThan(lab.events.indexOf(failed));
        }
      }
      assertThat(ofTheFirst).hasSize(3).element(0).isInstanceOf(Event.Spawned.class);
      assertThat(ofTheFirst).element(1).isInstanceOf(Event.Executed.class);
      assertThat(why)
          .isEqualTo(
              new Event.SpawnFailed(
                  2,
                  failed.pid(),
                  4,
                  org.reeve.linux.Errno.ENOENT,
                  200,
                  "Step 5 (chdir) between fork and exec failed:"
                      + " no such file or directory (ENOENT)."));
    }
  }

  @Test
  void aNotificationReadInATurnThatWasNotCommittedComesAgain() throws Exception {
    try (HandLab lab = new HandLab(dir, true)) {
      lab.order(() -> lab.host().spawn(HandLab.shell(1, A, "exec 9>" + dir + "/up; " + ready())));
      List<Event> seen = new ArrayList<>();
      Deadline.until(
          "the turn that reads it",
          () -> {
            try {
              lab.host()
                  .turn(events -> {
                    seen.addAll(events);
                    if (events.stream().anyMatch(e -> e instanceof Event.Notified)) {
                      throw new IllegalStateException("the manager dies here");
                    }
                  });
              return false;
            } catch (IllegalStateException e) {
              return true;
            }
          });
      lab.kill();
      lab.events.clear();
      lab.connect();
      Event.Notified again = lab.await(Event.Notified.class, e -> A.equals(e.unit()));
      assertThat(seen).contains(again);
    }
  }

  @Test
  void aHandThatDoesNotReadIsNotFloodedAndMissesNothing() throws Exception {
    try (HandLab lab = new HandLab(dir, false)) {
      int many = 1500;
      lab.order(() -> {});
      org.reeve.linux.Sys.kill(lab.handPid(), Signals.SIGSTOP);
      int before = org.reeve.linux.Fs.list(org.reeve.linux.Fs.path("/proc/self/fd")).size();
      lab.order(() -> {
        for (int i = 1; i <= many; i++) {
          lab.host().spawn(HandLab.shell(i, UnitName.of("f" + i + ".service"), "exit 4"));
        }
      });
      int after = org.reeve.linux.Fs.list(org.reeve.linux.Fs.path("/proc/self/fd")).size();
      assertThat(after - before).isLessThan(many);
      org.reeve.linux.Sys.kill(lab.handPid(), Signals.SIGCONT);
      for (int i = 1; i <= many; i++) {
        int number = i;
        Event.Exited exit = lab.await(Event.Exited.class, e -> e.order() == number);
        assertThat(exit.end()).isEqualTo(ProcessEnd.exited(4));
      }
    }
  }

  @Test
  void anExitThatWasAcknowledgedDoesNotComeAgain() throws Exception {
    try (HandLab lab = new HandLab(dir, true)) {
      lab.order(() -> lab.host().spawn(HandLab.shell(1, A, "exit 1")));
      lab.await(Event.Exited.class, e -> e.order() == 1);
      lab.turn(0);
      lab.kill();
      lab.events.clear();
      lab.connect();
      lab.turn(0);
      assertThat(lab.events).noneMatch(e -> e instanceof Event.Exited);
    }
  }

  @Test
  void aSignalToHandIsAnEvent() throws Exception {
    try (HandLab lab = new HandLab(dir, true)) {
      org.reeve.linux.Sys.kill(lab.handPid(), Signals.SIGRTMIN + 5);
      Event.Signalled signalled = lab.await(Event.Signalled.class, _ -> true);
      assertThat(signalled.number()).isEqualTo(Signals.SIGRTMIN + 5);
      assertThat(signalled.pid()).isEqualTo(org.reeve.linux.Sys.pid());
    }
  }

  @Test
  void theServicesParentIsHandAndAPlainServiceCostsTwoDescriptors() throws Exception {
    try (HandLab lab = new HandLab(dir, true)) {
      int before = org.reeve.linux.Fs.list(org.reeve.linux.Fs.path("/proc/self/fd")).size();
      int many = 20;
      Set<Integer> pids = new HashSet<>();
      lab.order(() -> {
        for (int i = 1; i <= many; i++) {
          lab.host().spawn(HandLab.shell(i, UnitName.of("s" + i + ".service"), "exec sleep 600"));
        }
      });
      for (int i = 1; i <= many; i++) {
        int number = i;
        pids.add(lab.await(Event.Spawned.class, e -> e.order() == number).pid());
        lab.await(Event.Executed.class, e -> e.order() == number);
      }
      for (int pid : pids) {
        Proc.Status status = Proc.status(pid);
        assertThat(status).isNotNull().matches(s -> s.ppid() == lab.handPid());
      }
      int after = org.reeve.linux.Fs.list(org.reeve.linux.Fs.path("/proc/self/fd")).size();
      assertThat(after - before).isLessThanOrEqualTo(2 * many);
    }
  }

  @Test
  void aPreparationIsAnsweredBesideTheLoop() throws Exception {
    try (HandLab lab = new HandLab(dir, true)) {
      java.nio.file.Files.writeString(dir.resolve("x.env"), "A=1\n");
      lab.order(() ->
          lab.host()
              .prepare(
                  new org.reeve.manager.Host.Preparation(
                      4,
                      A,
                      List.of("root", "no such user"),
                      List.of(),
                      List.of(dir + "/*.env", dir + "/none"))));
      Event.Prepared answer = lab.await(Event.Prepared.class, e -> e.order() == 4);
      assertThat(answer.identities().get("user:root")).matches(i -> i.found() && i.uid() == 0);
      assertThat(answer.identities().get("user:no such user")).matches(i -> !i.found());
      assertThat(answer.files().get(0).content()).isEqualTo(Octets.of("A=1\n"));
      assertThat(answer.files().get(1).errno()).isEqualTo(org.reeve.linux.Errno.ENOENT);
    }
  }

  @Test
  void aRecipeThatCannotBeWrittenIsAFailedOrder() throws Exception {
    try (HandLab lab = new HandLab(dir, true)) {
      Step nul = new Step.WorkingDirectory(Octets.of("/a\0b"), false);
      lab.order(() -> lab.host().spawn(HandLab.shell(1, A, "true", nul)));
      Event.SpawnFailed failed = lab.await(Event.SpawnFailed.class, e -> e.order() == 1);
      assertThat(failed.pid()).isZero();
      assertThat(failed.detail()).contains("NUL");
    }
  }

  @Test
  void anEmptyRecipeFailsAloneAndHandGoesOn() throws Exception {
    try (HandLab lab = new HandLab(dir, true)) {
      org.reeve.manager.Host.Spawn empty =
          new org.reeve.manager.Host.Spawn(
              1, A, "system.slice/a.service", new Recipe(List.of()), List.of(), false);
      lab.order(() -> lab.host().spawn(empty));
      lab.await(Event.SpawnFailed.class, e -> e.order() == 1);
      lab.order(() -> lab.host().spawn(HandLab.shell(2, A, "exit 0")));
      lab.await(Event.Exited.class, e -> e.order() == 2);
    }
  }
}
