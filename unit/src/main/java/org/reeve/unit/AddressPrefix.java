package org.reeve.unit;

/**
 * A network: the addresses that share their first bits.
 *
 * @param ipv6 false for IPv4
 * @param address as text, with the other bits zero
 * @param length how many bits count
 */
public record AddressPrefix(boolean ipv6, String address, int length) {}
