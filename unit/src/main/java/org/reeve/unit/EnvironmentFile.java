package org.reeve.unit;

/**
 * One file of EnvironmentFile=.
 *
 * @param path absolute, may be a pattern
 * @param optional true if it may be missing ({@code -} before the path)
 */
public record EnvironmentFile(String path, boolean optional) {}
