package org.reeve.host;

import java.util.HashMap;
import java.util.Map;
import org.reeve.linux.Fs;
import org.reeve.unit.RawText;
import org.reeve.unit.Words;

/** What os-release(5) says of the operating system. */
final class OsRelease {
  private OsRelease() {}

  static Map<String, String> read() {
    byte[] text = Fs.readIfExists(Fs.path("/etc/os-release"));
    if (text == null) {
      text = Fs.readIfExists(Fs.path("/usr/lib/os-release"));
    }
    Map<String, String> fields = new HashMap<>();
    if (text != null) {
      RawText.decode(text)
          .lines()
          .forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0 && line.charAt(0) != '#') {
              String value = new Words(line.substring(equals + 1)).next();
              fields.put(line.substring(0, equals).strip(), value == null ? "" : value);
            }
          });
    }
    return fields;
  }
}
