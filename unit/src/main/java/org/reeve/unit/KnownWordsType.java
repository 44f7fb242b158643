package org.reeve.unit;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A set of words out of a few known ones, sorted. */
final class KnownWordsType extends ListType<String> {
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
  void read(String text, ValueContext context, List<String> out) {
    var words = new Words(text, Words.Syntax.QUOTED);
    for (String word = words.next(); word != null; word = words.next()) {
      if (known.contains(word)) {
        out.add(word);
      } else if (this == ARCHITECTURES) {
        context.warn(
            "Failed to parse system call architecture \""
                + word
                + "\", ignoring: Invalid argument");
      } else {
        context.warn("Invalid cgroup string: " + text + ", ignoring");
      }
    }
  }

  @Override
  List<String> arrange(List<String> elements) {
    return List.copyOf(new TreeSet<>(elements));
  }

  @Override
  String printElement(String element) {
    return element;
  }

  @Override
  Object elementToBus(String element) {
    return element;
  }

  @Override
  @Nullable String elementFromBus(Object value) {
    return value instanceof String word && known.contains(word) ? word : null;
  }
}
