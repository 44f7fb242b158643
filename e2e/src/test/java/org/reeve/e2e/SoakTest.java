package org.reeve.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A small share of the 10,000 starts that {@code soak/run} makes. */
class SoakTest {
  @Test
  void descriptorsProcessesCgroupsAndMemoryAreTheSameAfterManyStartsAndStops() {
    Needs.machinesWith(Init.REEVE);
    assertThat(Soak.onMachine(1000, 4, System.out)).isEmpty();
  }
}
