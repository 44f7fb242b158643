package org.reeve.init;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.reeve.unit.Section;
import org.reeve.unit.Setting;
import org.reeve.unit.SettingTable;

/**
 * The manual page reeve.directives(7): which directives of unit files have their effect. The build
 * makes it from the table of settings, so that it cannot say anything else than the manager does.
 */
public final class DirectivesPage {
  private DirectivesPage() {}

  /** Writes the page's source, for man(1), to standard output. */
  public static void main(String[] args) {
    System.out.print(text());
    System.out.flush();
  }

  static String text() {
    Map<String, List<Setting<?>>> byManual = new LinkedHashMap<>();
    for (Setting<?> setting : SettingTable.all()) {
      if (!setting.sections().isEmpty()) {
        byManual.computeIfAbsent(setting.manual(), _ -> new ArrayList<>()).add(setting);
      }
    }
    StringBuilder page =
        new StringBuilder(
            """
            .TH REEVE.DIRECTIVES 7 "" "reeve @VERSION@" "Reeve"
            .nh
            .ad l
            .SH NAME
            reeve.directives \\- which directives of unit files have their effect
            .SH DESCRIPTION
            Reeve knows all directives of unit files up to systemd 256.
            One that is
            .I honoured
            has the effect that systemd's manual page describes.
            One that is
            .I known
            is read, checked and shown by
            .BR "systemctl show" ,
            and has no effect in this version: the manager says so, with file and line, and the unit runs without it.
            Old directives
            .I without effect
            have none in systemd either.
            .PP
            A number in brackets is the version of systemd that brought a directive, where that is later than 252.
            """);
    byManual.forEach((manual, settings) -> group(page, manual, settings));
    page.append(
        """
        .SH SEE ALSO
        .BR reeve (1),
        .BR reeve\\-init (8),
        .BR reeve\\-steps (1),
        .BR systemd.directives (7)
        """);
    return page.toString();
  }

  private static void group(StringBuilder page, String manual, List<Setting<?>> settings) {
    Set<String> sections = new LinkedHashSet<>();
    for (Setting<?> setting : settings) {
      for (Section section : setting.sections()) {
        sections.add("[" + section.text() + "]");
      }
    }
    String title = manual.substring(0, manual.indexOf('(')).replace("-", "\\-");
    page.append(".SH DIRECTIVES OF ").append(title.toUpperCase(java.util.Locale.ROOT)).append('\n');
    page.append("They stand in ")
        .append(String.join(", ", sections))
        .append(" and are described in\n");
    page.append(".BR ").append(title).append(' ').append(manual.substring(manual.indexOf('(')));
    page.append(".\n");
    list(page, "Honoured", Setting.Support.HONOURED, settings);
    list(page, "Known", Setting.Support.KNOWN, settings);
    list(page, "Without effect", Setting.Support.WITHOUT_EFFECT, settings);
  }

  private static void list(
      StringBuilder page, String title, Setting.Support support, List<Setting<?>> settings) {
    Set<String> keys = new TreeSet<>();
    for (Setting<?> setting : settings) {
      if (setting.support() == support) {
        String since = setting.since() == 0 ? "" : " (" + setting.since() + ")";
        keys.add("\\fB" + setting.key() + "=\\fR" + since);
      }
    }
    if (!keys.isEmpty()) {
      page.append(".TP\n.I ").append(title).append('\n');
      page.append(String.join(",\n", keys)).append('\n');
    }
  }
}
