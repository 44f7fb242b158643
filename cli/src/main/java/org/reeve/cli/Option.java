package org.reeve.cli;

/**
 * The options of systemctl, as {@code systemctl --help} lists them and in the order in which
 * getopt_long(3) names candidates for an abbreviation. To add one, add a row.
 */
enum Option {
  HELP('h', "help", Value.NONE),
  VERSION("version", Value.NONE),
  TYPE('t', "type", Value.REQUIRED),
  PROPERTY('p', "property", Value.REQUIRED),
  ONLY_PROPERTY('P', "", Value.REQUIRED),
  ALL('a', "all", Value.NONE),
  REVERSE("reverse", Value.NONE),
  AFTER("after", Value.NONE),
  BEFORE("before", Value.NONE),
  SHOW_TYPES("show-types", Value.NONE),
  FAILED("failed", Value.NONE),
  FULL('l', "full", Value.NONE),
  JOB_MODE("job-mode", Value.REQUIRED),
  IRREVERSIBLE("irreversible", Value.NONE),
  IGNORE_DEPENDENCIES("ignore-dependencies", Value.NONE),
  CHECK_INHIBITORS("check-inhibitors", Value.REQUIRED),
  IGNORE_INHIBITORS('i', "ignore-inhibitors", Value.NONE),
  VALUE("value", Value.NONE),
  USER("user", Value.NONE),
  SYSTEM("system", Value.NONE),
  GLOBAL("global", Value.NONE),
  WAIT("wait", Value.NONE),
  NO_BLOCK("no-block", Value.NONE),
  LEGEND("legend", Value.REQUIRED),
  NO_LEGEND("no-legend", Value.NONE),
  NO_PAGER("no-pager", Value.NONE),
  NO_WALL("no-wall", Value.NONE),
  DRY_RUN("dry-run", Value.NONE),
  QUIET('q', "quiet", Value.NONE),
  ROOT("root", Value.REQUIRED),
  IMAGE("image", Value.REQUIRED),
  FORCE('f', "force", Value.NONE),
  NO_RELOAD("no-reload", Value.NONE),
  KILL_WHOM("kill-whom", Value.REQUIRED),
  KILL_WHO("kill-who", Value.REQUIRED),
  SIGNAL('s', "signal", Value.REQUIRED),
  NO_ASK_PASSWORD("no-ask-password", Value.NONE),
  HOST('H', "host", Value.REQUIRED),
  MACHINE('M', "machine", Value.REQUIRED),
  RUNTIME("runtime", Value.NONE),
  LINES('n', "lines", Value.REQUIRED),
  OUTPUT('o', "output", Value.REQUIRED),
  PLAIN("plain", Value.NONE),
  STATE("state", Value.REQUIRED),
  RECURSIVE('r', "recursive", Value.NONE),
  WITH_DEPENDENCIES("with-dependencies", Value.NONE),
  PRESET_MODE("preset-mode", Value.REQUIRED),
  FIRMWARE_SETUP("firmware-setup", Value.NONE),
  BOOT_LOADER_MENU("boot-loader-menu", Value.REQUIRED),
  BOOT_LOADER_ENTRY("boot-loader-entry", Value.REQUIRED),
  NOW("now", Value.NONE),
  MESSAGE("message", Value.REQUIRED),
  SHOW_TRANSACTION('T', "show-transaction", Value.NONE),
  WHAT("what", Value.REQUIRED),
  REBOOT_ARGUMENT("reboot-argument", Value.REQUIRED),
  TIMESTAMP("timestamp", Value.REQUIRED),
  READ_ONLY("read-only", Value.NONE),
  MKDIR("mkdir", Value.NONE),
  MARKED("marked", Value.NONE);

  /** Whether a value belongs to the option. */
  enum Value {
    NONE,
    REQUIRED
  }

  private final char letter;
  private final String word;
  private final Value value;

  Option(String word, Value value) {
    this('\0', word, value);
  }

  Option(char letter, String word, Value value) {
    this.letter = letter;
    this.word = word;
    this.value = value;
  }

  /** The letter after one dash; NUL if there is none. */
  char letter() {
    return letter;
  }

  /** The word after two dashes; empty if there is none. */
  String word() {
    return word;
  }

  boolean takesValue() {
    return value == Value.REQUIRED;
  }
}
