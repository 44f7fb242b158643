package org.reeve.host;

import org.reeve.manager.InvocationId;
import org.reeve.recipe.Octets;

/**
 * A line of a unit's log.
 *
 * @param realtimeUsec when it was received, CLOCK_REALTIME
 * @param invocation of the unit then
 * @param pid who wrote it; 0 if unknown
 * @param uid likewise; -1 if unknown
 * @param priority 0 to 7 as of syslog(3); 6 for what a service writes
 * @param fromManager true for the manager's own message about the unit
 * @param line the bytes, without their newline
 */
public record LogEntry(
    long realtimeUsec,
    InvocationId invocation,
    int pid,
    int uid,
    int priority,
    boolean fromManager,
    Octets line) {}
