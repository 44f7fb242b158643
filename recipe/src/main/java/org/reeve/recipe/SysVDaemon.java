package org.reeve.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * The classic SysV daemon as a recipe: the seven steps every course on system programming teaches,
 * in that order, each labelled with its number. Under a service manager none of them is needed, and
 * the manager does most of them itself; {@code reeve steps --sysv PROGRAM} prints both beside each
 * other.
 */
public final class SysVDaemon {
  /** The descriptor that holds the lock of the single instance. */
  public static final int LOCK_DESCRIPTOR = 3;

  private static final int SIGHUP = 1;

  private SysVDaemon() {}

  /**
   * The recipe.
   *
   * @param lockFile the file whose lock makes the daemon the only one, and which then contains its
   *     pid
   * @param environment {@code NAME=value} each
   * @param program absolute path of the program
   * @param arguments its arguments, the first being its name
   */
  public static Recipe recipe(
      Octets lockFile, List<Octets> environment, Octets program, List<Octets> arguments) {
    List<Recipe.Line> lines = new ArrayList<>();
    add(lines, "I: fork, the parent exits", new Step.Fork());
    add(lines, "II: close what was inherited", new Step.CloseOthers(List.of(0, 1, 2)));
    add(lines, "III: a single instance", new Step.Lock(lockFile, true, LOCK_DESCRIPTOR));
    add(lines, "IV: /dev/null on 0, 1, 2", new Step.Null(0));
    add(lines, "IV: /dev/null on 0, 1, 2", new Step.Duplicate(0, 1));
    add(lines, "IV: /dev/null on 0, 1, 2", new Step.Duplicate(0, 2));
    add(lines, "V: no terminal", new Step.Session());
    add(lines, "VI: file mode mask 0", new Step.Umask(0));
    add(lines, "VI: root directory", new Step.WorkingDirectory(Octets.of("/"), false));
    add(lines, "VII: ignore SIGHUP", new Step.Signals(List.of(SIGHUP)));
    lines.add(Recipe.Line.of(new Step.Environment(environment), Source.DEFAULT));
    lines.add(Recipe.Line.of(new Step.Exec(program, arguments), Source.of("the program")));
    return new Recipe(lines);
  }

  private static void add(List<Recipe.Line> lines, String lectureStep, Step step) {
    lines.add(Recipe.Line.of(step, Source.of("lecture step " + lectureStep)));
  }
}
