package org.reeve.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The program that shows long output page by page (systemctl(1), $SYSTEMD_PAGER). */
final class Pager {
  private Pager() {}

  /** Whether the environment leaves the pager on. */
  static boolean isWanted(Map<String, String> environment) {
    String chosen = chosen(environment);
    return (chosen == null || !(chosen.isEmpty() || chosen.equals("cat")))
        && !environment.getOrDefault("TERM", "dumb").equals("dumb");
  }

  private static @Nullable String chosen(Map<String, String> environment) {
    String own = environment.get("SYSTEMD_PAGER");
    return own != null ? own : environment.get("PAGER");
  }

  /** Shows the bytes; false if no pager could be started. */
  static boolean show(Map<String, String> environment, byte[] bytes) {
    List<String> candidates = new ArrayList<>();
    String chosen = chosen(environment);
    if (chosen != null) {
      candidates.add(chosen);
    }
    candidates.addAll(List.of("pager", "less", "more"));
    for (String candidate : candidates) {
      // the shell is asked first whether it knows the program, so that a missing one shows nothing
      ProcessBuilder builder =
          new ProcessBuilder(
              "sh", "-c", "command -v ${1%% *} > /dev/null || exit 127; exec $1", "sh", candidate);
      builder
          .redirectOutput(ProcessBuilder.Redirect.INHERIT)
          .redirectError(ProcessBuilder.Redirect.INHERIT);
      Map<String, String> variables = builder.environment();
      variables.put("LESS", environment.getOrDefault("SYSTEMD_LESS", "FRSXMK"));
      variables.put("LESSCHARSET", environment.getOrDefault("SYSTEMD_LESSCHARSET", "utf-8"));
      variables.put("LESSSECURE", "1");
      if (run(builder, bytes)) {
        return true;
      }
    }
    return false;
  }

  private static boolean run(ProcessBuilder builder, byte[] bytes) {
    try {
      Process process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(bytes);
      } catch (IOException left) {
        // the user left the pager before the end, or the program is missing: the status tells
      }
      return process.waitFor() != 127;
    } catch (IOException none) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
