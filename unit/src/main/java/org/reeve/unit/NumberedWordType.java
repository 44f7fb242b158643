package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words that the kernel or syslog knows by number; the number is taken too. */
final class NumberedWordType extends Type<Integer> {
  static final NumberedWordType LOG_LEVEL =
      new NumberedWordType(
          "log level", "emerg", "alert", "crit", "err", "warning", "notice", "info", "debug");

  static final NumberedWordType LOG_FACILITY =
      new NumberedWordType(
          "log facility",
          "kern",
          "user",
          "mail",
          "daemon",
          "auth",
          "syslog",
          "lpr",
          "news",
          "uucp",
          "cron",
          "authpriv",
          "ftp",
          "12",
          "13",
          "14",
          "15",
          "local0",
          "local1",
          "local2",
          "local3",
          "local4",
          "local5",
          "local6",
          "local7");

  static final NumberedWordType IO_CLASS =
      new NumberedWordType("IO scheduling class", "none", "realtime", "best-effort", "idle");

  static final NumberedWordType CPU_POLICY =
      new NumberedWordType("CPU scheduling policy", "other", "fifo", "rr", "batch", "4", "idle");

  static final NumberedWordType NUMA_POLICY =
      new NumberedWordType("NUMA policy", "default", "preferred", "bind", "interleave", "local");

  private final String what;
  private final List<String> words;

  private NumberedWordType(String what, String... words) {
    super("i");
    this.what = what;
    this.words = List.of(words);
  }

  @Override
  public @Nullable Integer parse(String text, ValueContext context) {
    int index = words.indexOf(text);
    Long number = index >= 0 ? null : Numbers.integer(text);
    if (number != null && number >= 0 && number < words.size()) {
      index = (int) (long) number;
    }
    if (index < 0 && this == NUMA_POLICY) {
      context.warn("Invalid NUMA policy type, ignoring: " + text);
      return null;
    }
    return index >= 0 ? Integer.valueOf(index) : context.unusable(what, text);
  }

  @Override
  public String print(Integer value) {
    return value >= 0 && value < words.size() ? words.get(value) : value.toString();
  }

  @Override
  public Object toBus(Integer value) {
    return value;
  }

  @Override
  public Integer fromBus(Object value) {
    if (value instanceof Integer number && number >= -1 && number < words.size()) {
      return number;
    }
    throw mismatch(value);
  }
}
