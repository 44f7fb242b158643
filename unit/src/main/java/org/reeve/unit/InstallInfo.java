package org.reeve.unit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The [Install] section of a unit file and its drop-ins, words as written: specifiers are replaced
 * when it is known for which instance.
 *
 * @param name the unit; a template stays one
 * @param path its file
 * @param aliases Alias=
 * @param wantedBy WantedBy=
 * @param requiredBy RequiredBy=
 * @param upheldBy UpheldBy=
 * @param also Also=
 * @param defaultInstance DefaultInstance=, "" if not set
 */
record InstallInfo(
    UnitName name,
    String path,
    List<String> aliases,
    List<String> wantedBy,
    List<String> requiredBy,
    List<String> upheldBy,
    List<String> also,
    String defaultInstance) {

  /** True if enabling makes a link. */
  boolean hasRules() {
    return !aliases.isEmpty()
        || !wantedBy.isEmpty()
        || !requiredBy.isEmpty()
        || !upheldBy.isEmpty();
  }

  /** The name to install under: a template becomes its default instance, if it has one. */
  UnitName installName() {
    return name.isTemplate() && !defaultInstance.isEmpty()
        ? name.withInstance(defaultInstance)
        : name;
  }

  /** Reads it; files that cannot be read count as empty. */
  static InstallInfo read(FileTree files, UnitIndex index, UnitName name, String path) {
    var reader = new Reader();
    reader.file(files, path);
    for (String directory : index.directories(Set.of(name), ".d")) {
      for (FileTree.Entry entry : files.list(directory)) {
        if (entry.name().endsWith(".conf")) {
          reader.file(files, directory + "/" + entry.name());
        }
      }
    }
    return new InstallInfo(
        name,
        path,
        List.copyOf(reader.aliases),
        List.copyOf(reader.wantedBy),
        List.copyOf(reader.requiredBy),
        List.copyOf(reader.upheldBy),
        List.copyOf(reader.also),
        reader.defaultInstance);
  }

  /** The lists while files are being read. */
  private static final class Reader {
    final List<String> aliases = new ArrayList<>();
    final List<String> wantedBy = new ArrayList<>();
    final List<String> requiredBy = new ArrayList<>();
    final List<String> upheldBy = new ArrayList<>();
    final List<String> also = new ArrayList<>();
    String defaultInstance = "";

    void file(FileTree files, String path) {
      byte[] content;
      try {
        content = files.read(path);
      } catch (IOException e) {
        return;
      }
      for (UnitFile.Assignment assignment : UnitFile.parse(path, content).assignments("Install")) {
        switch (assignment.key()) {
          case "Alias" -> add(aliases, assignment.value());
          case "WantedBy" -> add(wantedBy, assignment.value());
          case "RequiredBy" -> add(requiredBy, assignment.value());
          case "UpheldBy" -> add(upheldBy, assignment.value());
          case "Also" -> add(also, assignment.value());
          case "DefaultInstance" -> defaultInstance = assignment.value();
          default -> {} // the loader warns about keys that do not exist
        }
      }
    }

    private static void add(List<String> list, String value) {
      if (value.isEmpty()) {
        list.clear();
      }
      var words = new Words(value, Words.Syntax.QUOTED_RAW);
      for (String word = words.next(); word != null; word = words.next()) {
        if (!list.contains(word)) {
          list.add(word);
        }
      }
    }
  }
}
