package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words that stand for bits. */
final class FlagsType extends Type<Long> {
  /** A word and its bits. */
  private record Flag(String word, long bits) {}

  static final FlagsType SECURE_BITS =
      new FlagsType(
          "i",
          "secure bits",
          true,
          List.of(
              new Flag("keep-caps", 16),
              new Flag("keep-caps-locked", 32),
              new Flag("no-setuid-fixup", 4),
              new Flag("no-setuid-fixup-locked", 8),
              new Flag("noroot", 1),
              new Flag("noroot-locked", 2)));

  static final FlagsType MOUNT_FLAGS =
      new FlagsType(
          "t",
          "mount flag",
          false,
          List.of(
              new Flag("shared", 1 << 20),
              new Flag("slave", 1 << 19),
              new Flag("private", 1 << 18)));

  static final FlagsType COREDUMP_FILTER =
      new FlagsType(
          "t",
          "CoredumpFilter",
          false,
          List.of(
              new Flag("private-anonymous", 1),
              new Flag("shared-anonymous", 2),
              new Flag("private-file-backed", 4),
              new Flag("shared-file-backed", 8),
              new Flag("elf-headers", 16),
              new Flag("private-huge", 32),
              new Flag("shared-huge", 64),
              new Flag("private-dax", 128),
              new Flag("shared-dax", 256),
              new Flag("default", 0x33),
              new Flag("all", 0x1FF)));

  private final String what;
  private final boolean accumulates;
  private final List<Flag> flags;

  private FlagsType(String signature, String what, boolean accumulates, List<Flag> flags) {
    super(signature);
    this.what = what;
    this.accumulates = accumulates;
    this.flags = flags;
  }

  @Override
  public @Nullable Long parse(String text, ValueContext context) {
    long bits = 0;
    var words = new Words(text, Words.Syntax.QUOTED);
    for (String word = words.next(); word != null; word = words.next()) {
      long found = bitsOf(word);
      if (found < 0 && this == COREDUMP_FILTER) {
        context.warn("Failed to parse the CoredumpFilter=" + text + ", ignoring: Invalid argument");
        return null;
      }
      if (found < 0 && this == MOUNT_FLAGS) {
        return context.unusable(what, text);
      }
      if (found < 0) {
        context.note("Failed to parse " + what + ", ignoring: " + word);
      } else {
        bits |= found;
      }
    }
    return bits;
  }

  private long bitsOf(String word) {
    for (Flag flag : flags) {
      if (flag.word.equals(word)) {
        return flag.bits;
      }
    }
    Long number =
        this == COREDUMP_FILTER
            ? Numbers.integer(word.startsWith("0x") ? word : "0x" + word)
            : null;
    return number == null ? -1 : number;
  }

  @Override
  public Long append(Long earlier, Long later) {
    return accumulates ? Long.valueOf(earlier | later) : later;
  }

  @Override
  public boolean emptyResets() {
    return true;
  }

  @Override
  public String print(Long value) {
    if (this == COREDUMP_FILTER) {
      return "0x" + Long.toHexString(value);
    }
    var out = new StringBuilder();
    for (Flag flag : flags) {
      if ((value & flag.bits) != 0) {
        out.append(out.isEmpty() ? "" : " ").append(flag.word);
      }
    }
    return out.toString();
  }

  @Override
  public Object toBus(Long value) {
    if (signature().equals("i")) {
      return value.intValue();
    }
    return value;
  }

  @Override
  public Long fromBus(Object value) {
    if (value instanceof Number number) {
      return number.longValue();
    }
    throw mismatch(value);
  }
}
