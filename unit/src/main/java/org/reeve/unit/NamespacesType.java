package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/**
 * RestrictNamespaces=: the kinds of namespace that a unit may make, as the kernel's CLONE_NEW…
 * bits.
 */
final class NamespacesType extends Type<Long> {
  static final NamespacesType NAMESPACES = new NamespacesType();

  private static final String[] NAMES = {"cgroup", "ipc", "net", "mnt", "pid", "user", "uts"};
  private static final long[] BITS = {
    0x0200_0000L, 0x0800_0000L, 0x4000_0000L, 0x0002_0000L, 0x2000_0000L, 0x1000_0000L, 0x0400_0000L
  };

  /** No restriction. */
  static final long ALL = 0x7E02_0000L;

  /**
   * Marks the value of a line that takes away ({@code ~}) until it is combined with those before.
   */
  private static final long INVERTED = 1L << 62;

  private NamespacesType() {
    super("t");
  }

  @Override
  public @Nullable Long parse(String text, ValueContext context) {
    Boolean yes = BooleanType.read(text);
    if (yes != null) {
      return yes ? Long.valueOf(0) : Long.valueOf(ALL);
    }
    boolean invert = text.startsWith("~");
    long mask = 0;
    var words = new Words(invert ? text.substring(1) : text, Words.Syntax.QUOTED);
    for (String word = words.next(); word != null; word = words.next()) {
      long bit = bit(word);
      if (bit == 0) {
        return context.unusable("namespace type string", text);
      }
      mask |= bit;
    }
    return invert ? Long.valueOf((ALL & ~mask) | INVERTED) : Long.valueOf(mask);
  }

  private static long bit(String word) {
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(word)) {
        return BITS[i];
      }
    }
    return 0;
  }

  @Override
  public Long append(Long earlier, Long later) {
    if (later == 0 || later == ALL || (earlier & ALL) == ALL) {
      return later;
    }
    return (later & INVERTED) != 0
        ? Long.valueOf(earlier & later & ALL)
        : Long.valueOf(earlier | later);
  }

  @Override
  public boolean emptyResets() {
    return true;
  }

  @Override
  public String print(Long value) {
    if ((value & ALL) == ALL || (value & ALL) == 0) {
      return (value & ALL) == 0 ? "yes" : "no";
    }
    var out = new StringBuilder();
    for (int i = 0; i < NAMES.length; i++) {
      if ((value & BITS[i]) != 0) {
        out.append(out.isEmpty() ? "" : " ").append(NAMES[i]);
      }
    }
    return out.toString();
  }

  @Override
  public Object toBus(Long value) {
    return value & ALL;
  }

  @Override
  public Long fromBus(Object value) {
    if (value instanceof Long mask) {
      return mask & ALL;
    }
    throw mismatch(value);
  }
}
