package org.reeve.cli;

import java.io.IOException;
import java.util.List;
import org.reeve.dbus.BusError;

/**
 * A verb of systemctl, a row of the table {@link Verbs}.
 *
 * @param name what the user types
 * @param min how many arguments it needs at least
 * @param max how many it takes at most
 * @param offline whether it makes sense with {@code --root=} or without a manager
 * @param action what it does
 */
record Verb(String name, int min, int max, boolean offline, Action action) {
  /** As many arguments as there are. */
  static final int ANY = Integer.MAX_VALUE;

  private static final java.util.Set<String> OF_BOOT =
      java.util.Set.of(
          "enable",
          "disable",
          "reenable",
          "mask",
          "unmask",
          "link",
          "revert",
          "preset",
          "preset-all",
          "add-wants",
          "add-requires",
          "set-default",
          "get-default",
          "edit",
          "default",
          "rescue",
          "emergency",
          "halt",
          "poweroff",
          "reboot",
          "kexec",
          "suspend",
          "hibernate",
          "hybrid-sleep",
          "suspend-then-hibernate",
          "switch-root");

  /** Whether it makes sense only for a manager that boots something. */
  boolean ofBoot() {
    return OF_BOOT.contains(name);
  }

  /** What a verb does. */
  @FunctionalInterface
  interface Action {
    /**
     * Does it.
     *
     * @param invocation the command line and its surroundings
     * @param verb the verb as it was typed: several rows share an action
     * @param arguments what follows the verb
     * @return the exit status
     * @throws Failure if it cannot be done, with the sentence for the user
     * @throws BusError if the manager refuses and the verb has nothing to add
     * @throws IOException if the connection breaks
     */
    int run(Invocation invocation, String verb, List<String> arguments)
        throws Failure, BusError, IOException;
  }
}
