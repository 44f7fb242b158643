package org.reeve.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reeve.unit.UnitName;

class KernelCommandLineTest {
  @ParameterizedTest
  @CsvSource({
    "root=/dev/vda rescue, rescue.target",
    "single, rescue.target",
    "-b, emergency.target",
    "emergency, emergency.target",
    "3, multi-user.target",
    "5, graphical.target",
    "systemd.unit=nginx.service quiet, nginx.service",
  })
  void wordsChooseWhatIsStartedFirst(String line, String unit) {
    assertThat(KernelCommandLine.parse(line).unit()).isEqualTo(UnitName.of(unit));
  }

  @Test
  void optionsStandForKeysOfSystemConf() {
    KernelCommandLine line =
        KernelCommandLine.parse(
            "quiet systemd.log_level=debug systemd.log-target=console systemd.setenv=A=\"1 2\" x");
    assertThat(line.unit()).isNull();
    assertThat(line.settings())
        .isEqualTo(Map.of("ShowStatus", "no", "LogLevel", "debug", "LogTarget", "console"));
    assertThat(line.environment()).isEqualTo(Map.of("A", "1 2"));
  }
}
