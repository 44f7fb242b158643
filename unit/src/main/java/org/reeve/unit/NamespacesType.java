package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/**
 * RestrictNamespaces=: the kinds of namespace that a unit may make, as the kernel's CLONE_NEW…
 * bits.
 */
final class NamespacesType extends Type<BitMask> {
  static final NamespacesType NAMESPACES = new NamespacesType();

  private static final String[] NAMES = {"cgroup", "ipc", "net", "mnt", "pid", "user", "uts"};
  private static final long[] BITS = {
    0x0200_0000L, 0x0800_0000L, 0x4000_0000L, 0x0002_0000L, 0x2000_0000L, 0x1000_0000L, 0x0400_0000L
  };

  private static final long ALL_BITS = 0x7E02_0000L;

  /** No restriction. */
  static final BitMask ALL = new BitMask(ALL_BITS, false);

  private NamespacesType() {
    super("t");
  }

  @Override
  public @Nullable BitMask parse(String text, ValueContext context) {
    Boolean yes = BooleanType.read(text);
    if (yes != null) {
      return yes ? BitMask.NONE : ALL;
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
    return new BitMask(invert ? ALL_BITS & ~mask : mask, invert);
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
  public BitMask append(BitMask earlier, BitMask later) {
    boolean plain = later.bits() == 0 || later.bits() == ALL_BITS;
    if (plain || earlier.bits() == ALL_BITS) {
      return later;
    }
    long bits = later.inverted() ? earlier.bits() & later.bits() : earlier.bits() | later.bits();
    return new BitMask(bits, earlier.inverted());
  }

  @Override
  public boolean emptyResets() {
    return true;
  }

  @Override
  public String print(BitMask value) {
    if (value.bits() == 0 || value.bits() == ALL_BITS) {
      return value.bits() == 0 ? "yes" : "no";
    }
    var out = new StringBuilder();
    for (int i = 0; i < NAMES.length; i++) {
      if ((value.bits() & BITS[i]) != 0) {
        out.append(out.isEmpty() ? "" : " ").append(NAMES[i]);
      }
    }
    return out.toString();
  }

  @Override
  public Object toBus(BitMask value) {
    return value.bits();
  }

  @Override
  public BitMask fromBus(Object value) {
    if (value instanceof Long bits) {
      return new BitMask(bits & ALL_BITS, false);
    }
    throw mismatch(value);
  }
}
