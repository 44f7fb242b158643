package org.reeve.cli;

/**
 * A unit file and its state, as lists show it.
 *
 * @param name the unit's name
 * @param state as {@code systemctl is-enabled} prints it
 */
record UnitFileRow(String name, String state) {
  String type() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Whether presets say anything about a unit in this state. */
  static boolean showsPreset(String state) {
    return switch (state) {
      case "alias", "static", "generated", "transient" -> false;
      default -> true;
    };
  }

  /** The colour of a unit file's state in lists. */
  static Colour listColour(String state) {
    return switch (state) {
      case "masked", "masked-runtime", "disabled", "bad" -> Colour.RED;
      case "enabled", "alias" -> Colour.GREEN;
      default -> Colour.NONE;
    };
  }

  /** The colour of a unit file's state in status lines. */
  static Colour statusColour(String state) {
    return switch (state) {
      case "enabled", "enabled-runtime", "alias" -> Colour.GREEN;
      case "disabled" -> Colour.YELLOW;
      case "masked", "masked-runtime", "bad" -> Colour.RED;
      default -> Colour.NONE;
    };
  }

  static Colour presetColour(String preset) {
    return switch (preset) {
      case "enabled" -> Colour.GREEN;
      case "disabled" -> Colour.YELLOW;
      default -> Colour.NONE;
    };
  }
}
