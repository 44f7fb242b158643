package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the assignments of one file after another into a definition. */
final class AssignmentReader {
  private final DefinitionBuilder unit;
  private final Specifiers specifiers;

  AssignmentReader(DefinitionBuilder unit, Specifiers specifiers) {
    this.unit = unit;
    this.specifiers = specifiers;
  }

  void read(UnitFile file) {
    Section section = null;
    for (UnitFile.Item item : file.items()) {
      // not a pattern switch: linking one costs more than reading a hundred unit files
      if (item instanceof UnitFile.Assignment assignment) {
        if (section != null) { // otherwise its section has been reported
          assign(section, assignment);
        }
      } else if (item instanceof UnitFile.Header header) {
        section = section(header);
      } else if (item instanceof UnitFile.Fault fault) {
        if (fault.fatal()) {
          unit.fail(fault);
        } else {
          unit.problems.add(fault.problem());
        }
      }
    }
  }

  /** The section to read; null if its assignments are to be passed over. */
  private @Nullable Section section(UnitFile.Header header) {
    Section section = Section.of(header.section());
    if (section != null && SettingTable.mayHave(unit.name.type(), section)) {
      return section;
    }
    if (!header.section().startsWith("X-")) {
      unit.problem(
          Severity.WARNING,
          header.origin(),
          "Unknown section '" + header.section() + "'. Ignoring.");
    }
    return null;
  }

  private void assign(Section section, UnitFile.Assignment assignment) {
    Setting<?> setting = SettingTable.find(section, assignment.key());
    if (setting == null) {
      if (!assignment.key().startsWith("X-")) {
        unit.problem(
            Severity.WARNING,
            assignment.origin(),
            "Unknown key '"
                + assignment.key()
                + "' in section ["
                + section.text()
                + "], ignoring.");
      }
      return;
    }
    assign(setting, assignment);
  }

  private <T> void assign(Setting<T> setting, UnitFile.Assignment assignment) {
    Origin origin = assignment.origin();
    String notice = setting.notice();
    if (notice != null) {
      unit.problem(Severity.WARNING, origin, notice);
    }
    if (setting.support() == Setting.Support.WITHOUT_EFFECT) {
      return;
    }
    if (setting.support() == Setting.Support.KNOWN && unit.firstMention(setting.key())) {
      unit.problem(
          Severity.NOTICE,
          origin,
          setting.key()
              + "= is known but not enforced by this version of Reeve; the unit runs without it.");
    }
    String text = assignment.value();
    if (text.isEmpty() && setting.emptyResets()) {
      for (Setting<T> target : setting.assigns()) {
        unit.reset(target);
      }
      return;
    }
    if (text.isEmpty() && setting.type() instanceof UnitNamesType) {
      return;
    }
    T value = setting.type().parse(text, new Context(assignment));
    if (value == null) {
      return;
    }
    for (Setting<T> target : setting.assigns()) {
      unit.assign(target, value, origin);
    }
    DependencyType dependency =
        setting.assigns().getFirst().type() instanceof UnitNamesType ? dependency(setting) : null;
    if (dependency != null && value instanceof List<?> targets) {
      for (Object target : targets) {
        if (target instanceof UnitName name) {
          unit.dependencies.add(new Dependency(dependency, name, origin));
        }
      }
    }
  }

  private static @Nullable DependencyType dependency(Setting<?> setting) {
    String property = setting.assigns().getFirst().key();
    for (DependencyType type : DependencyType.values()) {
      if (type.property().equals(property)) {
        return type;
      }
    }
    return null;
  }

  /** What a type sees of the assignment it reads. */
  private final class Context implements ValueContext {
    private final UnitFile.Assignment assignment;

    Context(UnitFile.Assignment assignment) {
      this.assignment = assignment;
    }

    @Override
    public Origin origin() {
      return assignment.origin();
    }

    @Override
    public UnitName unit() {
      return unit.name;
    }

    @Override
    public String key() {
      return assignment.key();
    }

    @Override
    public Expansion resolve(String text) {
      return specifiers.expand(text);
    }

    @Override
    public void warn(String message) {
      unit.problem(Severity.WARNING, origin(), message);
    }

    @Override
    public void note(String message) {
      unit.problem(Severity.NOTICE, origin(), message);
    }

    @Override
    public void fail(String message) {
      unit.fail(LoadState.BAD_SETTING, origin(), message);
    }

    @Override
    public void error(String message) {
      unit.fail(LoadState.ERROR, origin(), message);
    }
  }
}
