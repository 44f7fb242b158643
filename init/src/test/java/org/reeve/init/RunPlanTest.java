package org.reeve.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reeve.unit.DiskFileTree;
import org.reeve.unit.LoadPath;
import org.reeve.unit.UnitName;

class RunPlanTest {
  @TempDir private Path directory = Path.of("");

  private RunPlan plan(String... operands) {
    LoadPath machine =
        LoadPath.system().withDirectories(List.of(directory.resolve("machine").toString()));
    RunPlan plan = new RunPlan(new DiskFileTree(), machine, directory.resolve("here"));
    plan.resolve(List.of(), List.of(operands));
    return plan;
  }

  private void unit(String path, String... lines) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
  }

  private static List<String> names(RunPlan plan) {
    assertThat(plan.problems()).isEmpty();
    return plan.units().stream().map(UnitName::text).toList();
  }

  @Test
  void aFileStandsForItsUnitAndOpensItsDirectory() throws IOException {
    unit("here/d/a.service", "[Service]");
    RunPlan plan = plan("d/a.service");
    assertThat(names(plan)).containsExactly("a.service");
    assertThat(plan.directories()).containsExactly(directory + "/here/d");
  }

  @Test
  void aNameIsLookedForInOpenedDirectoriesThenHereThenOnTheMachine() throws IOException {
    unit("here/d/a.service", "[Service]");
    unit("here/b.service", "[Service]");
    unit("machine/c.service", "[Service]");
    RunPlan plan = plan("./d", "a", "c.service");
    assertThat(names(plan)).containsExactly("a.service", "c.service");
    assertThat(plan.directories()).containsExactly(directory + "/here/d");
    assertThat(plan("b").directories()).containsExactly(directory + "/here");
    assertThat(plan("nowhere").problems()).hasSize(1);
  }

  @Test
  void anInstanceNeedsItsTemplateOnly() throws IOException {
    unit("here/web@.service", "[Service]");
    assertThat(names(plan("web@8.service"))).containsExactly("web@8.service");
    assertThat(names(plan("./web@8.service"))).containsExactly("web@8.service");
    assertThat(plan("web@.service").problems())
        .containsExactly(
            "cannot run web@.service: it is a template; name an instance of it, such as"
                + " web@x.service.");
  }

  @Test
  void ofADirectoryTheDefaultTargetIsStarted() throws IOException {
    unit("here/d/a.service", "[Service]");
    unit("here/d/default.target", "[Unit]");
    assertThat(names(plan("d"))).containsExactly("default.target");
  }

  @Test
  void withoutItTheTargetsThatHaveLinksAre() throws IOException {
    unit("here/d/a.service", "[Service]", "[Install]", "WantedBy=multi-user.target");
    unit("here/d/b.service", "[Service]", "[Install]", "WantedBy=multi-user.target");
    Path links = Files.createDirectories(directory.resolve("here/d/multi-user.target.wants"));
    Files.createSymbolicLink(links.resolve("a.service"), Path.of("../a.service"));
    assertThat(names(plan("d"))).containsExactly("multi-user.target");
  }

  @Test
  void withoutEitherTheUnitsAreThatNoOtherPullsInOrThatCanBeInstalled() throws IOException {
    unit("here/d/main.service", "[Unit]", "Wants=helper.service", "Requires=db.service");
    unit("here/d/helper.service", "[Service]");
    unit("here/d/db.service", "[Service]", "[Install]", "WantedBy=multi-user.target");
    unit("here/d/web.socket", "[Socket]", "ListenStream=/x");
    unit("here/d/web.service", "[Service]");
    unit("here/d/tool@.service", "[Service]");
    unit("here/d/app.slice", "[Slice]");
    unit("here/d/notes.txt", "no unit");
    assertThat(names(plan("d"))).containsExactly("db.service", "main.service", "web.socket");
  }

  @Test
  void ofUnitsThatPullInEachOtherTheFirstIsStarted() throws IOException {
    unit("here/d/a.service", "[Unit]", "Wants=b.service");
    unit("here/d/b.service", "[Unit]", "Wants=a.service");
    assertThat(names(plan("d"))).containsExactly("a.service");
  }

  @Test
  void aMaskAndAnAliasAreNotStarted() throws IOException {
    unit("here/d/a.service", "[Service]");
    Path d = directory.resolve("here/d");
    Files.createSymbolicLink(d.resolve("masked.service"), Path.of("/dev/null"));
    Files.createSymbolicLink(d.resolve("other.service"), Path.of("a.service"));
    assertThat(names(plan("d"))).containsExactly("a.service");
  }
}
