package org.reeve.e2e;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * The machines of a test class: one per init, booted when first asked for, with the same unit
 * files.
 */
final class Fleet implements AutoCloseable {
  private final Path units;
  private final Map<Init, Machine> machines = new EnumMap<>(Init.class);

  /**
   * A fleet that boots nothing yet.
   *
   * @param units name of a directory under src/test/resources/units
   */
  Fleet(String units) {
    this.units = Path.of("src/test/resources/units", units);
  }

  /** The machine with this init; skips the calling test where it cannot be had. */
  Machine on(Init init) {
    Needs.machinesWith(init);
    return machines.computeIfAbsent(init, _ -> Machine.boot(init, units));
  }

  @Override
  public void close() {
    machines.values().forEach(Machine::close);
    machines.clear();
  }
}
