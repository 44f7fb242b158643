package org.reeve.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reeve.linux.Fs;
import org.reeve.recipe.Recipe;

class DetachmentTest {
  private static final byte[] ECHO = Fs.path("/usr/bin/echo");

  @TempDir private Path directory;

  @Test
  void theFifteenStepsAreARecipe() throws IOException {
    String text =
        Detachment.named("echo")
            .lockFile(Path.of("/run/echo.pid"))
            .user("root")
            .describe(ECHO, List.of(Fs.path("echo"), Fs.path("hi")));
    assertThat(text.replaceAll(" {2,}", "  ").lines().filter(l -> !l.startsWith("environment")))
        .containsExactly(
            "fork  daemon(7) step 5: a process in the background",
            "setsid  daemon(7) step 6: a session without a terminal",
            "fork  daemon(7) step 7: which it does not lead, so that it never gets one",
            "lock  /run/echo.pid pid -> 3  daemon(7) step 12: a single instance",
            "close  all but 0 1 2 3  daemon(7) step 1: close what was inherited",
            "null  -> 0  daemon(7) step 9: nothing to read",
            "dup  0 -> 1  daemon(7) step 9: nowhere to write",
            "dup  1 -> 2  daemon(7) step 9: errors go the same way",
            "umask  0000  daemon(7) step 10: file mode mask",
            "chdir  /  daemon(7) step 11: working directory",
            "groups  0  daemon(7) step 13: groups of root",
            "gid  0  daemon(7) step 13: group of root",
            "uid  0  daemon(7) step 13: user root",
            "signals  default  daemon(7) step 3: signals",
            "exec  /usr/bin/echo [echo hi]  the program");
  }

  @Test
  void theLecturesRecipeIsItsSevenStepsAndWhatTheStarterHearsBy() throws Exception {
    Carrier.Order order =
        DetachRecipe.of(
            Detachment.lecture(Path.of("/run/mydaemon.pid")), ECHO, List.of(ECHO), null);
    assertThat(order.name()).isEqualTo("mydaemon");
    assertThat(order.recipe().lines().stream().map(line -> line.step().word()))
        .containsExactly(
            "fork",
            "close",
            "lock",
            "null",
            "dup",
            "attached",
            "setsid",
            "umask",
            "chdir",
            "signals",
            "environment",
            "attached",
            "ownpid",
            "exec");
    assertThat(order.recipe().lines()).hasSameSizeAs(order.phrases());
    assertThat(Recipe.decode(order.recipe().encode()).lines()).hasSize(14);
  }

  @Test
  void whatCannotBeIsRefusedInASentence() {
    Detachment lecture = Detachment.lecture(Path.of("/run/x.pid"));
    assertThatThrownBy(() -> lecture.umask(022))
        .hasMessage(
            "The lecture's daemon cannot have a umask; Detachment.named makes one that can.");
    assertThatThrownBy(() -> Detachment.named("x").umask(01000))
        .hasMessage("A umask is 0 to 0777, not 1000");
    assertThatThrownBy(
            () -> Detachment.named("x").user("nobody-of-that-name").describe(ECHO, List.of()))
        .hasMessage("There is no user \"nobody-of-that-name\".");
    assertThatThrownBy(
            () -> Detachment.named("x").group("none-of-that-name").describe(ECHO, List.of()))
        .hasMessage("There is no group \"none-of-that-name\".");
  }

  private static List<String> rewritten(String... arguments) {
    return JavaCommand.of("/opt/jdk/bin/java", List.of(arguments), "/home/u").arguments();
  }

  @Test
  void relativeNamesInTheOptionsOfJavaBecomeAbsolute() {
    assertThat(rewritten("java", "-cp", "a.jar:/b.jar::lib/*", "Main", "-cp", "x"))
        .containsExactly(
            "java", "-cp", "/home/u/a.jar:/b.jar:/home/u:/home/u/lib/*", "Main", "-cp", "x");
    assertThat(
            rewritten("java", "--class-path=a", "-p", "m", "--add-modules", "q", "-m", "n/M", "r"))
        .containsExactly(
            "java",
            "--class-path=/home/u/a",
            "-p",
            "/home/u/m",
            "--add-modules",
            "q",
            "-m",
            "n/M",
            "r");
    assertThat(rewritten("java", "-Xmx64m", "-Da=b", "-jar", "a.jar", "b.jar"))
        .containsExactly("java", "-Xmx64m", "-Da=b", "-jar", "/home/u/a.jar", "b.jar");
    assertThat(rewritten("java", "src/Main.java", "Other.java"))
        .containsExactly("java", "/home/u/src/Main.java", "Other.java");
    assertThat(rewritten("java", "--source", "25", "main", "arg"))
        .containsExactly("java", "--source", "25", "/home/u/main", "arg");
    assertThat(
            rewritten(
                "java",
                "--patch-module",
                "m=a:b",
                "-javaagent:a.jar=x",
                "-XX:AOTCache=a.aot",
                "-Xbootclasspath/a:c",
                "Main"))
        .containsExactly(
            "java",
            "--patch-module",
            "m=/home/u/a:/home/u/b",
            "-javaagent:/home/u/a.jar=x",
            "-XX:AOTCache=/home/u/a.aot",
            "-Xbootclasspath/a:/home/u/c",
            "Main");
    assertThat(
            JavaCommand.of("/opt/app/bin/app", List.of("app", "-cp", "a"), "/home/u").arguments())
        .as("of another program")
        .containsExactly("app", "-cp", "a");
    assertThat(JavaCommand.variable("CLASSPATH=a:/b", "/")).isEqualTo("CLASSPATH=/a:/b");
  }

  @Test
  void argumentFilesAreReplacedByWhatTheySay() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("options"),
            """
            # what it needs
            -cp "a b:lib/\\
               c"   -Dx='y z'
            -Dtab="\\t"
            """);
    assertThat(rewritten("java", "@" + file, "Main", "@" + file))
        .containsExactly(
            "java",
            "--disable-@files",
            "-cp",
            "/home/u/a b:/home/u/lib/c",
            "-Dx=y z",
            "-Dtab=\t",
            "Main",
            "@" + file);
  }
}
