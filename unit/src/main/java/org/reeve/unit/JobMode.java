package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/**
 * How a request treats jobs that are queued already (systemctl(1), --job-mode=); OnFailureJobMode=
 * and OnSuccessJobMode= take the same words.
 */
public enum JobMode implements Word {
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

  @Override
  public String text() {
    return text;
  }

  /** The mode that systemd calls so; null if there is none. */
  public static @Nullable JobMode of(String text) {
    for (JobMode mode : values()) {
      if (mode.text.equals(text)) {
        return mode;
      }
    }
    return null;
  }
}
