package org.reeve.unit;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * ExecStart= and its kin: command lines of systemd.service(5), "COMMAND LINES". A line may hold
 * several commands with a semicolon as a word of its own between them. On D-Bus each is shown with
 * the times and status of its last run, which only the manager knows: {@link #toBus} gives zeros
 * there.
 */
final class ExecType extends ListType<ExecCommand> {
  static final ExecType COMMANDS = new ExecType();

  private ExecType() {
    super("a(sasbttttuii)");
  }

  @Override
  void read(String text, ValueContext context, List<ExecCommand> out) {
    var words = new Words(text);
    boolean more = true;
    while (more) {
      words.skipBlanks();
      if (words.position() == text.length()) {
        return;
      }
      if (isSeparator(text, words.position())) {
        words.skipTo(words.position() + 1);
        continue;
      }
      more = command(text, words, context, out);
    }
  }

  /** Reads one command; false if the rest of the line is not to be read. */
  private static boolean command(
      String text, Words words, ValueContext context, List<ExecCommand> out) {
    String first = words.next();
    if (first == null) {
      return refuse("Unbalanced quoting, ignoring: \"" + text + "\"", false, context);
    }
    mentionUnknownEscape(words, first, context);
    Set<ExecFlag> flags = EnumSet.noneOf(ExecFlag.class);
    String program = first.substring(prefixes(first, flags));
    boolean ignore = flags.contains(ExecFlag.IGNORE_FAILURE);
    String colon = ignore ? ", ignoring: " : ": ";
    Expansion expansion = context.resolve(program);
    String path = expansion.text();
    if (path == null) {
      return refuse(
          "Failed to resolve unit specifiers in '" + program + "'" + colon + expansion.fault(),
          ignore,
          context);
    }
    if (path.isEmpty()) {
      return refuse("Empty path in command line" + colon + "'" + text + "'", ignore, context);
    }
    String fault = programFault(path);
    if (fault != null) {
      return refuse(fault + colon + path, ignore, context);
    }
    String simple = Ascii.simplifyPath(path);
    var argv = new ArrayList<String>();
    if (!flags.contains(ExecFlag.ARGV0)) {
      argv.add(simple);
    }
    while (true) {
      words.skipBlanks();
      int at = words.position();
      if (at == text.length() || isSeparator(text, at)) {
        break;
      }
      if (text.startsWith("\\;", at) && endsWord(text, at + 2)) {
        argv.add(";");
        words.skipTo(at + 2);
        continue;
      }
      String word = words.next();
      if (word == null) {
        return refuse("Unbalanced quoting, ignoring: \"" + text + "\"", ignore, context);
      }
      mentionUnknownEscape(words, word, context);
      Expansion argument = context.resolve(word);
      if (argument.text() == null) {
        return refuse(
            "Failed to resolve unit specifiers in " + word + colon + argument.fault(),
            ignore,
            context);
      }
      argv.add(argument.text());
    }
    if (argv.isEmpty() || argv.getFirst().isEmpty()) {
      return refuse("Empty executable name or zeroeth argument" + colon + text, ignore, context);
    }
    out.add(new ExecCommand(simple, argv, flags, context.origin()));
    return true;
  }

  /** A bad command stops the unit, unless its failure would have been ignored as well. */
  private static boolean refuse(String message, boolean ignore, ValueContext context) {
    if (ignore) {
      context.warn(message);
    } else {
      context.fail(message);
    }
    return false;
  }

  private static void mentionUnknownEscape(Words words, String word, ValueContext context) {
    if (words.unknownEscape()) {
      context.warn("Ignoring unknown escape sequences: \"" + word + "\"");
    }
  }

  /** Collects the special prefixes of {@code word} and returns where the program's name begins. */
  private static int prefixes(String word, Set<ExecFlag> flags) {
    int i = 0;
    while (i < word.length()) {
      ExecFlag flag =
          switch (word.charAt(i)) {
            case '-' -> ExecFlag.IGNORE_FAILURE;
            case '@' -> ExecFlag.ARGV0;
            case ':' -> ExecFlag.NO_ENV_EXPAND;
            case '+' -> ExecFlag.FULLY_PRIVILEGED;
            case '!' ->
                flags.contains(ExecFlag.NO_SETUID) ? ExecFlag.AMBIENT_MAGIC : ExecFlag.NO_SETUID;
            default -> null;
          };
      if (flag == null
          || flags.contains(flag)
          || (isIdentity(flag) && hasOtherIdentity(flag, flags))) {
        break;
      }
      if (flag == ExecFlag.AMBIENT_MAGIC) {
        flags.remove(ExecFlag.NO_SETUID);
      }
      flags.add(flag);
      i++;
    }
    return i;
  }

  private static boolean isIdentity(ExecFlag flag) {
    return flag == ExecFlag.FULLY_PRIVILEGED
        || flag == ExecFlag.NO_SETUID
        || flag == ExecFlag.AMBIENT_MAGIC;
  }

  private static boolean hasOtherIdentity(ExecFlag flag, Set<ExecFlag> flags) {
    return flags.contains(ExecFlag.FULLY_PRIVILEGED)
        || flags.contains(ExecFlag.AMBIENT_MAGIC)
        || (flags.contains(ExecFlag.NO_SETUID) && flag != ExecFlag.AMBIENT_MAGIC);
  }

  /** Why {@code path} cannot be a program, as the beginning of a message; null if it can. */
  private static @Nullable String programFault(String path) {
    if (!Ascii.isSafe(path)) {
      return "Executable name contains special characters";
    }
    if (path.endsWith("/")) {
      return "Executable path specifies a directory";
    }
    boolean plain =
        path.indexOf('/') < 0 && !path.equals(".") && !path.equals("..") && path.length() <= 255;
    return path.startsWith("/") || plain
        ? null
        : "Neither a valid executable name nor an absolute path";
  }

  private static boolean isSeparator(String text, int i) {
    return text.charAt(i) == ';' && endsWord(text, i + 1);
  }

  private static boolean endsWord(String text, int i) {
    return i == text.length() || Words.isBlank(text.charAt(i));
  }

  @Override
  String separator() {
    return " ; ";
  }

  @Override
  String printElement(ExecCommand element) {
    var out = new StringBuilder();
    for (ExecFlag flag : element.flags()) {
      out.append(flag.prefix());
    }
    out.append(element.path().replace("%", "%%"));
    boolean argv0 = element.has(ExecFlag.ARGV0);
    for (String word : element.argv().subList(argv0 ? 0 : 1, element.argv().size())) {
      out.append(' ').append(quote(word));
    }
    return out.toString();
  }

  @Override
  Object elementToBus(ExecCommand element) {
    return BusStruct.of(
        element.path(),
        element.argv(),
        element.has(ExecFlag.IGNORE_FAILURE),
        0L,
        0L,
        0L,
        0L,
        0,
        0,
        0);
  }

  @Override
  @Nullable ExecCommand elementFromBus(Object value) {
    if (!(value instanceof BusStruct(List<Object> members))
        || members.size() < 3
        || !(members.get(0) instanceof String path)
        || !(members.get(1) instanceof List<?> argv)
        || !(members.get(2) instanceof Boolean ignore)
        || (!path.startsWith("/") && path.indexOf('/') >= 0)) {
      return null;
    }
    var words = new ArrayList<String>();
    for (Object word : argv) {
      if (!(word instanceof String text)) {
        return null;
      }
      words.add(text);
    }
    if (words.isEmpty()) {
      return null;
    }
    Set<ExecFlag> flags = EnumSet.noneOf(ExecFlag.class);
    if (ignore) {
      flags.add(ExecFlag.IGNORE_FAILURE);
    }
    if (!words.getFirst().equals(path)) {
      flags.add(ExecFlag.ARGV0);
    }
    return new ExecCommand(path, words, flags, new Origin("", 0));
  }

  /** ExecStart shows the commands, ExecStartEx the same with all flags by name. */
  @Override
  public List<BusFace<List<ExecCommand>>> faces(String name) {
    return List.of(
        BusFace.plain(name, this),
        new BusFace<>(name + "Ex", "a(sasasttttuii)") {
          @Override
          public Object of(List<ExecCommand> value) {
            var out = new ArrayList<Object>();
            for (ExecCommand command : value) {
              out.add(
                  BusStruct.of(
                      command.path(), command.argv(), flagNames(command), 0L, 0L, 0L, 0L, 0, 0, 0));
            }
            return List.copyOf(out);
          }
        });
  }

  private static List<String> flagNames(ExecCommand command) {
    var names = new ArrayList<String>();
    for (ExecFlag flag : command.flags()) {
      if (!flag.busName().isEmpty()) {
        names.add(flag.busName());
      }
    }
    return List.copyOf(names);
  }
}
