package org.reeve.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fs;

/**
 * Who a daemon becomes: a user with groups, from /etc/passwd and /etc/group, or by getent(1) where
 * the name is known to another service only.
 *
 * @param name for sentences
 * @param gids of all groups, the first being the primary one
 */
record Account(String name, long uid, List<Long> gids) {
  Account {
    gids = List.copyOf(gids);
  }

  /** The user of that name or number, in the given group instead of the user's own if not null. */
  static Account of(String user, @Nullable String group) throws IOException {
    List<String> entry = entry("passwd", user);
    if (entry == null || entry.size() < 4) {
      throw new IOException("There is no user \"" + user + "\".");
    }
    long primary = group == null ? Long.parseLong(entry.get(3)) : gid(group);
    List<Long> gids = new ArrayList<>(List.of(primary));
    for (String line : lines("group")) {
      List<String> fields = fields(line);
      if (fields.size() >= 4 && List.of(fields.get(3).split(",", -1)).contains(entry.getFirst())) {
        long gid = Long.parseLong(fields.get(2));
        if (!gids.contains(gid)) {
          gids.add(gid);
        }
      }
    }
    return new Account(entry.getFirst(), Long.parseLong(entry.get(2)), gids);
  }

  /** The number of a group by its name or number. */
  static long gid(String group) throws IOException {
    List<String> entry = entry("group", group);
    if (entry == null || entry.size() < 3) {
      throw new IOException("There is no group \"" + group + "\".");
    }
    return Long.parseLong(entry.get(2));
  }

  private static @Nullable List<String> entry(String database, String key) throws IOException {
    for (String line : lines(database)) {
      List<String> fields = fields(line);
      if (fields.size() >= 3 && (fields.getFirst().equals(key) || fields.get(2).equals(key))) {
        return fields;
      }
    }
    try {
      Process getent = new ProcessBuilder("getent", database, key).start();
      String line = getent.inputReader(UTF_8).readLine();
      return line == null ? null : fields(line);
    } catch (IOException noGetent) {
      return null;
    }
  }

  private static List<String> lines(String database) {
    byte[] text = Fs.readIfExists(Fs.path("/etc/" + database));
    return text == null ? List.of() : new String(text, UTF_8).lines().toList();
  }

  private static List<String> fields(String line) {
    return List.of(line.split(":", -1));
  }
}
