package org.reeve.unit;

/**
 * One rule of SocketBindAllow= or SocketBindDeny=.
 *
 * @param family AF_INET (2), AF_INET6 (10) or 0 for both
 * @param protocol IPPROTO_TCP (6), IPPROTO_UDP (17) or 0 for both
 * @param ports how many ports from {@code first} on, 0 for all
 * @param first the first port
 */
public record SocketBind(int family, int protocol, int ports, int first) {}
