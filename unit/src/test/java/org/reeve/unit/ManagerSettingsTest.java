package org.reeve.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ManagerSettingsTest {
  private final MemoryFileTree files = new MemoryFileTree();
  private final SpecifierContext specifiers = SpecifierContext.of(Map.of('H', "box"));

  private ManagerSettings read() {
    return ManagerSettings.read(files, specifiers, false);
  }

  @Test
  void defaultsOfUnitsAreFoundByEveryUnitThatDoesNotSetThem() {
    files.file(
        "/etc/systemd/system.conf",
        "[Manager]\nDefaultRestartSec=3s\nDefaultLimitNOFILE=100:200\nDefaultStandardOutput=null\n");
    files.file("/etc/systemd/system/a.service", "[Service]\nExecStart=/bin/true\n");
    files.file("/etc/systemd/system/b.service", "[Service]\nExecStart=/bin/true\nRestartSec=1\n");
    var loader = new UnitLoader(files, LoadPath.system(), specifiers, read());
    UnitDefinition silent = loader.load(UnitName.of("a.service"));
    UnitDefinition outspoken = loader.load(UnitName.of("b.service"));
    assertThat(silent.get(ServiceSettings.RESTART_SEC)).isEqualTo(TimeSpan.ofSeconds(3));
    assertThat(silent.get(ExecSettings.LIMIT_NOFILE)).isEqualTo(new ResourceLimit(100, 200));
    assertThat(silent.get(ExecSettings.STANDARD_OUTPUT)).isEqualTo(StandardStream.NULL);
    assertThat(silent.isSet(ServiceSettings.RESTART_SEC)).isTrue();
    assertThat(outspoken.get(ServiceSettings.RESTART_SEC)).isEqualTo(TimeSpan.ofSeconds(1));
  }

  @Test
  void dropInsAreReadInTheOrderOfTheirNamesAndTheMostImportantDirectoryWins() {
    files.file("/etc/systemd/system.conf", "[Manager]\nLogLevel=info\nDefaultEnvironment=A=1\n");
    files.file("/usr/lib/systemd/system.conf.d/50-x.conf", "[Manager]\nLogLevel=err\n");
    files.file("/run/systemd/system.conf.d/50-x.conf", "[Manager]\nLogLevel=debug\n");
    files.file(
        "/usr/local/lib/systemd/system.conf.d/60-y.conf",
        "[Manager]\nDefaultEnvironment=\"B=two words\" C=%H\n");
    ManagerSettings settings = read();
    assertThat(settings.text("LogLevel")).isEqualTo("debug");
    assertThat(settings.environment("DefaultEnvironment"))
        .containsExactly(Map.entry("A", "1"), Map.entry("B", "two words"), Map.entry("C", "box"));
  }

  @Test
  void whatIsUnknownOrNotEnforcedIsNamedWithFileAndLine() {
    files.file(
        "/etc/systemd/system.conf",
        "[Manager]\nNoSuchKey=1\nRuntimeWatchdogSec=10\nDefaultRestartSec=soon\n[Other]\nX=1\n");
    assertThat(read().problems())
        .extracting(problem -> problem.origin() + " " + problem.message())
        .satisfiesExactly(
            one -> assertThat(one).contains("system.conf:2").contains("NoSuchKey"),
            two -> assertThat(two).contains("system.conf:3").contains("RuntimeWatchdogSec="),
            three -> assertThat(three).contains("system.conf:4").contains("soon"),
            four -> assertThat(four).contains("system.conf:5").contains("Other"));
  }

  @Test
  void aUserManagerReadsItsOwnFile() {
    files.file("/etc/systemd/system.conf", "[Manager]\nLogLevel=err\n");
    files.file("/etc/systemd/user.conf", "[Manager]\nLogLevel=debug\n");
    assertThat(ManagerSettings.read(files, specifiers, true).text("LogLevel")).isEqualTo("debug");
  }
}
