package org.reeve.manager;

import java.util.ArrayList;
import java.util.List;
import org.reeve.recipe.Octets;
import org.reeve.unit.RawText;

/**
 * What a file of EnvironmentFile= says: lines {@code NAME=value}, comments, values in single or
 * double quotes, backslash at the end of a line joins it with the next (systemd.exec(5)).
 */
final class EnvironmentText {
  private final String text;
  private int at;

  private EnvironmentText(String text) {
    this.text = text;
  }

  /** The assignments in their order, {@code NAME=value} each; lines that are none are left out. */
  static List<String> parse(Octets content) {
    EnvironmentText reader = new EnvironmentText(RawText.decode(content.bytes()));
    List<String> assignments = new ArrayList<>();
    while (reader.at < reader.text.length()) {
      reader.line(assignments);
    }
    return assignments;
  }

  private void line(List<String> assignments) {
    skipBlanks();
    if (at >= text.length()) {
      return;
    }
    char first = text.charAt(at);
    if (first == '#' || first == ';') {
      skipComment();
      return;
    }
    int start = at;
    while (at < text.length() && text.charAt(at) != '=' && text.charAt(at) != '\n') {
      at++;
    }
    String name = text.substring(start, at).strip();
    if (at >= text.length() || text.charAt(at) == '\n') {
      at++;
      return;
    }
    at++;
    String value = value();
    if (isName(name)) {
      assignments.add(name + "=" + value);
    }
  }

  private void skipBlanks() {
    while (at < text.length() && (isBlank(text.charAt(at)) || text.charAt(at) == '\n')) {
      at++;
    }
  }

  /** A comment goes on in the next line after a backslash. */
  private void skipComment() {
    boolean escaped = false;
    while (at < text.length() && (escaped || text.charAt(at) != '\n')) {
      escaped = !escaped && text.charAt(at) == '\\';
      at++;
    }
    at++;
  }

  private String value() {
    StringBuilder value = new StringBuilder();
    int keep = 0; // blanks at the end belong to the value only inside quotes
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    while (at < text.length() && text.charAt(at) != '\n') {
      char c = text.charAt(at++);
      if (c == '\'' || c == '"') {
        quoted(c, value);
        keep = value.length();
      } else if (c == '\\') {
        if (at < text.length()) {
          char next = text.charAt(at++);
          if (next != '\n') {
            value.append(next);
            keep = value.length();
          }
        }
      } else {
        value.append(c);
        if (!isBlank(c)) {
          keep = value.length();
        }
      }
    }
    at++;
    value.setLength(keep);
    return value.toString();
  }

  private void quoted(char quote, StringBuilder value) {
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (quote == '"' && c == '\\' && at < text.length()) {
        char next = text.charAt(at++);
        boolean special = next == '"' || next == '\\' || next == '`' || next == '$';
        if (special) {
          value.append(next);
        } else if (next != '\n') {
          value.append(c).append(next);
        }
      } else {
        value.append(c);
      }
    }
    at++;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  private static boolean isName(String name) {
    if (name.isEmpty() || (name.charAt(0) >= '0' && name.charAt(0) <= '9')) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
