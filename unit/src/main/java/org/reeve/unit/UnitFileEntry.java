package org.reeve.unit;

/**
 * A line of {@code systemctl list-unit-files}.
 *
 * @param name the unit; may be a template
 * @param path its file or link
 * @param state how it is installed
 */
public record UnitFileEntry(UnitName name, String path, UnitFileState state) {}
