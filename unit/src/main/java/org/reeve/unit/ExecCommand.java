package org.reeve.unit;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One command of ExecStart= and its kin, specifiers expanded, variables not yet.
 *
 * @param path the program: absolute, or a plain name to be searched for when it is run
 * @param argv argv[0] and the arguments, never empty
 * @param flags the prefixes
 * @param origin where it was written
 */
public record ExecCommand(String path, List<String> argv, Set<ExecFlag> flags, Origin origin) {
  public ExecCommand {
    argv = List.copyOf(argv);
    flags =
        flags.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(EnumSet.copyOf(flags));
  }

  public boolean has(ExecFlag flag) {
    return flags.contains(flag);
  }
}
