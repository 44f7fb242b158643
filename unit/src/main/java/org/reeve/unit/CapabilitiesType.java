package org.reeve.unit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A set of capabilities as a bit mask, by the kernel's numbers (capabilities(7)). */
final class CapabilitiesType extends Type<BitMask> {
  private static final String[] NAMES = {
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "kill",
    "setgid",
    "setuid",
    "setpcap",
    "linux_immutable",
    "net_bind_service",
    "net_broadcast",
    "net_admin",
    "net_raw",
    "ipc_lock",
    "ipc_owner",
    "sys_module",
    "sys_rawio",
    "sys_chroot",
    "sys_ptrace",
    "sys_pacct",
    "sys_admin",
    "sys_boot",
    "sys_nice",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "mknod",
    "lease",
    "audit_write",
    "audit_control",
    "setfcap",
    "mac_override",
    "mac_admin",
    "syslog",
    "wake_alarm",
    "block_suspend",
    "audit_read",
    "perfmon",
    "bpf",
    "checkpoint_restore"
  };

  private static final long ALL_BITS = (1L << NAMES.length) - 1;

  /** Every capability there is. */
  static final BitMask ALL = new BitMask(ALL_BITS, false);

  static final CapabilitiesType BOUNDING = new CapabilitiesType();
  static final CapabilitiesType AMBIENT = new CapabilitiesType();

  private CapabilitiesType() {
    super("t");
  }

  @Override
  public @Nullable BitMask parse(String text, ValueContext context) {
    if (text.isEmpty()) {
      return BitMask.NONE;
    }
    boolean invert = text.startsWith("~");
    long mask = 0;
    var words = new Words(invert ? text.substring(1) : text, Words.Syntax.QUOTED);
    for (String word = words.next(); word != null; word = words.next()) {
      int bit = bit(word);
      if (bit < 0) {
        context.note("Failed to parse capability in bounding/ambient set, ignoring: " + word);
      } else {
        mask |= 1L << bit;
      }
    }
    if (words.broken()) {
      context.warn("Invalid syntax, ignoring: " + text);
    }
    return new BitMask(invert ? ~mask & ALL_BITS : mask, invert);
  }

  /** Plain lines add, inverted ones take away, and an empty one begins with none. */
  @Override
  public BitMask append(BitMask earlier, BitMask later) {
    if (later.bits() == 0) {
      return later;
    }
    long mask = later.inverted() ? earlier.bits() & later.bits() : earlier.bits() | later.bits();
    return new BitMask(mask, earlier.inverted());
  }

  private static int bit(String word) {
    String name = word.toLowerCase(Locale.ROOT);
    name = name.startsWith("cap_") ? name.substring(4) : name;
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String print(BitMask value) {
    var out = new StringBuilder();
    for (int i = 0; i < NAMES.length; i++) {
      if ((value.bits() & (1L << i)) != 0) {
        out.append(out.isEmpty() ? "" : " ")
            .append("CAP_")
            .append(NAMES[i].toUpperCase(Locale.ROOT));
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
    if (value instanceof Long mask) {
      return new BitMask(mask & ALL_BITS, false);
    }
    throw mismatch(value);
  }
}
