package org.reeve.unit;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A set of words out of a few known ones, sorted. */
final class KnownWordsType extends Type<List<String>> {
  static final KnownWordsType ARCHITECTURES =
      new KnownWordsType(
          "native",
          "x86",
          "x86-64",
          "x32",
          "arm",
          "arm64",
          "mips",
          "mips64",
          "mips64-n32",
          "mips-le",
          "mips64-le",
          "mips64-le-n32",
          "parisc",
          "parisc64",
          "ppc",
          "ppc64",
          "ppc64-le",
          "riscv64",
          "s390",
          "s390x");

  static final KnownWordsType CONTROLLERS =
      new KnownWordsType(
          "cpu",
          "cpuacct",
          "cpuset",
          "io",
          "blkio",
          "memory",
          "devices",
          "pids",
          "bpf-firewall",
          "bpf-devices",
          "bpf-foreign",
          "bpf-socket-bind",
          "bpf-restrict-network-interfaces");

  private final List<String> known;

  private KnownWordsType(String... known) {
    super("as");
    this.known = List.of(known);
  }

  @Override
  public @Nullable List<String> parse(String text, ValueContext context) {
    var set = new TreeSet<String>();
    var words = new Words(text, Words.Syntax.QUOTED);
    for (String word = words.next(); word != null; word = words.next()) {
      if (known.contains(word)) {
        set.add(word);
      } else if (this == ARCHITECTURES) {
        context.warn(
            "Failed to parse system call architecture \""
                + word
                + "\", ignoring: Invalid argument");
      } else {
        context.warn("Invalid cgroup string: " + text + ", ignoring");
      }
    }
    return set.isEmpty() ? null : List.copyOf(set);
  }

  @Override
  public List<String> append(List<String> earlier, List<String> later) {
    var all = new TreeSet<>(earlier);
    all.addAll(later);
    return List.copyOf(all);
  }

  @Override
  public boolean emptyResets() {
    return true;
  }

  @Override
  public String print(List<String> value) {
    return String.join(" ", value);
  }

  @Override
  public Object toBus(List<String> value) {
    return value;
  }

  @Override
  public List<String> fromBus(Object value) {
    var set = new TreeSet<String>();
    if (value instanceof List<?> list) {
      for (Object item : list) {
        if (!(item instanceof String word) || !known.contains(word)) {
          throw mismatch(value);
        }
        set.add(word);
      }
      return List.copyOf(set);
    }
    throw mismatch(value);
  }
}
