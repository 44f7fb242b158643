package org.reeve.bus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reeve.dbus.ObjectPath;

class PathsTest {
  /** Pairs as systemd 252 itself lists them under /org/freedesktop/systemd1/unit. */
  @ParameterizedTest
  @CsvSource({
    "basic.target, basic_2etarget",
    "-.slice, _2d_2eslice",
    "systemd-journald-dev-log.socket, systemd_2djournald_2ddev_2dlog_2esocket",
    "proc-sys-fs-binfmt_misc.automount, proc_2dsys_2dfs_2dbinfmt_5fmisc_2eautomount",
    "getty@tty1.service, getty_40tty1_2eservice",
    "6tunnel.service, _36tunnel_2eservice",
    "ü.service, _c3_bc_2eservice",
  })
  void aUnitsNameIsAnElementOfItsPathAndCanBeReadBack(String name, String element) {
    assertThat(Paths.escape(name)).isEqualTo(element);
    assertThat(Paths.unescape(element)).isEqualTo(name);
    ObjectPath path = Paths.unit(name);
    assertThat(path.text()).isEqualTo("/org/freedesktop/systemd1/unit/" + element);
    assertThat(Paths.unitOf(path)).isEqualTo(name);
  }

  @Test
  void nothingAtAllIsAnUnderscore() {
    assertThat(Paths.escape("")).isEqualTo("_");
    assertThat(Paths.unescape("_")).isEmpty();
  }

  @Test
  void whatIsNoEscapeStaysAsItIs() {
    assertThat(Paths.unescape("a_zz_2")).isEqualTo("a_zz_2");
  }

  @Test
  void aJobsNumberIsReadFromItsPath() {
    assertThat(Paths.jobOf(Paths.job(17))).isEqualTo(17);
    for (String no : new String[] {"x", "1x", "99999999999", "-1"}) {
      if (ObjectPath.isValid("/org/freedesktop/systemd1/job/" + no)) {
        assertThat(Paths.jobOf(new ObjectPath("/org/freedesktop/systemd1/job/" + no))).isZero();
      }
    }
  }

  @Test
  void theWayToTheManagerIsListedElementByElement() {
    assertThat(Paths.above(ObjectPath.ROOT)).containsExactly("org");
    assertThat(Paths.above(new ObjectPath("/org/freedesktop")))
        .containsExactly("LogControl1", "systemd1");
    assertThat(Paths.above(new ObjectPath("/nix"))).isEmpty();
  }
}
