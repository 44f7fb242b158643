package org.reeve.cli;

/**
 * A manager that is neither the system's nor the user's, and what one types to reach it.
 *
 * @param socket the path of its private socket
 * @param command what stands before the verb in hints, such as {@code reeve ctl}
 */
public record Address(String socket, String command) {}
