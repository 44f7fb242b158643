package org.reeve.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reeve.recipe.Recipe;
import org.reeve.recipe.Step;
import org.reeve.unit.DependencyType;
import org.reeve.unit.UnitName;

/** Socket units on a simulated machine. */
class SocketTest {
  private static final long MS = Scene.MILLISECOND;

  private static Scene echo(String... socket) {
    return new Scene()
        .unit("echo.socket", "[Socket]", "ListenStream=/run/echo", String.join("\n", socket))
        .service("echo.service", "ExecStart=/bin/echo");
  }

  private static Socket socket(Scene scene, String name) {
    if (scene.host().manager().findUnit(UnitName.of(name)) instanceof Socket socket) {
      return socket;
    }
    throw new AssertionError(name + " is not loaded");
  }

  @Test
  void listensUntilTrafficStartsTheServiceAndAgainWhenThatHasEnded() {
    Scene scene = echo().start("echo.socket").run(MS);
    assertThat(scene.state("echo.socket")).isEqualTo("active/listening");
    assertThat(scene.state("echo.service")).isEqualTo("inactive/dead");

    assertThat(scene.host().connect("/run/echo")).isTrue();
    scene.run(MS);

    assertThat(scene.state("echo.service")).isEqualTo("active/running");
    assertThat(scene.state("echo.socket")).isEqualTo("active/running");

    scene.stop("echo.service").run(MS);

    assertThat(scene.state("echo.service")).isEqualTo("inactive/dead");
    assertThat(scene.state("echo.socket")).isEqualTo("active/listening");
  }

  @Test
  void whatCameInWhileTheServiceStoppedStartsItAgain() {
    Scene scene = echo().start("echo.socket").run(MS).start("echo.service").run(MS);
    scene.host().connect("/run/echo");
    scene.stop("echo.service").run(MS);
    assertThat(scene.state("echo.service")).isEqualTo("active/running");
    assertThat(scene.jobs())
        .containsSubsequence("echo.service stop done", "echo.service start done");
  }

  @Test
  void handsItsDescriptorsOnFromNumberThree() {
    Scene scene =
        new Scene()
            .unit(
                "two.socket",
                "[Socket]",
                "ListenStream=/run/a",
                "ListenDatagram=/run/b",
                "FileDescriptorName=web")
            .service("two.service", "ExecStart=/bin/two")
            .start("two.socket")
            .run(MS)
            .start("two.service")
            .run(MS);

    Host.Spawn spawn = scene.spawns().getFirst();
    List<String> kept = scene.host().keptDescriptors().stream().sorted().toList();
    assertThat(spawn.attached())
        .filteredOn(Host.Attachment.Kept.class::isInstance)
        .extracting(attachment -> ((Host.Attachment.Kept) attachment).name())
        .containsExactlyElementsOf(kept);
    assertThat(steps(spawn.recipe()))
        .contains(new Step.Attached(1, 3), new Step.Blocking(3, true))
        .contains(new Step.Attached(2, 4), new Step.Blocking(4, true))
        .contains(new Step.CloseOthers(List.of(0, 1, 2, 3, 4)));
    assertThat(environment(spawn)).contains("LISTEN_FDS=2", "LISTEN_FDNAMES=web:web");
    assertThat(scene.state("two.socket")).isEqualTo("active/running");
  }

  private static List<Step> steps(Recipe recipe) {
    return recipe.lines().stream().map(Recipe.Line::step).toList();
  }

  private static List<String> environment(Host.Spawn spawn) {
    for (Step step : steps(spawn.recipe())) {
      if (step instanceof Step.Environment all) {
        return all.variables().stream().map(Object::toString).toList();
      }
    }
    return List.of();
  }

  @Test
  void isRefusedWhileItsServiceRuns() {
    Scene scene = echo().start("echo.service").run(MS).start("echo.socket").run(MS);
    assertThat(scene.jobs()).contains("echo.socket start failed");
    assertThat(scene.state("echo.socket")).isEqualTo("inactive/dead");
    assertThat(scene.messages())
        .contains("echo.socket: Socket service echo.service already active, refusing.");
  }

  @Test
  void failsWhenItsServiceIsStartedTooOften() {
    Scene scene =
        echo()
            .program("/bin/echo", SimulatedProgram.exits(1, 0).executingAfter(1))
            .start("echo.socket")
            .run(MS);
    for (int i = 0; i < 7; i++) {
      scene.host().connect("/run/echo");
      scene.run(MS);
    }
    assertThat(scene.state("echo.socket")).isEqualTo("failed/failed");
    assertThat(socket(scene, "echo.socket").socket().progress().result())
        .isEqualTo(SocketResult.SERVICE_START_LIMIT_HIT);
    assertThat(scene.host().keptDescriptors()).isEmpty();
  }

  @Test
  void isItsServicesTrigger() {
    Scene scene = echo().start("echo.socket").run(MS);
    Socket socket = socket(scene, "echo.socket");
    assertThat(socket.dependenciesOf(DependencyType.TRIGGERS))
        .extracting(Object::toString)
        .containsExactly("echo.service");
    assertThat(scene.service("echo.service").dependenciesOf(DependencyType.TRIGGERED_BY))
        .containsExactly(socket);
  }

  @Test
  void givesEachConnectionAServiceOfItsOwn() {
    Scene scene =
        new Scene()
            .unit("each.socket", "[Socket]", "ListenStream=/run/each", "Accept=yes")
            .service("each@.service", "ExecStart=/bin/each %i", "StandardInput=socket")
            .start("each.socket")
            .run(MS);
    scene.host().connect("/run/each");
    scene.host().connect("/run/each");
    scene.run(MS);

    Socket socket = socket(scene, "each.socket");
    assertThat(scene.state("each.socket")).isEqualTo("active/listening");
    assertThat(socket.socket().traffic().accepted()).isEqualTo(2);
    assertThat(socket.connections()).isEqualTo(2);
    List<String> services =
        socket.dependenciesOf(DependencyType.TRIGGERS).stream()
            .map(Unit::name)
            .map(UnitName::text)
            .toList();
    assertThat(services).hasSize(2).allMatch(name -> name.matches("each@[01]-\\d+-0\\.service"));
    assertThat(scene.state(services.getFirst())).isEqualTo("active/running");
    assertThat(steps(scene.spawns().getFirst().recipe()))
        .contains(new Step.Attached(0, 0), new Step.Blocking(0, true));

    scene.stop(services.getFirst()).run(MS);

    assertThat(socket(scene, "each.socket").connections()).isEqualTo(1);
    assertThat(scene.host().keptDescriptors()).hasSize(2);
  }

  @Test
  void refusesConnectionsBeyondTheirMost() {
    Scene scene =
        new Scene()
            .unit(
                "each.socket",
                "[Socket]",
                "ListenStream=/run/each",
                "Accept=yes",
                "MaxConnections=1")
            .service("each@.service", "ExecStart=/bin/each")
            .start("each.socket")
            .run(MS);
    scene.host().connect("/run/each");
    scene.host().connect("/run/each");
    scene.run(MS);
    SocketState.Traffic traffic = socket(scene, "each.socket").socket().traffic();
    assertThat(traffic.accepted()).isEqualTo(1);
    assertThat(traffic.refused()).isEqualTo(1);
  }

  @Test
  void triggeredTooOftenItFails() {
    Scene scene =
        new Scene()
            .unit("echo.socket", "[Socket]", "ListenStream=/run/echo", "TriggerLimitBurst=3")
            .unit(
                "echo.service",
                "[Unit]",
                "DefaultDependencies=no",
                "StartLimitBurst=0",
                "[Service]",
                "ExecStart=/bin/echo")
            .program("/bin/echo", SimulatedProgram.exits(0, 0).executingAfter(1))
            .start("echo.socket")
            .run(MS);
    for (int i = 0; i < 4; i++) {
      scene.host().connect("/run/echo");
      scene.run(MS);
    }
    assertThat(socket(scene, "echo.socket").socket().progress().result())
        .isEqualTo(SocketResult.TRIGGER_LIMIT_HIT);
  }

  @Test
  void anAddressInUseFailsTheSocket() {
    Scene scene =
        echo()
            .unit("other.socket", "[Socket]", "ListenStream=/run/echo", "Service=echo.service")
            .start("echo.socket")
            .run(MS)
            .start("other.socket")
            .run(MS);
    assertThat(scene.state("other.socket")).isEqualTo("failed/failed");
    assertThat(scene.jobs()).contains("other.socket start failed");
  }

  @Test
  void commandsRunBeforeAndAfterIt() {
    Scene scene =
        echo(
                "ExecStartPre=/bin/pre",
                "ExecStartPost=/bin/post",
                "ExecStopPre=/bin/stop",
                "ExecStopPost=/bin/last")
            .program("/bin/pre", SimulatedProgram.exits(0, MS))
            .program("/bin/post", SimulatedProgram.exits(0, MS))
            .program("/bin/stop", SimulatedProgram.exits(0, MS))
            .program("/bin/last", SimulatedProgram.exits(0, MS))
            .start("echo.socket")
            .run(10 * MS);
    assertThat(scene.state("echo.socket")).isEqualTo("active/listening");
    scene.stop("echo.socket").run(10 * MS);
    assertThat(scene.state("echo.socket")).isEqualTo("inactive/dead");
    assertThat(scene.spawned())
        .containsExactly(
            "echo.socket ExecStartPre= /bin/pre",
            "echo.socket ExecStartPost= /bin/post",
            "echo.socket ExecStopPre= /bin/stop",
            "echo.socket ExecStopPost= /bin/last");
  }

  @Test
  void stoppedByHandItsServiceGoesOn() {
    Scene scene = echo().start("echo.socket").run(MS);
    scene.host().connect("/run/echo");
    scene.run(MS).stop("echo.socket").run(MS);
    assertThat(scene.state("echo.socket")).isEqualTo("inactive/dead");
    assertThat(scene.state("echo.service")).isEqualTo("active/running");
    assertThat(scene.host().connect("/run/echo")).isFalse();
  }

  @Test
  void aNewManagerGoesOnListening() {
    Scene scene = echo().start("echo.socket").run(MS);
    scene.host().request(Manager::reexecute);
    scene.run(MS);
    assertThat(scene.host().deaths()).isEqualTo(1);
    scene.host().connect("/run/echo");
    scene.run(MS);
    assertThat(scene.state("echo.service")).isEqualTo("active/running");
  }
}
