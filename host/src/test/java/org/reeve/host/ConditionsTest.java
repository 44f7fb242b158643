package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
}
