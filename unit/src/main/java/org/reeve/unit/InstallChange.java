package org.reeve.unit;

/**
 * One thing done or noticed by an installation verb, as the D-Bus methods report it
 * (org.freedesktop.systemd1(5), EnableUnitFiles()).
 *
 * @param type what
 * @param path the link made or removed; for the rest see the type
 * @param source what the link says; "" where there is none
 */
public record InstallChange(Type type, String path, String source) {
  /** The kinds of change. */
  public enum Type implements Word {
    /** A link was made. */
    SYMLINK("symlink"),
    /** A link or file was removed. */
    UNLINK("unlink"),
    /** {@code path} is masked and was left alone. */
    MASKED("masked"),
    /** {@code source}, a unit file, now belongs to {@code path}, a unit that does not exist. */
    DESTINATION_NOT_PRESENT("destination not present"),
    /** {@code path}, a unit named by Also=, could not be found. */
    AUXILIARY_FAILED("auxiliary unit failed");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }
}
