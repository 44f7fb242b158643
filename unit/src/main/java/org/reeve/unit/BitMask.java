package org.reeve.unit;

/**
 * A set of things that the kernel numbers: capabilities, kinds of namespace.
 *
 * @param bits a bit for each
 * @param inverted true for the value of a line that begins with {@code ~}
 */
public record BitMask(long bits, boolean inverted) {
  public static final BitMask NONE = new BitMask(0, false);
}
