package org.reeve.recipe;

import java.util.ArrayList;
import java.util.List;

/**
 * What a process does between fork and exec, as a value: decided, ordered, printed and compared in
 * Java, carried out by hand. The classic SysV daemon is one recipe ({@link SysVDaemon}); every
 * command of a unit compiles to another.
 *
 * <p>It has two other forms. {@link #toText} is for people and golden tests: a line a step, with
 * the directive and the place it comes from. {@link #encode} is for hand, and leaves the sources
 * out: {@code Failed} tells the index of the line, and whoever has the recipe has the source.
 * Nothing in a recipe refers to a moment or a process, so the same value can be carried out again.
 */
public record Recipe(List<Line> lines) {

  public Recipe {
    lines = List.copyOf(lines);
  }

  /**
   * A step at its place in a recipe.
   *
   * @param exitStatus the status the process ends with if the step fails, 0 to 255
   * @param tolerated whether the recipe goes on after a failure (which is reported all the same)
   */
  public record Line(Step step, Source source, int exitStatus, boolean tolerated) {
    /** A step that must work, with its usual exit status. */
    public static Line of(Step step, Source source) {
      return new Line(step, source, step.exitStatus(), false);
    }

    /** The same step, but the recipe goes on if it fails. */
    public Line tolerant() {
      return new Line(step, source, exitStatus, true);
    }

    /** The same step, but with another exit status if it fails. */
    public Line failingWith(int status) {
      return new Line(step, source, status, tolerated);
    }
  }

  /** A recipe of steps that nobody asked for in particular. */
  public static Recipe of(Step... steps) {
    List<Line> lines = new ArrayList<>(steps.length);
    for (Step step : steps) {
      lines.add(Line.of(step, Source.DEFAULT));
    }
    return new Recipe(lines);
  }

  /** This recipe without one of its lines: for tests which show that the step matters. */
  public Recipe without(int index) {
    List<Line> rest = new ArrayList<>(lines);
    rest.remove(index);
    return new Recipe(rest);
  }

  /** One line a step, in columns: step, value, directive, place; each ended by a newline. */
  public String toText() {
    return RecipeText.of(this);
  }

  /**
   * The wire form.
   *
   * @throws IllegalArgumentException if a text contains a NUL byte or a number has no place in its
   *     field
   */
  public Octets encode() {
    WireWriter out = WireWriter.recipe(lines.size());
    for (Line line : lines) {
      out.u16(StepTable.kind(line.step));
      out.u16(line.tolerated ? 1 : 0);
      out.i32(line.exitStatus);
      int sizeAt = out.size();
      out.i32(0);
      StepTable.put(out, line.step);
      out.putAt(sizeAt, out.size() - sizeAt - 4);
    }
    return Octets.of(out.finish());
  }

  /**
   * Reads the wire form; the lines have {@link Source#DEFAULT}.
   *
   * @throws MalformedException if it is not exactly a recipe of this version
   */
  public static Recipe decode(Octets wire) throws MalformedException {
    WireReader in = WireReader.recipe(wire.bytes());
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < in.count(); i++) {
      int kind = in.u16();
      int tolerated = in.u16();
      if (tolerated > 1) {
        throw in.malformed("tolerated is " + tolerated + ", neither 0 nor 1");
      }
      int exitStatus = in.i32("exit status");
      int outer = in.enter(in.i32("size of fields"));
      Step step = StepTable.get(kind, in);
      in.leave(outer);
      lines.add(new Line(step, Source.DEFAULT, exitStatus, tolerated == 1));
    }
    in.end();
    return new Recipe(lines);
  }
}
