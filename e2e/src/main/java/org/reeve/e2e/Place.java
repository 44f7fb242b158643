package org.reeve.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What Reeve was booted in, a machine or a container, for those who do not care which. */
interface Place extends AutoCloseable {
  /** PID 1's process id as seen from outside. */
  long init();

  /** Runs a command inside and waits for it; one that takes longer than that fails the test. */
  Result run(List<String> command, Duration limit);

  Result systemctl(String... arguments);

  /** The groups in its own cgroup, if it has one: paths below it. */
  List<String> groups();

  String console();

  /** A file as it is seen inside. */
  default Path path(String absolute) {
    return Path.of("/proc/" + init() + "/root" + absolute);
  }

  /** PID 1 and all that it and its descendants have made; who was sent in is not among them. */
  default List<ProcessHandle> inhabitants() {
    ProcessHandle first = ProcessHandle.of(init()).orElseThrow();
    List<ProcessHandle> all = new ArrayList<>(List.of(first));
    all.addAll(first.descendants().toList());
    return all;
  }

  @Override
  void close();
}
