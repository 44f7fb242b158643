package org.reeve.unit;

/**
 * Two strings that belong together, such as a device and what may be done with it.
 *
 * @param first the part before the separator
 * @param second the part behind it
 */
public record Pair(String first, String second) {}
