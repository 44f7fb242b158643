package org.reeve.linux;

/**
 * {@code struct ucred}: who is at the other end, unix(7). The pid is 0 if the process is not
 * visible in our pid namespace; unmapped users are 65534.
 */
public record Credentials(int pid, int uid, int gid) {}
