package org.reeve.linux;

/** What differs between the architectures, decided once. */
final class Machine {
  static final boolean AARCH64 = isAarch64(System.getProperty("os.arch", "unknown"));

  private Machine() {}

  private static boolean isAarch64(String arch) {
    return switch (arch) {
      case "aarch64" -> true;
      case "amd64", "x86_64" -> false;
      default ->
          throw new UnsatisfiedLinkError(
              "Reeve knows the system calls of x86_64 and aarch64 but this Java runtime says"
                  + " os.arch="
                  + arch
                  + "; use a runtime for one of them.");
    };
  }
}
