package org.reeve.host;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fs;
import org.reeve.manager.Host.Identity;
import org.reeve.unit.RawText;

/**
 * Users and groups from passwd(5) and group(5), read in Java: NSS modules may block, or call back
 * into PID 1. Only called off the loop (home directories of /etc may be remote); each look-up reads
 * the files anew, so a user added a moment ago is found.
 *
 * <p>A name that is a number is a uid or gid and need not be in the files, as in systemd.exec(5).
 */
final class Users {
  private static final Identity NONE = new Identity(false, -1, -1, "", "", "", List.of());
  // ids that mean "none" to chown(2) and the like, in 32 and in 16 bits
  private static final long NO_ID = 0xffff_ffffL;
  private static final long NO_ID_16 = 0xffffL;

  private final byte[] passwd;
  private final byte[] group;

  Users(byte[] passwd, byte[] group) {
    this.passwd = passwd.clone();
    this.group = group.clone();
  }

  static Users ofSystem() {
    return new Users(Fs.path("/etc/passwd"), Fs.path("/etc/group"));
  }

  /**
   * A user by name or number, with all groups that list it as a member, its own first. A number
   * that no line has is found all the same, with an empty name, and itself as group.
   */
  Identity user(String nameOrNumber) {
    long number = id(nameOrNumber);
    for (byte[] line : lines(passwd)) {
      byte[][] fields = fields(line, 7);
      if (fields == null) {
        continue;
      }
      String name = RawText.decode(fields[0]);
      long uid = id(RawText.decode(fields[2]));
      long gid = id(RawText.decode(fields[3]));
      if (uid < 0 || gid < 0 || !(number >= 0 ? uid == number : name.equals(nameOrNumber))) {
        continue;
      }
      String home = RawText.decode(fields[5]);
      String shell = RawText.decode(fields[6]);
      return new Identity(
          true, (int) uid, (int) gid, name, home, shell, groupsOf(fields[0], (int) gid));
    }
    return number < 0
        ? NONE
        : new Identity(true, (int) number, (int) number, "", "", "", List.of((int) number));
  }

  /** A group by name or number; its number is in {@code gid}. */
  Identity group(String nameOrNumber) {
    long number = id(nameOrNumber);
    for (byte[] line : lines(group)) {
      byte[][] fields = fields(line, 4);
      if (fields == null) {
        continue;
      }
      String name = RawText.decode(fields[0]);
      long gid = id(RawText.decode(fields[2]));
      if (gid >= 0 && (number >= 0 ? gid == number : name.equals(nameOrNumber))) {
        return new Identity(true, -1, (int) gid, name, "", "", List.of());
      }
    }
    return number < 0 ? NONE : new Identity(true, -1, (int) number, "", "", "", List.of());
  }

  private List<Integer> groupsOf(byte[] user, int ownGroup) {
    TreeSet<Integer> others = new TreeSet<>();
    for (byte[] line : lines(group)) {
      byte[][] fields = fields(line, 4);
      if (fields == null) {
        continue;
      }
      long gid = id(RawText.decode(fields[2]));
      if (gid >= 0 && gid != ownGroup && isMember(fields[3], user)) {
        others.add((int) gid);
      }
    }
    List<Integer> groups = new ArrayList<>(others.size() + 1);
    groups.add(ownGroup);
    groups.addAll(others);
    return groups;
  }

  private static boolean isMember(byte[] members, byte[] user) {
    for (byte[] member : split(members, (byte) ',')) {
      if (Arrays.equals(member, user)) {
        return true;
      }
    }
    return false;
  }

  private static List<byte[]> lines(byte[] file) {
    byte[] text = Fs.readIfExists(file);
    return text == null ? List.of() : split(text, (byte) '\n');
  }

  /** The fields of a line, or null if it is a comment, blank, or has too few. */
  private static byte @Nullable [][] fields(byte[] line, int least) {
    if (line.length == 0 || line[0] == '#' || line[0] == '+' || line[0] == '-') {
      return null; // + and - are NIS's, compat in nsswitch.conf(5)
    }
    List<byte[]> fields = split(line, (byte) ':');
    return fields.size() < least ? null : fields.toArray(new byte[0][]);
  }

  private static List<byte[]> split(byte[] text, byte separator) {
    List<byte[]> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length; i++) {
      if (i == text.length || text[i] == separator) {
        parts.add(Arrays.copyOfRange(text, start, i));
        start = i + 1;
      }
    }
    return parts;
  }

  /** The id that a decimal text is, or -1. */
  static long id(String text) {
    if (text.isEmpty() || text.length() > 10 || (text.length() > 1 && text.charAt(0) == '0')) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value >= NO_ID || value == NO_ID_16 ? -1 : value;
  }
}
