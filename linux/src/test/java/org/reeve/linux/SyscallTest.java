package org.reeve.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class SyscallTest {
  @Test
  void numbersOnX86AreThoseOfTheKernelHeader() throws IOException {
    Map<String, Integer> header =
        numbers(
            List.of(
                Path.of("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
                Path.of("/usr/include/asm/unistd_64.h")));
    for (Syscall call : Syscall.values()) {
      assertThat(header).containsEntry(call.call(), call.x86());
    }
  }

  @Test
  void numbersOnAarch64AreThoseOfTheGenericKernelHeader() throws IOException {
    Map<String, Integer> header = numbers(List.of(Path.of("/usr/include/asm-generic/unistd.h")));
    for (Syscall call : Syscall.values()) {
      assertThat(header).containsEntry(call.call(), call.arm());
    }
  }

  /** {@code #define __NR_x 1} and {@code #define __NR3264_x 1} lines, by name. */
  private static Map<String, Integer> numbers(List<Path> candidates) throws IOException {
    Path header = candidates.stream().filter(Files::exists).findFirst().orElse(null);
    Assumptions.assumeTrue(header != null, "needs one of " + candidates + " (linux-libc-dev)");
    Map<String, Integer> numbers = new HashMap<>();
    Matcher m =
        Pattern.compile("(?m)^#define __NR(?:3264)?_(\\w+)\\s+(\\d+)")
            .matcher(Files.readString(header));
    while (m.find()) {
      numbers.putIfAbsent(m.group(1), Integer.parseInt(m.group(2)));
    }
    return numbers;
  }
}
