package org.reeve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  @Test
  void namesAndNumbersAreThoseOfSystemd() throws Exception {
    Map<String, Integer> systemd = new TreeMap<>();
    Process process;
    try {
      process = new ProcessBuilder("systemd-analyze", "--no-pager", "exit-status").start();
    } catch (IOException e) {
      Assumptions.abort("systemd-analyze is missing");
      return;
    }
    for (String line : process.inputReader().readAllLines()) {
      String[] fields = line.strip().split(" +", -1);
      if (!fields[0].equals("NAME")) {
        systemd.put(fields[0], Integer.parseInt(fields[1]));
      }
    }
    Map<String, Integer> ours = new TreeMap<>();
    for (ExitCode code : ExitCode.values()) {
      ours.put(code.name(), code.status());
      assertThat(ExitCode.of(code.status())).isEqualTo(code);
    }
    assertThat(ours).isEqualTo(systemd);
    assertThat(ExitCode.of(99)).isNull();
  }
}
