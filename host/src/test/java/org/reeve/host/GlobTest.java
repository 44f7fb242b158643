package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "abc, abc, true",
    "abc, abd, false",
    "a*c, abbbc, true",
    "a*c, ac, true",
    "a*c, acb, false",
    "a?c, abc, true",
    "a?c, ac, false",
    "[ab]x, bx, true",
    "[!ab]x, bx, false",
    "[!ab]x, cx, true",
    "[a-c]x, bx, true",
    "[a-c]x, dx, false",
    "[]x]y, ]y, true",
    "a[b, a[b, true",
    "a\\*, a*, true",
    "a\\*, ab, false",
    "*.conf, x.conf, true",
    "**, anything, true",
  })
  void patternsMatchAsInTheShell(String pattern, String name, boolean expected) {
    assertThat(
            Glob.matches(
                pattern.getBytes(StandardCharsets.UTF_8),
                0,
                name.getBytes(StandardCharsets.UTF_8),
                0))
        .isEqualTo(expected);
  }

  private List<String> expand(String pattern) {
    List<String> found = new ArrayList<>();
    for (byte[] path : Glob.expand((dir + pattern).getBytes(StandardCharsets.UTF_8))) {
      found.add(new String(path, StandardCharsets.UTF_8).substring(dir.toString().length()));
    }
    return found;
  }

  @Test
  void directoriesAreExpandedInOrderAndHiddenNamesLeftOut() throws IOException {
    for (String name : List.of("b/x.env", "a/y.env", "a/x.env", "a/.hidden.env", "c/x.txt")) {
      Files.createDirectories(dir.resolve(name).getParent());
      Files.createFile(dir.resolve(name));
    }
    assertThat(expand("/*/*.env")).containsExactly("/a/x.env", "/a/y.env", "/b/x.env");
    assertThat(expand("/a/.h*")).containsExactly("/a/.hidden.env");
    assertThat(expand("/a/x.env")).containsExactly("/a/x.env");
    assertThat(expand("/none/*")).isEmpty();
  }
}
