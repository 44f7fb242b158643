package org.reeve.manager;

import org.jspecify.annotations.Nullable;

/** How a request treats jobs that are queued already (systemctl(1), --job-mode=). */
public enum JobMode {
  FAIL("fail"),
  REPLACE("replace"),
  REPLACE_IRREVERSIBLY("replace-irreversibly"),
  ISOLATE("isolate"),
  FLUSH("flush"),
  IGNORE_DEPENDENCIES("ignore-dependencies"),
  IGNORE_REQUIREMENTS("ignore-requirements"),
  TRIGGERING("triggering");

  private final String text;

  JobMode(String text) {
    this.text = text;
  }

  /** systemd's word. */
  public String text() {
    return text;
  }

  public static @Nullable JobMode of(String text) {
    for (JobMode mode : values()) {
      if (mode.text.equals(text)) {
        return mode;
      }
    }
    return null;
  }
}
