package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnmounterTest {
  @Test
  void mountinfoIsReadWithOptionalFieldsAndEscapes() {
    assertThat(
            Unmounter.parse(
                """
                22 1 0:20 / / rw shared:1 master:2 - overlay overlay rw
                23 22 8:1 /a /srv/my\\040disk rw - ext4 /dev/sda1 rw
                """))
        .containsExactly(
            new Unmounter.Mount("/", "overlay", "overlay"),
            new Unmounter.Mount("/srv/my disk", "ext4", "/dev/sda1"));
  }
}
