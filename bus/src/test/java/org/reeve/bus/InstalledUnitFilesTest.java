package org.reeve.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.reeve.dbus.BusError;
import org.reeve.unit.HostSpecifiers;
import org.reeve.unit.LoadPath;
import org.reeve.unit.MemoryFileTree;
import org.reeve.unit.UnitInstaller;

/** What the D-Bus methods about unit files answer; recorded from systemd 252 for the same calls. */
class InstalledUnitFilesTest {
  private final MemoryFileTree tree =
      new MemoryFileTree()
          .file(
              "/etc/systemd/system/echo.service",
              "[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n")
          .file("/etc/systemd/system/static.service", "[Service]\nExecStart=/bin/true\n")
          .file("/lib/systemd/system/my.target", "[Unit]\n")
          .link("/etc/systemd/system/masked.service", "/dev/null");

  private final UnitFiles files =
      new InstalledUnitFiles(
          LoadPath.system(),
          () ->
              new UnitInstaller(
                  tree, LoadPath.system(), new HostSpecifiers(tree, Map.of(), false)));

  private static AbstractThrowableAssert<?, ?> assertRefused(
      String error, String sentence, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(BusError.class, e -> assertThat(e.errorName()).isEqualTo(error))
        .hasMessage(sentence);
  }

  @Test
  void enablingTellsTheLinksAndDisablingTakesThemBack() throws BusError {
    UnitFiles.Outcome enabled = files.enable(List.of("echo.service"), false, false);
    String link = "/etc/systemd/system/multi-user.target.wants/echo.service";
    assertThat(enabled.carriesInstallInfo()).isTrue();
    assertThat(enabled.changes())
        .contains(new UnitFiles.Change("symlink", link, "/etc/systemd/system/echo.service"));
    assertThat(files.requireState("echo.service")).isEqualTo("enabled");
    assertThat(files.disable(List.of("echo.service"), false).changes())
        .containsExactly(new UnitFiles.Change("unlink", link, ""));
    assertThat(files.state("echo.service")).isEqualTo("disabled");
  }

  @Test
  void aUnitWithoutInstallSectionSaysThatThereIsNothingToInstall() throws BusError {
    UnitFiles.Outcome outcome = files.enable(List.of("static.service"), false, false);
    assertThat(outcome.carriesInstallInfo()).isFalse();
    assertThat(outcome.changes()).isEmpty();
  }

  @Test
  void whatCannotBeDoneHasSystemdsErrorNameAndSentence() {
    String systemd = "org.freedesktop.systemd1.";
    assertRefused(
        systemd + "NoSuchUnit",
        "Unit file nope.service does not exist.",
        () -> files.enable(List.of("nope.service"), false, false));
    assertRefused(
        systemd + "UnitMasked",
        "Unit file /etc/systemd/system/masked.service is masked.",
        () -> files.enable(List.of("masked.service"), false, false));
    assertRefused(
        systemd + "UnitExists",
        "File /etc/systemd/system/echo.service already exists.",
        () -> files.mask(List.of("echo.service"), false, false));
    assertRefused(
        "org.freedesktop.DBus.Error.FileNotFound",
        "No such file or directory",
        () -> files.requireState("nope.service"));
    assertRefused(
        "org.freedesktop.DBus.Error.InvalidArgs",
        "Invalid argument",
        () -> files.requireState("nosuffix"));
    assertRefused(
        "org.freedesktop.DBus.Error.InvalidArgs",
        "Invalid argument",
        () -> files.addDependency(List.of("echo.service"), "my.target", "Foo", false, false));
    assertRefused(
        "org.freedesktop.DBus.Error.InvalidArgs",
        "Invalid argument",
        () -> files.preset(List.of("echo.service"), "some", false, false));
  }

  @Test
  void theDefaultTargetIsSetAndRead() throws BusError {
    files.setDefaultTarget("my.target", true);
    assertThat(files.defaultTarget()).isEqualTo("my.target");
  }
}
