package org.reeve.cli;

import java.util.List;
import org.reeve.unit.Signals;
import org.reeve.unit.UnitInstaller;

/**
 * Looks at the values of options at once, in the order given, and prints the lists that {@code
 * help} as a value asks for.
 */
final class OptionValues implements Options.Observer {
  private static final List<String> OUTPUT_MODES =
      List.of(
          "short",
          "short-full",
          "short-iso",
          "short-iso-precise",
          "short-precise",
          "short-monotonic",
          "short-delta",
          "short-unix",
          "verbose",
          "export",
          "json",
          "json-pretty",
          "json-sse",
          "json-seq",
          "cat",
          "with-unit");
  private static final List<String> TIMESTAMPS = List.of("pretty", "us", "utc", "us+utc", "unix");

  private final Screen screen;

  OptionValues(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void met(Option option, String value) throws Failure {
    switch (option) {
      case TYPE -> types(value);
      case STATE -> states(value);
      case SIGNAL -> signal(value);
      case LINES -> {
        if (!Options.isNumber(value)) {
          throw new Failure("Failed to parse lines '" + value + "'");
        }
      }
      case OUTPUT -> {
        if (value.equals("help")) {
          throw listing("", OUTPUT_MODES);
        }
        if (!OUTPUT_MODES.contains(value)) {
          throw new Failure("Unknown output '" + value + "'.");
        }
      }
      case LEGEND -> {
        if (Options.bool(value) == null) {
          throw new Failure("Failed to parse boolean argument to --legend: " + value + ".");
        }
      }
      case PRESET_MODE -> {
        if (value.equals("help")) {
          throw listing("", List.of("full", "enable-only", "disable-only"));
        }
        if (presetMode(value) == null) {
          throw new Failure("Failed to parse preset mode: " + value + ".");
        }
      }
      case TIMESTAMP -> {
        if (value.equals("help")) {
          throw listing("", TIMESTAMPS);
        }
        if (!TIMESTAMPS.contains(value.replace("µ", "u"))) {
          throw new Failure("Invalid value: " + value + ".");
        }
      }
      case HOST, MACHINE ->
          throw new Failure(
              "systemctl of Reeve speaks to managers of this machine only: "
                  + (option == Option.HOST ? "--host=" : "--machine=")
                  + value
                  + " is not supported, run it over there.");
      case IMAGE ->
          throw new Failure(
              "systemctl of Reeve does not open disk images: mount "
                  + value
                  + " and name the directory with --root=.");
      default -> {}
    }
  }

  static UnitInstaller.@org.jspecify.annotations.Nullable PresetMode presetMode(String text) {
    for (UnitInstaller.PresetMode mode : UnitInstaller.PresetMode.values()) {
      if (mode.text().equals(text)) {
        return mode;
      }
    }
    return null;
  }

  private void types(String value) throws Failure {
    for (String item : Options.split(value, ',')) {
      if (item.equals("help")) {
        throw listing("Available unit types:", StateNames.TYPES);
      }
      if (!StateNames.TYPES.contains(item) && !StateNames.LOAD_STATES.contains(item)) {
        throw new Failure(
            "Unknown unit type or load state '"
                + item
                + "'.\nUse -t help to see a list of allowed values.");
      }
    }
  }

  private void states(String value) throws Failure {
    if (Options.split(value, ',').contains("help")) {
      StateNames.list(screen);
      throw new Failure("", 0);
    }
  }

  private void signal(String value) throws Failure {
    if (value.equals("help")) {
      for (int number = 0; number <= Signals.RTMAX; number++) {
        String name = number == Signals.RTMIN ? "RTMIN+0" : Signals.name(number);
        screen.line(name == null ? Integer.toString(number) : name);
      }
      throw new Failure("", 0);
    }
    if (Signals.parse(value) < 0) {
      throw new Failure("Failed to parse signal string \"" + value + "\".");
    }
  }

  private Failure listing(String title, List<String> names) {
    if (!title.isEmpty()) {
      screen.line(title);
    }
    for (String name : names) {
      screen.line(name);
    }
    return new Failure("", 0);
  }
}
