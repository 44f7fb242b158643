package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reeve.unit.Condition;
import org.reeve.unit.ConditionKind;

class ConditionsTest {
  @TempDir Path dir;

  private final Conditions conditions =
      new Conditions(Users.ofSystem(), Map.of("container", "podman", "COLOUR", "red"));

  @BeforeEach
  void files() throws Exception {
    Files.createDirectory(dir.resolve("empty"));
    Files.createFile(dir.resolve("blank"));
    Files.createFile(
        dir.resolve("program"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(dir.resolve("program"), "#!/bin/sh\n");
    Files.createSymbolicLink(dir.resolve("link"), Path.of("program"));
    Files.createSymbolicLink(dir.resolve("dangling"), Path.of("nothing"));
  }

  private boolean test(ConditionKind kind, String parameter) {
    return conditions.test(new Condition(kind, false, false, parameter));
  }

  @ParameterizedTest
  @CsvSource({
    "PATH_EXISTS, /program, true",
    "PATH_EXISTS, /nothing, false",
    "PATH_EXISTS, /dangling, false",
    "PATH_EXISTS_GLOB, /pro*, true",
    "PATH_EXISTS_GLOB, /x*, false",
    "PATH_IS_DIRECTORY, /empty, true",
    "PATH_IS_DIRECTORY, /program, false",
    "PATH_IS_SYMBOLIC_LINK, /link, true",
    "PATH_IS_SYMBOLIC_LINK, /dangling, true",
    "PATH_IS_SYMBOLIC_LINK, /program, false",
    "PATH_IS_MOUNT_POINT, /empty, false",
    "PATH_IS_READ_WRITE, /empty, true",
    "PATH_IS_READ_WRITE, /nothing, false",
    "DIRECTORY_NOT_EMPTY, '', true",
    "DIRECTORY_NOT_EMPTY, /empty, false",
    "DIRECTORY_NOT_EMPTY, /nothing, false",
    "FILE_NOT_EMPTY, /program, true",
    "FILE_NOT_EMPTY, /blank, false",
    "FILE_NOT_EMPTY, /empty, false",
    "FILE_IS_EXECUTABLE, /program, true",
    "FILE_IS_EXECUTABLE, /link, true",
    "FILE_IS_EXECUTABLE, /blank, false",
    "FILE_IS_EXECUTABLE, /empty, false",
  })
  void pathsAreLookedAt(ConditionKind kind, String path, boolean expected) {
    assertThat(test(kind, dir + path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "ENVIRONMENT, COLOUR, true",
    "ENVIRONMENT, COLOUR=red, true",
    "ENVIRONMENT, COLOUR=blue, false",
    "ENVIRONMENT, SHAPE, false",
    "VIRTUALIZATION, yes, true",
    "VIRTUALIZATION, no, false",
    "VIRTUALIZATION, container, true",
    "VIRTUALIZATION, podman, true",
    "VIRTUALIZATION, docker, false",
    "VIRTUALIZATION, vm, false",
    "ARCHITECTURE, native, true",
    "ARCHITECTURE, sparc, false",
    "KERNEL_COMMAND_LINE, reeve.no-such-word, false",
    "CAPABILITY, CAP_NO_SUCH, false",
    "USER, no-such-user, false",
    "GROUP, no-such-group, false",
  })
  void theManagersSurroundingsAreLookedAt(ConditionKind kind, String value, boolean expected) {
    assertThat(test(kind, value)).isEqualTo(expected);
  }

  @Test
  void mountPointsAreFound() {
    assertThat(test(ConditionKind.PATH_IS_MOUNT_POINT, "/proc")).isTrue();
    assertThat(test(ConditionKind.PATH_IS_MOUNT_POINT, "/")).isTrue();
  }

  @Test
  void theUserWhoRunsTheManagerIsFoundByNumber() {
    assertThat(test(ConditionKind.USER, Integer.toString(org.reeve.linux.Sys.uid()))).isTrue();
    assertThat(test(ConditionKind.GROUP, Integer.toString(org.reeve.linux.Sys.gid()))).isTrue();
  }

  @Test
  void theHostIsKnownByPatternOfItsName() {
    String name = org.reeve.linux.Sys.uname().node();
    assertThat(test(ConditionKind.HOST, name)).isTrue();
    assertThat(test(ConditionKind.HOST, name.substring(0, 1) + "*")).isTrue();
    assertThat(test(ConditionKind.HOST, "no-such-host")).isFalse();
  }

  /**
   * The same questions to {@code systemd-analyze condition} on this machine; its answers about a
   * container are left out, because our manager here is told that it is in one.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "KernelVersion=6.*",
        "KernelVersion=>=3.1",
        "KernelVersion=>= 3.1",
        "KernelVersion=>=3.1 <4",
        "KernelVersion=<3",
        "Memory=>1G",
        "Memory=1G",
        "Memory=>= 1G",
        "Memory=>100T",
        "Memory=x",
        "CPUs=>1",
        "CPUs=1",
        "CPUs=>=1000",
        "CPUFeature=sse2",
        "CPUFeature=SSE2",
        "CPUFeature=nonsense",
        "OSRelease=ID=debian",
        "OSRelease=VERSION_ID>=11",
        "OSRelease=ID=debian VERSION_ID<10",
        "OSRelease=ID$=deb*",
        "OSRelease=ID!=x",
        "OSRelease=NOSUCH=",
        "OSRelease=ID",
        "Security=selinux",
        "Security=apparmor",
        "Security=tomoyo",
        "Security=ima",
        "Security=smack",
        "Security=audit",
        "Security=uefi-secureboot",
        "Security=tpm2",
        "Security=foo",
        "Firmware=uefi",
        "Firmware=device-tree",
        "Firmware=device-tree-compatible(x)",
        "Firmware=smbios-field(product_name $= *)",
        "Firmware=foo",
        "CPUPressure=100%/10sec",
        "MemoryPressure=foo",
        "IOPressure=100%",
        "PathIsEncrypted=/etc",
        "PathIsReadWrite=/etc",
        "PathIsReadWrite=/nonexistent",
        "PathIsMountPoint=/proc",
        "PathIsMountPoint=/",
        "PathIsMountPoint=/etc",
        "DirectoryNotEmpty=/etc",
        "FileNotEmpty=/etc/hostname",
        "FileIsExecutable=/bin/sh",
        "PathExistsGlob=/etc/host*",
        "PathIsSymbolicLink=/bin",
        "User=root",
        "User=0",
        "User=@system",
        "User=nobody",
        "Group=root",
        "Group=nogroup",
        "Capability=CAP_SYS_ADMIN",
        "Capability=cap_net_raw",
        "Capability=CAP_NONSENSE",
        "Architecture=x86-64",
        "Architecture=native",
        "Architecture=arm64",
        "Host=x",
        "ACPower=yes",
        "ACPower=no",
        "FirstBoot=no",
        "NeedsUpdate=/etc",
        "ControlGroupController=nonsense",
        "KernelCommandLine=nosuch",
      })
  void systemdAnswersTheSame(String question) throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/systemd-analyze")),
        "systemd-analyze is not installed: nothing to compare with");
    Process systemd =
        new ProcessBuilder("systemd-analyze", "condition", "Condition" + question)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    int equals = question.indexOf('=');
    ConditionKind kind = null;
    for (ConditionKind each : ConditionKind.values()) {
      kind = each.suffix().equals(question.substring(0, equals)) ? each : kind;
    }
    assertThat(kind).isNotNull();
    assertThat(test(java.util.Objects.requireNonNull(kind), question.substring(equals + 1)))
        .isEqualTo(systemd.waitFor() == 0);
  }
}
