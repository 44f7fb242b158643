package org.reeve.cli;

/** Numbers of bytes as systemd prints them: one decimal, units of 1,024. */
final class Bytes {
  private static final String UNITS = "KMGTPE";

  private Bytes() {}

  static String print(long bytes) {
    if (bytes < 1024) {
      return bytes + "B";
    }
    int unit = 0;
    long whole = bytes;
    long below = 0;
    while (whole >= 1024) {
      below = whole % 1024;
      whole /= 1024;
      unit++;
    }
    long tenth = below * 10 / 1024;
    return whole + (tenth > 0 ? "." + tenth : "") + UNITS.charAt(unit - 1);
  }
}
