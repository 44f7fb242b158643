package org.reeve.unit;

/** The job modes that OnFailureJobMode= and OnSuccessJobMode= take (systemctl(1), --job-mode=). */
public enum UnitJobMode implements Word {
  FAIL("fail"),
  REPLACE("replace"),
  REPLACE_IRREVERSIBLY("replace-irreversibly"),
  ISOLATE("isolate"),
  FLUSH("flush"),
  IGNORE_DEPENDENCIES("ignore-dependencies"),
  IGNORE_REQUIREMENTS("ignore-requirements"),
  TRIGGERING("triggering");

  private final String text;

  UnitJobMode(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}
