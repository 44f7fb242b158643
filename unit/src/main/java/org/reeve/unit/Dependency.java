package org.reeve.unit;

/**
 * A dependency as a file or a .wants/ link states it.
 *
 * @param type the relation
 * @param target the other unit
 * @param origin where it is stated: file and line, or the link
 */
public record Dependency(DependencyType type, UnitName target, Origin origin) {}
