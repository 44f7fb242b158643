package org.reeve.manager;

import org.reeve.recipe.Octets;

/**
 * A piece of a unit's log as it was taken in: what one read from its stream gave, which need not
 * begin or end at a line, or one message of the manager's own.
 *
 * @param realtimeUsec when it was received, CLOCK_REALTIME
 * @param invocation of the unit then; zero for the manager's messages
 * @param pid who wrote it; 0 if unknown
 * @param uid likewise; -1 if unknown
 * @param priority 0 to 7 as of syslog(3); 6 for what a service writes
 * @param fromManager true for the manager's own message about the unit, which is one line
 * @param bytes as they were written
 */
public record LogRecord(
    long realtimeUsec,
    InvocationId invocation,
    int pid,
    int uid,
    int priority,
    boolean fromManager,
    Octets bytes) {}
