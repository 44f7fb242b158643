package org.reeve.manager;

/**
 * The 128-bit id of one run of a unit, from the start that made it to the end of its last process.
 */
public record InvocationId(long high, long low) {
  private static final String HEX = "0123456789abcdef";

  /** From what {@link #toString} gives. */
  public static InvocationId parse(String text) {
    return new InvocationId(
        Long.parseUnsignedLong(text.substring(0, 16), 16),
        Long.parseUnsignedLong(text.substring(16, 32), 16));
  }

  /** 32 lower-case hexadecimal digits, the form of $INVOCATION_ID. */
  @Override
  public String toString() {
    char[] text = new char[32];
    for (int i = 0; i < 16; i++) {
      text[i] = HEX.charAt((int) (high >>> (60 - 4 * i)) & 15);
      text[16 + i] = HEX.charAt((int) (low >>> (60 - 4 * i)) & 15);
    }
    return new String(text);
  }
}
