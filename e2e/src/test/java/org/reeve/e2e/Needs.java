package org.reeve.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** What a test needs; where it is missing the test is skipped and says why. */
final class Needs {
  private Needs() {}

  static void machines() {
    skipIf(Machine.impossible());
  }

  static void machinesWith(Init init) {
    skipIf(Machine.impossible(init));
  }

  static void daemonPackages() {
    skipIf(
        Files.exists(Path.of("target/packages/list"))
            ? null
            : "the daemons' packages are not downloaded (e2e/daemons/fetch does it)");
  }

  static void containers() {
    skipIf(Container.impossible());
  }

  private static void skipIf(@Nullable String reason) {
    Assumptions.assumeTrue(reason == null, () -> String.valueOf(reason));
  }
}
