package org.reeve.unit;

/**
 * One path of BindPaths= or BindReadOnlyPaths=.
 *
 * @param source where it is outside
 * @param destination where it is to be for the unit
 * @param recursive with the mounts below it
 * @param optional true if the source may be missing
 */
public record BindPath(String source, String destination, boolean recursive, boolean optional) {}
