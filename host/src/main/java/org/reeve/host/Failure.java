package org.reeve.host;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Errno;
import org.reeve.recipe.Recipe;
import org.reeve.recipe.Step;

/**
 * Why a process did not come to execute its program, in words.
 *
 * @param step index of the step that failed, -1 if it was none
 * @param kind number of that step's kind on the wire, 0 if there is none
 * @param error errno, 0 if the process could not say why
 * @param detail pid of a lock's holder, or 0
 */
record Failure(int step, long kind, int error, long detail) {
  /**
   * "Step 7 of 12 (exec /bin/x ExecStart= a.service:3)"; without its place if the recipe is not
   * known, as to a manager that has not ordered it.
   */
  String what(@Nullable Recipe recipe) {
    if (step < 0) {
      return "Making the process";
    }
    if (recipe == null || step >= recipe.lines().size()) {
      return "Step " + (step + 1) + " (" + Step.word((int) kind) + ") between fork and exec";
    }
    Recipe.Line line = recipe.lines().get(step);
    String text = new Recipe(List.of(line)).toText().strip();
    return "Step " + (step + 1) + " of " + recipe.lines().size() + " (" + squeezed(text) + ")";
  }

  /** A recipe's text is in columns; in a sentence one blank is enough. */
  private static String squeezed(String columns) {
    StringBuilder out = new StringBuilder(columns.length());
    for (int i = 0; i < columns.length(); i++) {
      char c = columns.charAt(i);
      if (c != ' ' || (i > 0 && columns.charAt(i - 1) != ' ')) {
        out.append(c);
      }
    }
    return out.toString();
  }

  String why() {
    if (error == 0) {
      return "the process was killed before it could say why.";
    }
    String holder = detail == 0 ? "" : "; the lock is held by process " + detail;
    return Errno.text(error) + " (" + Errno.name(error) + ")" + holder + ".";
  }
}
