/**
 * What a Java program needs to be a well-behaved daemon, under systemd, under Reeve or alone.
 *
 * <ul>
 *   <li>{@link org.reeve.daemon.Notifier} tells the service manager how the daemon is (sd_notify),
 *       and {@link org.reeve.daemon.Watchdog} that it is well.
 *   <li>{@link org.reeve.daemon.Daemon} makes a program a daemon that nobody manages: the fifteen
 *       steps of daemon(7), or the lecture's seven.
 *   <li>{@link org.reeve.daemon.Listeners} are the sockets that the manager hands over, as
 *       channels.
 *   <li>{@link org.reeve.daemon.Lifecycle} runs hooks on SIGTERM and SIGHUP.
 *   <li>{@link org.reeve.daemon.ExitCode} names the exit statuses that managers understand.
 *   <li>{@link org.reeve.daemon.JournalHandler} and {@link org.reeve.daemon.JournalLoggerFinder}
 *       log with priorities, natively into the journal where there is one.
 * </ul>
 *
 * <p>All of it does nothing, and says so in its results, where there is nobody to talk to: the same
 * program runs under a manager and from a shell.
 */
@NullMarked
package org.reeve.daemon;

import org.jspecify.annotations.NullMarked;
