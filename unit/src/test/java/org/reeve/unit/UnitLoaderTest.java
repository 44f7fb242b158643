package org.reeve.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnitLoaderTest {
  private final MemoryFileTree files = new MemoryFileTree();

  private UnitDefinition load(String name) {
    var loader =
        new UnitLoader(
            files, LoadPath.system(), SpecifierContext.of(Map.of('t', "/run", 'H', "box")));
    return loader.load(UnitName.of(name));
  }

  @Test
  void readsTypedValuesWithTheirLines() {
    files.file(
        "/etc/systemd/system/echo.service",
        """
        [Unit]
        Description=UDP echo on %H
        After=network.target
        StartLimitIntervalSec=0

        [Service]
        Type=simple
        Restart=always
        RestartSec=1
        ExecStart=/usr/bin/env java -jar "/srv/a b.jar" $PORT

        [Install]
        WantedBy=multi-user.target
        Alias=udp.service
        """);
    UnitDefinition unit = load("echo.service");
    assertThat(unit.problems()).isEmpty();
    assertThat(unit.loadState()).isEqualTo(LoadState.LOADED);
    assertThat(unit.get(UnitSettings.DESCRIPTION)).isEqualTo("UDP echo on box");
    assertThat(unit.get(UnitSettings.START_LIMIT_INTERVAL_SEC)).isEqualTo(TimeSpan.ZERO);
    assertThat(unit.get(ServiceSettings.RESTART)).isEqualTo(ServiceRestart.ALWAYS);
    assertThat(unit.get(ServiceSettings.RESTART_SEC)).isEqualTo(TimeSpan.ofSeconds(1));
    assertThat(unit.get(ServiceSettings.EXEC_START).getFirst().argv())
        .containsExactly("/usr/bin/env", "java", "-jar", "/srv/a b.jar", "$PORT");
    assertThat(unit.origins(ServiceSettings.RESTART_SEC))
        .containsExactly(new Origin("/etc/systemd/system/echo.service", 9));
    assertThat(unit.get(UnitSettings.AFTER)).containsExactly(UnitName.of("network.target"));
    assertThat(unit.dependencies(DependencyType.AFTER))
        .containsExactly(UnitName.of("network.target"));
    assertThat(unit.get(InstallSettings.ALIAS)).isEqualTo(List.of("udp.service"));
  }

  @Test
  void aUnitWithoutFileIsNotFound() {
    assertThat(load("no.service").loadState()).isEqualTo(LoadState.NOT_FOUND);
  }
}
