package org.reeve.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecipeTest {
  static final Recipe DAEMON =
      SysVDaemon.recipe(
          Octets.of("/run/mydaemon.pid"),
          List.of(Octets.of("PATH=/usr/bin:/bin")),
          Octets.of("/usr/sbin/mydaemon"),
          List.of(Octets.of("mydaemon"), Octets.of("-f"), Octets.of("my file")));

  @Test
  void theLecturesSevenStepsPrintInTheirOrder() throws IOException {
    assertThat(DAEMON.toText()).isEqualTo(golden("sysv.steps"));
  }

  @Test
  void everyStepPrintsItsValueItsDirectiveAndItsPlace() throws IOException {
    assertThat(Samples.RECIPE.toText()).isEqualTo(golden("every.steps"));
  }

  @Test
  void eachStepLeftOutIsSeenInBothForms() {
    Set<String> texts = new HashSet<>(Set.of(DAEMON.toText()));
    Set<Octets> wires = new HashSet<>(Set.of(DAEMON.encode()));
    for (int i = 0; i < DAEMON.lines().size(); i++) {
      assertThat(texts.add(DAEMON.without(i).toText())).as("text without line %d", i).isTrue();
      assertThat(wires.add(DAEMON.without(i).encode())).as("wire without line %d", i).isTrue();
    }
  }

  @Test
  void aStepOnAStandardDescriptorFailsWithThatDescriptorsStatus() {
    assertThat(new Step.Null(0).exitStatus()).isEqualTo(ExitStatus.STDIN);
    assertThat(new Step.Kept(Octets.of("x"), 1).exitStatus()).isEqualTo(ExitStatus.STDOUT);
    assertThat(new Step.Attached(0, 2).exitStatus()).isEqualTo(ExitStatus.STDERR);
    assertThat(new Step.Attached(0, 3).exitStatus()).isEqualTo(ExitStatus.FDS);
    assertThat(new Step.User(1).exitStatus()).isEqualTo(ExitStatus.USER);
    assertThat(new Step.Exec(Octets.of("/x"), List.of()).exitStatus()).isEqualTo(ExitStatus.EXEC);
  }

  private static String golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(RecipeTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
