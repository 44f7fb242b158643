package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Open;
import org.reeve.manager.InvocationId;
import org.reeve.recipe.Octets;
import org.reeve.unit.UnitName;

class ConsoleEchoTest {
  private static final UnitName A = UnitName.of("a.service");
  private static final UnitName B = UnitName.of("b.service");
  private static final InvocationId RUN = new InvocationId(1, 2);
  private static final InvocationId OTHER = new InvocationId(3, 4);

  @TempDir Path dir;

  @Test
  void wholeLinesOfNamedUnitsAppearWithTheirWriter() throws Exception {
    Path file = dir.resolve("console");
    try (Fd out = Fs.open(Fs.path(file.toString()), Open.WRONLY | Open.CREAT, 0600);
        Console console = new Console(out)) {
      ConsoleEcho echo = new ConsoleEcho(console);
      echo.name(RUN, "daemon");
      echo.output(A, RUN, 1, Octets.of("one\ntw"));
      echo.output(A, RUN, 2, Octets.of("other\n"));
      echo.output(B, OTHER, 3, Octets.of("unnamed\n"));
      echo.output(A, RUN, 1, Octets.of("o\n"));
      echo.output(A, RUN, 1, Octets.of("unended"));
      echo.ended(OTHER);
      echo.ended(RUN);
      echo.output(A, RUN, 1, Octets.of("not any more\n"));
      Deadline.until(
          "four lines",
          () ->
              Files.readString(file)
                  .equals(
                      "daemon[1]: one\ndaemon[2]: other\ndaemon[1]: two\ndaemon[1]: unended\n"));
      assertThat(file).isRegularFile();
    }
  }
}
