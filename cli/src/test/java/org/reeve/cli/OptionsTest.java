package org.reeve.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private static Options parse(String... arguments) throws Failure {
    return Options.parse("systemctl", List.of(arguments), (_, _) -> {});
  }

  @Test
  void optionsMayStandBetweenTheWords() throws Failure {
    Options options = parse("start", "--no-block", "a.service", "-q", "b.service");
    assertThat(options.words()).containsExactly("start", "a.service", "b.service");
    assertThat(options.has(Option.NO_BLOCK)).isTrue();
    assertThat(options.has(Option.QUIET)).isTrue();
  }

  @Test
  void twoDashesEndTheOptions() throws Failure {
    assertThat(parse("status", "--", "-.mount", "--all").words())
        .containsExactly("status", "-.mount", "--all");
  }

  @Test
  void lettersMayBeJoinedAndTheLastMayBringItsValue() throws Failure {
    Options options = parse("-atservice", "-p", "Id,Names", "-pNice");
    assertThat(options.has(Option.ALL)).isTrue();
    assertThat(options.last(Option.TYPE)).isEqualTo("service");
    assertThat(options.items(Option.PROPERTY)).containsExactly("Id", "Names", "Nice");
  }

  @Test
  void longOptionsMayBeAbbreviatedWhileUnambiguous() throws Failure {
    assertThat(parse("--prop=Id").last(Option.PROPERTY)).isEqualTo("Id");
    assertThatThrownBy(() -> parse("--ro"))
        .isInstanceOf(Failure.class)
        .hasMessage("systemctl: option '--root' requires an argument");
    assertThatThrownBy(() -> parse("--no-p", "--no-b", "--no"))
        .hasMessageStartingWith("systemctl: option '--no' is ambiguous; possibilities:");
  }

  @Test
  void theLastScopeCounts() throws Failure {
    assertThat(parse("--user", "--system").scope()).isEqualTo(Scope.SYSTEM);
    assertThat(parse("--system", "--user").scope()).isEqualTo(Scope.USER);
  }

  @Test
  void aUnitNameInAnOptionsPlaceGetsAHint() {
    assertThatThrownBy(() -> parse("status", "-.mount"))
        .hasMessageContaining("invalid option -- '.'")
        .hasMessageContaining("Hint: to specify units starting with a dash, use \"--\":");
  }
}
