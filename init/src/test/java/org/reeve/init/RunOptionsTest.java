package org.reeve.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reeve.unit.UnitName;

class RunOptionsTest {
  @Test
  void itsOwnWordsAreReadAsTheSameOptions() {
    RunOptions options =
        RunOptions.parse(
            List.of(
                "-q",
                "--no-prefix",
                "-t",
                "--no-color",
                "--abort-on-failure",
                "--exit-code-from",
                "tests",
                "--path=units",
                "a.service"));
    assertThat(options.problems()).isEmpty();
    assertThat(options.exitOn()).isEqualTo(UnitName.of("tests.service"));
    assertThat(RunOptions.parse(options.words())).isEqualTo(options);
  }

  @Test
  void optionsMayStandBehindAndTwoDashesEndThem() {
    RunOptions options = RunOptions.parse(List.of("a.service", "--quiet", "--", "--b.service"));
    assertThat(options.quiet()).isTrue();
    assertThat(options.operands()).containsExactly("a.service", "--b.service");
  }

  @Test
  void allThatIsWrongIsSaid() {
    assertThat(RunOptions.parse(List.of("--now", "--exit-on", "a/b", "x")).problems())
        .containsExactly(
            "run has no option --now; `reeve run --help` lists them.",
            "--exit-on needs the name of a unit, such as --exit-on=tests.service.");
    assertThat(RunOptions.parse(List.of()).problems()).hasSize(1);
  }
}
