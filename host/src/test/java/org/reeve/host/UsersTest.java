package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reeve.linux.Fs;
import org.reeve.manager.Host.Identity;

class UsersTest {
  @TempDir Path dir;
  private Users users = Users.ofSystem();

  @BeforeEach
  void files() throws IOException {
    Path passwd = dir.resolve("passwd");
    Path group = dir.resolve("group");
    Files.writeString(
        passwd,
        """
        # a comment
        root:x:0:0:root:/root:/bin/bash
        broken line
        +nis::::::
        alice:x:1000:100:Alice,,,:/home/älice:/bin/zsh
        12345:x:77:77::/:/bin/false
        """);
    Files.writeString(
        group,
        """
        root:x:0:
        users:x:100:alice
        wheel:x:10:root,alice
        audio:x:29:alice,bob
        alic:x:30:alic
        """);
    users = new Users(Fs.path(passwd.toString()), Fs.path(group.toString()));
  }

  @Test
  void aUserHasItsOwnGroupFirstThenThoseThatListIt() {
    assertThat(users.user("alice"))
        .isEqualTo(
            new Identity(
                true, 1000, 100, "alice", "/home/älice", "/bin/zsh", List.of(100, 10, 29)));
  }

  @Test
  void aNumberIsAUidEvenIfAUserHasItAsName() {
    assertThat(users.user("1000").name()).isEqualTo("alice");
    assertThat(users.user("12345").uid()).isEqualTo(12345);
  }

  @Test
  void aNumberThatNobodyHasIsFound() {
    assertThat(users.user("4242"))
        .isEqualTo(new Identity(true, 4242, 4242, "", "", "", List.of(4242)));
    assertThat(users.group("4242").gid()).isEqualTo(4242);
  }

  @Test
  void idsThatMeanNoneAreNotFound() {
    for (String none : List.of("4294967295", "65535", "-1", "99999999999", "007", "")) {
      assertThat(users.user(none).found()).as(none).isFalse();
    }
  }

  @Test
  void aNameThatNobodyHasIsNotFound() {
    assertThat(users.user("bob").found()).isFalse();
    assertThat(users.user("+nis").found()).isFalse();
    assertThat(users.group("bob").found()).isFalse();
  }

  @Test
  void aGroupIsFoundByNameAndNumber() {
    assertThat(users.group("audio").gid()).isEqualTo(29);
    assertThat(users.group("29").name()).isEqualTo("audio");
  }

  @Test
  void rootOfThisMachineIsWhatGetentSays() throws Exception {
    Process getent = new ProcessBuilder("getent", "passwd", "root").start();
    String line = new String(getent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Identity root = Users.ofSystem().user("root");
    assertThat(line.strip()).startsWith("root:").endsWith(root.home() + ":" + root.shell());
  }
}
