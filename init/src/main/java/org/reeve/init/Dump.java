package org.reeve.init;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.reeve.unit.Dependency;
import org.reeve.unit.DependencyType;
import org.reeve.unit.DiskFileTree;
import org.reeve.unit.HostSpecifiers;
import org.reeve.unit.LoadPath;
import org.reeve.unit.Section;
import org.reeve.unit.Setting;
import org.reeve.unit.SettingTable;
import org.reeve.unit.UnitDefinition;
import org.reeve.unit.UnitLoader;
import org.reeve.unit.UnitName;

/** What {@code --test} and {@code --dump-configuration-items} print; nothing is started. */
final class Dump {
  private Dump() {}

  /** All sections and keys that unit files may have. */
  static String items() {
    StringBuilder out = new StringBuilder();
    for (Section section : Section.values()) {
      TreeSet<String> keys = new TreeSet<>();
      for (Setting<?> setting : SettingTable.all()) {
        if (setting.sections().contains(section)) {
          keys.add(setting.key() + "=" + setting.type().signature());
        }
      }
      out.append('[').append(section.text()).append("]\n");
      keys.forEach(key -> out.append(key).append('\n'));
      out.append('\n');
    }
    return out.toString();
  }

  /**
   * The units that the first transaction would hold by what files state, and what is wrong with
   * them.
   */
  static String plan(InitOptions options, Map<String, String> environment, boolean user) {
    DiskFileTree files = new DiskFileTree();
    boolean forUser = options.mode() == InitOptions.Mode.USER || user;
    LoadPath path =
        Configuration.withOwnUnits(
            forUser ? LoadPath.user(environment) : LoadPath.system(environment), environment);
    Configuration configuration = Configuration.read(files, environment, forUser, options);
    UnitLoader loader =
        new UnitLoader(
            files, path, new HostSpecifiers(files, environment, forUser), configuration.settings());
    UnitName named = options.unit();
    UnitName first = named != null ? named : UnitName.of("default.target");
    StringBuilder out = new StringBuilder();
    configuration.problems().forEach(sentence -> out.append(sentence).append('\n'));
    Set<UnitName> seen = new LinkedHashSet<>();
    List<UnitName> open = new ArrayList<>(List.of(first));
    while (!open.isEmpty()) {
      UnitDefinition unit = loader.load(open.removeFirst());
      if (!seen.add(unit.name())) {
        continue;
      }
      out.append("-> Unit ")
          .append(unit.name().text())
          .append(": ")
          .append(unit.loadState().text())
          .append('\n');
      unit.problems()
          .forEach(problem ->
              out.append("   ")
                  .append(problem.origin() == null ? "" : problem.origin() + ": ")
                  .append(problem.message())
                  .append('\n'));
      for (Dependency dependency : unit.dependencies()) {
        boolean starts =
            dependency.type() == DependencyType.REQUIRES
                || dependency.type() == DependencyType.WANTS
                || dependency.type() == DependencyType.BINDS_TO
                || dependency.type() == DependencyType.UPHOLDS;
        if (starts) {
          open.add(dependency.target());
        }
      }
    }
    return out.toString();
  }
}
