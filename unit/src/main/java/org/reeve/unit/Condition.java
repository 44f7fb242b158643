package org.reeve.unit;

/**
 * One Condition…= or Assert…=.
 *
 * @param type what is tested
 * @param trigger true if it has a {@code |}: of all those, one must hold
 * @param negate true if it has a {@code !}
 * @param parameter the rest, specifiers replaced
 */
public record Condition(ConditionKind type, boolean trigger, boolean negate, String parameter) {}
