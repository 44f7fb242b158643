package org.reeve.unit;

/**
 * A set of capabilities.
 *
 * @param mask a bit for each, by the kernel's numbers (capabilities(7))
 * @param inverted true for the value of a line that begins with {@code ~}
 */
public record CapabilitySet(long mask, boolean inverted) {
  public static final CapabilitySet NONE = new CapabilitySet(0, false);

  /** Every capability there is. */
  public static final CapabilitySet ALL = new CapabilitySet(CapabilitiesType.ALL_BITS, false);
}
