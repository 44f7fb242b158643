package org.reeve.unit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A set of capabilities as a bit mask, by the kernel's numbers (capabilities(7)). */
final class CapabilitiesType extends Type<Long> {
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

  /** Every capability there is. */
  static final long ALL = (1L << NAMES.length) - 1;

  static final CapabilitiesType BOUNDING = new CapabilitiesType(ALL);
  static final CapabilitiesType AMBIENT = new CapabilitiesType(0);

  private final long initial;

  private CapabilitiesType(long initial) {
    super("t");
    this.initial = initial;
  }

  /**
   * The set of one line; a line that begins with {@code ~} is the complement, and its sign bit is
   * set to mark that.
   */
  @Override
  public @Nullable Long parse(String text, ValueContext context) {
    if (text.isEmpty()) {
      return 0L;
    }
    boolean invert = text.startsWith("~");
    long set = 0;
    var words = new Words(invert ? text.substring(1) : text, Words.Syntax.QUOTED);
    for (String word = words.next(); word != null; word = words.next()) {
      int bit = bit(word);
      if (bit < 0) {
        context.note("Failed to parse capability in bounding/ambient set, ignoring: " + word);
      } else {
        set |= 1L << bit;
      }
    }
    if (words.broken()) {
      context.warn("Invalid syntax, ignoring: " + text);
    }
    return invert ? (~set & ALL) | Long.MIN_VALUE : (Long) set;
  }

  /** Plain lines add up, inverted ones take away; the first line begins from its own side. */
  @Override
  public Long append(Long earlier, Long later) {
    long before = earlier & ALL;
    if (later == 0) {
      return 0L;
    }
    if (earlier == initial) {
      return later;
    }
    return later < 0 ? before & later : (Long) (before | later);
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
  public String print(Long value) {
    var out = new StringBuilder();
    for (int i = 0; i < NAMES.length; i++) {
      if ((value & 1L << i) != 0) {
        out.append(out.isEmpty() ? "" : " ")
            .append("CAP_")
            .append(NAMES[i].toUpperCase(Locale.ROOT));
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
