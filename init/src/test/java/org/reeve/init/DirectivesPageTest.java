package org.reeve.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.reeve.unit.Setting;
import org.reeve.unit.SettingTable;

class DirectivesPageTest {
  @Test
  void everyDirectiveStandsUnderWhatBecomesOfIt() {
    Map<String, String> found = new LinkedHashMap<>();
    String manual = "";
    String group = "";
    for (String line : DirectivesPage.text().split("\n", -1)) {
      if (line.startsWith(".SH DIRECTIVES OF ")) {
        manual = line.substring(".SH DIRECTIVES OF ".length()).replace("\\", "");
      } else if (line.startsWith(".I ")) {
        group = line.substring(3);
      } else if (line.startsWith("\\fB")) {
        found.put(manual + " " + line.substring(3, line.indexOf('=')), group);
      }
    }
    Map<String, String> expected = new LinkedHashMap<>();
    for (Setting<?> setting : SettingTable.all()) {
      if (!setting.sections().isEmpty()) {
        String page = setting.manual().replaceAll("\\(.*", "").toUpperCase(java.util.Locale.ROOT);
        expected.put(page + " " + setting.key(), word(setting.support()));
      }
    }
    assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
  }

  private static String word(Setting.Support support) {
    return switch (support) {
      case HONOURED -> "Honoured";
      case KNOWN -> "Known";
      case WITHOUT_EFFECT -> "Without effect";
    };
  }
}
