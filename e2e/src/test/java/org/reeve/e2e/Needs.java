package org.reeve.e2e;

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

  private static void skipIf(@org.jspecify.annotations.Nullable String reason) {
    Assumptions.assumeTrue(reason == null, () -> String.valueOf(reason));
  }
}
