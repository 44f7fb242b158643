package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The installation tree as it was built, without a machine and without root. */
class TreeTest {
  private static final Path TREE = Path.of("../dist/target/reeve").toAbsolutePath().normalize();

  @TempDir private Path directory;

  @Test
  void reeveStartsFromAnyDirectoryThroughSymbolicLinksAndWithoutAnEnvironment() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("one"), TREE.resolve("bin/reeve"));
    Path second = Files.createSymbolicLink(directory.resolve("reeve"), link.getFileName());
    assertThat(run(Map.of(), "./" + second.getFileName(), "--version")).startsWith("reeve 0.1.0\n");
  }

  @Test
  void reeveStartsWhateverOthersTellJvmsAndTheLinker() throws Exception {
    Map<String, String> hostile =
        Map.of(
            "JAVA_TOOL_OPTIONS", "-Xmx1k",
            "_JAVA_OPTIONS", "-Xmx1k",
            "JDK_JAVA_OPTIONS", "-Xmx1k",
            "CLASSPATH", "/nowhere",
            "JAVA_HOME", "/nowhere",
            "LC_ALL", "C",
            "PATH", "/nowhere");
    assertThat(run(hostile, TREE + "/bin/reeve", "--version")).startsWith("reeve 0.1.0\n");
  }

  @Test
  void initAnswersVersionAsSystemdDoes() throws Exception {
    assertThat(run(Map.of(), TREE + "/bin/init", "--version"))
        .isEqualTo("systemd 252 (reeve 0.1.0)\n");
  }

  @Test
  void initAnswersTheWishForHelp() throws Exception {
    assertThat(run(Map.of(), TREE + "/bin/init", "--help")).startsWith("init [OPTION...]: ");
    assertThat(run(Map.of(), TREE + "/bin/init", "-h")).startsWith("init [OPTION...]: ");
  }

  @Test
  void theTreeWorksWhereItWasCopiedTo() throws Exception {
    Path copy = directory.resolve("copy of it");
    run(Map.of("PATH", "/usr/bin:/bin"), "cp", "-a", TREE.toString(), copy.toString());
    assertThat(run(Map.of(), copy + "/bin/reeve", "--version")).startsWith("reeve 0.1.0\n");
    assertThat(run(Map.of(), withCacheOrDeath(copy))).startsWith("reeve 0.1.0\n");
  }

  @Test
  void theAotCacheBelongsToTheRuntimeAndItsOptions() throws Exception {
    assertThat(run(Map.of(), withCacheOrDeath(TREE))).startsWith("reeve 0.1.0\n");
  }

  /** The command line of bin/reeve, but a JVM that cannot use the cache ends with an error. */
  private static String[] withCacheOrDeath(Path tree) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                tree + "/runtime/bin/java",
                "-XX:AOTMode=on",
                "-XX:AOTCache=" + tree + "/lib/reeve.aot"));
    words.addAll(Files.readAllLines(Path.of("../dist/src/java.options")));
    words.addAll(List.of("reeve", "--version"));
    return words.toArray(new String[0]);
  }

  /**
   * Standard output of a command that must succeed, run in an empty directory with just these
   * variables.
   */
  private String run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Path err = directory.resolve("err");
    Process process = builder.redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(err)).isZero();
    return out;
  }
}
