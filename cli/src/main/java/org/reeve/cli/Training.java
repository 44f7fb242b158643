package org.reeve.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the command lines of standard input, a line each, for the user's manager, all in one
 * process. The build does that once to learn which classes a client needs (the AOT cache).
 */
public final class Training {
  private Training() {}

  /** Ends with 0 whatever the commands say. */
  public static void main(String[] args) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      List<String> words = new ArrayList<>(List.of("--user"));
      words.addAll(Options.split(line, ' '));
      Main.run("systemctl", words);
    }
  }
}
