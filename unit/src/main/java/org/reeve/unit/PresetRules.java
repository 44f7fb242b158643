package org.reeve.unit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The preset policy (systemd.preset(5)): the first rule that matches a unit's name tells whether it
 * is to be enabled; without one it is.
 */
public final class PresetRules {
  /** What a policy says about a unit. */
  public enum Verdict {
    ENABLE,
    DISABLE
  }

  private record Rule(Verdict verdict, String pattern, List<String> instances) {}

  private final List<Rule> rules = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  private PresetRules() {}

  /**
   * Reads the *.preset files of the system or of user managers; the first of equal names counts.
   */
  public static PresetRules read(FileTree files, boolean user) {
    String kind = user ? "user-preset" : "system-preset";
    Map<String, String> byName = new TreeMap<>();
    for (String base : List.of("/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib")) {
      String directory = base + "/systemd/" + kind;
      for (FileTree.Entry entry : files.list(directory)) {
        if (entry.name().endsWith(".preset")) {
          byName.putIfAbsent(entry.name(), directory + "/" + entry.name());
        }
      }
    }
    var rules = new PresetRules();
    for (String file : byName.values()) {
      rules.readFile(files, file);
    }
    return rules;
  }

  private void readFile(FileTree files, String path) {
    String text;
    try {
      text = RawText.decode(files.read(path));
    } catch (IOException e) {
      problems.add(
          new Problem(Severity.WARNING, new Origin(path, 0), "Failed to read: " + e.getMessage()));
      return;
    }
    int line = 0;
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      line++;
      readLine(Ascii.strip(text.substring(start, end)), new Origin(path, line));
      start = end + 1;
    }
  }

  private void readLine(String line, Origin origin) {
    if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
      return;
    }
    var words = new Words(line, Words.Syntax.RAW);
    String verb = words.next();
    String pattern = words.next();
    if (pattern == null || !("enable".equals(verb) || "disable".equals(verb))) {
      problems.add(
          new Problem(Severity.WARNING, origin, "Couldn't parse line '" + line + "'. Ignoring."));
      return;
    }
    var instances = new ArrayList<String>();
    for (String word = words.next(); word != null; word = words.next()) {
      instances.add(word);
    }
    Verdict verdict = "enable".equals(verb) ? Verdict.ENABLE : Verdict.DISABLE;
    rules.add(new Rule(verdict, pattern, List.copyOf(instances)));
  }

  /** What the policy says about a unit. */
  public Verdict verdict(UnitName name) {
    for (Rule rule : rules) {
      if (matches(rule, name)) {
        return rule.verdict;
      }
    }
    return Verdict.ENABLE;
  }

  /** The instances to enable in place of a template; none if the rule names none. */
  public List<UnitName> instances(UnitName template) {
    var out = new ArrayList<UnitName>();
    for (Rule rule : rules) {
      if (matches(rule, template)) {
        for (String instance : rule.instances) {
          UnitName name =
              template.isTemplate() ? UnitName.parse(instanceText(template, instance)) : null;
          if (name != null) {
            out.add(name);
          }
        }
        break;
      }
    }
    return out;
  }

  /** Lines that are no rules. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  private static boolean matches(Rule rule, UnitName name) {
    if (Glob.matches(rule.pattern, name.text())) {
      return true;
    }
    return name.isInstance()
        && rule.pattern.equals(name.template().text())
        && rule.instances.contains(
            name.text().substring(name.prefix().length() + 1, name.text().lastIndexOf('.')));
  }

  private static String instanceText(UnitName template, String instance) {
    return template.prefix() + "@" + instance + "." + template.type().suffix();
  }
}
