package org.reeve.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnitNameTest {
  @Test
  void anInstanceHasPrefixInstanceAndTemplate() {
    UnitName name = UnitName.of("getty@tty1.service");
    assertThat(name.prefix()).isEqualTo("getty");
    assertThat(name.instance()).isEqualTo("tty1");
    assertThat(name.type()).isEqualTo(UnitType.SERVICE);
    assertThat(name.isInstance()).isTrue();
    assertThat(name.template()).isEqualTo(UnitName.of("getty@.service"));
    assertThat(name.template().withInstance("x@y")).isEqualTo(UnitName.of("getty@x@y.service"));
  }

  @Test
  void aTemplateHasAnEmptyInstance() {
    UnitName name = UnitName.of("getty@.service");
    assertThat(name.isTemplate()).isTrue();
    assertThat(name.isInstance()).isFalse();
    assertThat(name.instance()).isEmpty();
  }

  @Test
  void aPlainNameHasNoInstance() {
    UnitName name = UnitName.of("a.b.service");
    assertThat(name.prefix()).isEqualTo("a.b");
    assertThat(name.instance()).isNull();
    assertThatThrownBy(() -> name.withInstance("x")).hasMessageContaining("takes no instance");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "foo",
        ".service",
        "@x.service",
        "ü.service",
        "a b.service",
        "a/b.service",
        "a.unknown",
        "a.service."
      })
  void refusesWhatIsNoUnitName(String text) {
    assertThat(UnitName.parse(text)).isNull();
    assertThatThrownBy(() -> UnitName.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a unit name");
  }

  @Test
  void aNameHasAtMost255Characters() {
    String longest = "a".repeat(255 - ".service".length()) + ".service";
    assertThat(UnitName.parse(longest)).isNotNull();
    assertThat(UnitName.parse("a" + longest)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ü",
        "a b",
        "/dev/sda1",
        "/home/x",
        "foo",
        "foo@",
        "foo@bar",
        "ü.service",
        "a*b",
        "-",
        "a\\b",
        "a-b.mount",
        "x.unknown",
        "a@b c.timer"
      })
  void mangledAndEscapedAsSystemdEscapeDoes(String text) throws IOException, InterruptedException {
    assumeEscape();
    assertThat(UnitEscape.mangle(text, "service", false)).isEqualTo(run("--mangle", text));
    assertThat(UnitEscape.escape(text)).isEqualTo(run(text));
    assertThat(UnitEscape.unescape(UnitEscape.escape(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a//b/./c/", "/.x", "/a-b/c d", "/ü", "/a/b.c"})
  void pathsEscapedAsSystemdEscapeDoes(String path) throws IOException, InterruptedException {
    assumeEscape();
    String escaped = run("--path", path);
    assertThat(UnitEscape.escapePath(path)).isEqualTo(escaped);
    assertThat(UnitEscape.unescapePath(escaped))
        .isEqualTo(run("--unescape", "--path", "--", escaped));
  }

  @Test
  void aPathWithDotDotHasNoName() {
    assertThat(UnitEscape.escapePath("/a/../b")).isNull();
    assertThat(UnitEscape.pathToName("/a/b", UnitType.MOUNT)).isEqualTo(UnitName.of("a-b.mount"));
  }

  @Test
  void globsSurviveManglingWhereAsked() {
    assertThat(UnitEscape.mangle("a*", "service", true)).isEqualTo("a*");
    assertThat(UnitEscape.mangle("a*", "service", false)).isEqualTo("a\\x2a.service");
  }

  private static void assumeEscape() {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/systemd-escape")),
        "systemd-escape is not installed: nothing to compare with");
  }

  private static String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("systemd-escape"));
    if (!List.of(arguments).contains("--")) {
      command.addAll(List.of(arguments).subList(0, arguments.length - 1));
      command.add("--");
      command.add(arguments[arguments.length - 1]);
    } else {
      command.addAll(List.of(arguments));
    }
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out.strip();
  }
}
