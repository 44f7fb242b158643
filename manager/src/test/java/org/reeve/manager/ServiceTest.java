package org.reeve.manager;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What single services do, from their unit file to their end. */
final class ServiceTest {

  @Test
  void aSimpleServiceRunsUntilItIsStopped() {
    Scene scene = new Scene().service("a.service", "ExecStart=/usr/bin/a");

    scene.start("a.service").run(Scene.SECOND);
    assertThat(scene.state("a.service")).isEqualTo("active/running");
    assertThat(scene.service("a.service").mainPid()).isPositive();

    scene.stop("a.service").run(Scene.SECOND);
    assertThat(scene.state("a.service")).isEqualTo("inactive/dead");
    assertThat(scene.jobs()).containsExactly("a.service start done", "a.service stop done");
    assertThat(scene.killed()).containsExactly("a.service 15");
  }
}
