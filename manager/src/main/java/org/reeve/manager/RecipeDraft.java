package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import org.reeve.recipe.Octets;
import org.reeve.recipe.Recipe;
import org.reeve.recipe.Recipe.Line;
import org.reeve.recipe.Source;
import org.reeve.recipe.Step;
import org.reeve.unit.Origin;
import org.reeve.unit.RawText;
import org.reeve.unit.Setting;
import org.reeve.unit.UnitDefinition;

/**
 * A recipe that is being written: its lines in order, what is to be attached to it, and whether a
 * step can block on something that the unit names.
 */
final class RecipeDraft {
  private final CommandContext context;
  private final ManagerConfig config;
  private final List<Line> lines = new ArrayList<>();
  private final List<Host.Attachment> attached = new ArrayList<>();
  private boolean mayShareMemory = true;

  RecipeDraft(CommandContext context, ManagerConfig config) {
    this.context = context;
    this.config = config;
  }

  CommandContext context() {
    return context;
  }

  UnitDefinition unit() {
    return context.unit();
  }

  ManagerConfig config() {
    return config;
  }

  void add(Line line) {
    lines.add(line);
  }

  void line(Step step, Source source) {
    lines.add(Line.of(step, source));
  }

  /** A step that a setting asks for. */
  void line(Step step, Setting<?> setting) {
    lines.add(Line.of(step, source(setting)));
  }

  /** A step that a setting asks for and that not every place allows. */
  void tolerant(Step step, Setting<?> setting) {
    lines.add(Line.of(step, source(setting)).tolerant());
  }

  /** The index at which a descriptor travels with the recipe. */
  int attach(Host.Attachment attachment) {
    attached.add(attachment);
    return attached.size() - 1;
  }

  /** A step can block, or must not be taken while hand waits for it. */
  void mayBlock() {
    mayShareMemory = false;
  }

  RecipeCompiler.Compiled finish() {
    return new RecipeCompiler.Compiled(new Recipe(lines), attached, mayShareMemory);
  }

  /** Where a setting was made last. */
  Source source(Setting<?> setting) {
    List<Origin> origins = unit().origins(setting);
    if (origins.isEmpty()) {
      return Source.DEFAULT;
    }
    Origin last = origins.getLast();
    return new Source(setting.key() + "=", last.file(), last.line());
  }

  static Octets octets(String text) {
    return Octets.of(RawText.encode(text));
  }
}
