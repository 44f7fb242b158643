package org.reeve.host;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.MessageReceiver;
import org.reeve.linux.Signals;
import org.reeve.linux.Socket;
import org.reeve.linux.Sys;
import org.reeve.linux.UnixAddress;
import org.reeve.manager.Event;
import org.reeve.manager.Host;
import org.reeve.manager.InvocationId;
import org.reeve.recipe.MalformedException;
import org.reeve.recipe.Octets;
import org.reeve.recipe.Recipe;
import org.reeve.recipe.Step;
import org.reeve.unit.DiskFileTree;
import org.reeve.unit.LoadPath;
import org.reeve.unit.SpecifierContext;
import org.reeve.unit.UnitLoader;
import org.reeve.unit.UnitName;

/** A real hand below the test, and hosts in the test that are its managers, one after the other. */
final class HandLab implements AutoCloseable {
  private static final Path HAND = Path.of("../hand/target/hand").toAbsolutePath().normalize();
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  // on the module path the tests are patched into the module, whose place is then that of its main
  // classes
  private static final Path TEST_CLASSES = Path.of("target/test-classes").toAbsolutePath();

  private final Path dir;
  private final Fd listener;
  private final Process hand;
  private final boolean cgroups;
  private @Nullable Fd relay;
  private int relayPid;
  private long connectNanos;
  private @Nullable LinuxHost host;
  final List<Event> events = new ArrayList<>();

  HandLab(Path dir, boolean cgroups) throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(HAND), HAND + " has not been built (make -C hand)");
    this.dir = dir;
    this.cgroups = cgroups;
    Path socket = dir.resolve("relay");
    listener = Socket.unix(Socket.Type.STREAM, true);
    Socket.bind(listener, UnixAddress.path(socket.toString()));
    Socket.listen(listener, 4);
    hand =
        new ProcessBuilder(
                HAND.toString(),
                "--",
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                place(Fd.class) + ":" + place(PassChannel.class) + ":" + TEST_CLASSES,
                PassChannel.class.getName(),
                socket.toString())
            .inheritIO()
            .start();
    try {
      connect();
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  private static String place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  /** Becomes the manager: the first, or the one after {@link #kill}. */
  LinuxHost connect() throws Exception {
    Deadline.until("hand starts a manager", this::accept);
    return host();
  }

  private boolean accept() throws MalformedException {
    Fd connected = Socket.accept(listener, false);
    if (connected == null) {
      return false;
    }
    relay = connected;
    try (MessageReceiver receiver = new MessageReceiver(8, 1)) {
      receiver.receiveBlocking(connected);
      relayPid = (int) receiver.data().order(java.nio.ByteOrder.BIG_ENDIAN).getLong(0);
      Fd channel = receiver.takeDescriptors().getFirst();
      long start = System.nanoTime();
      HostConfig config =
          new HostConfig(dir.resolve("notify").toString(), null, cgroups, 64, null, false);
      host =
          LinuxHost.connect(
              config,
              () ->
                  new UnitLoader(
                      new DiskFileTree(dir.toString()),
                      LoadPath.system(),
                      SpecifierContext.of(java.util.Map.of())),
              Handover.receive(channel));
      host().first(this.events::addAll);
      connectNanos = System.nanoTime() - start;
    }
    return true;
  }

  /**
   * How long the last {@link #connect} took from the channel's arrival to the end of the first
   * turn.
   */
  long connectMillis() {
    return connectNanos / 1_000_000;
  }

  LinuxHost host() {
    LinuxHost current = host;
    if (current == null) {
      throw new IllegalStateException("no manager has connected yet");
    }
    return current;
  }

  /** Ends the manager as kill -9 would: no word to hand, nothing written down any more. */
  void kill() {
    host().close();
    Sys.kill(relayPid, Signals.SIGKILL);
    Fd connection = relay;
    if (connection != null) {
      connection.close();
    }
  }

  /** Takes turns until an event of that kind has come that passes the test; returns it. */
  <E extends Event> E await(Class<E> kind, Predicate<E> test) throws MalformedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    int seen = 0;
    while (true) {
      for (; seen < events.size(); seen++) {
        if (kind.isInstance(events.get(seen)) && test.test(kind.cast(events.get(seen)))) {
          return kind.cast(events.get(seen));
        }
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "no such " + kind.getSimpleName() + " in 10 s, but " + shortened(events));
      }
      turn(50_000);
    }
  }

  private static List<Event> shortened(List<Event> all) {
    return all.subList(Math.max(0, all.size() - 20), all.size());
  }

  /** One turn, which waits at most that long. */
  void turn(long usec) throws MalformedException {
    LinuxHost current = host();
    current.wakeAt(org.reeve.linux.Clock.MONOTONIC.usec() + usec);
    current.turn(arrived -> {
      for (Event event : arrived) {
        if (!(event instanceof Event.TimerElapsed)) {
          events.add(event);
        }
      }
    });
  }

  /** A turn in which the manager gives these orders. */
  void order(Runnable orders) throws MalformedException {
    host().loop().post(orders);
    turn(0);
  }

  int handPid() {
    return (int) hand.pid();
  }

  boolean hasCgroups() {
    return host().abilities().cgroups();
  }

  /** A spawn of {@code /bin/sh -c script} with its output to the unit's log. */
  static Host.Spawn shell(long number, UnitName unit, String script, Step... more) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.Session());
    steps.add(new Step.Null(0));
    steps.add(new Step.Attached(0, 1));
    steps.add(new Step.Duplicate(1, 2));
    steps.addAll(List.of(more));
    steps.add(new Step.CloseOthers(List.of(0, 1, 2)));
    steps.add(new Step.Signals(List.of()));
    steps.add(
        new Step.Exec(
            Octets.of("/bin/sh"), List.of(Octets.of("sh"), Octets.of("-c"), Octets.of(script))));
    return new Host.Spawn(
        number,
        unit,
        "system.slice/" + unit.text(),
        Recipe.of(steps.toArray(Step[]::new)),
        List.of(new Host.Attachment.LogStream(unit, new InvocationId(7, number), "")),
        false);
  }

  /** A kill of the unit's whole group. */
  static Host.Kill kill(UnitName unit, int signal) {
    return new Host.Kill(
        unit, "system.slice/" + unit.text(), null, List.of(), signal, false, false);
  }

  @Override
  public void close() throws IOException {
    LinuxHost current = host;
    if (current != null) {
      current.close();
    }
    int pid = handPid();
    // all that hand has below it, and then hand: whatever a failed test has left
    for (ProcessHandle child : hand.descendants().toList()) {
      child.destroyForcibly();
    }
    hand.destroyForcibly();
    try {
      hand.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listener.close();
    removeGroups(pid);
  }

  private static void removeGroups(int pid) {
    CgroupSetup setup = CgroupSetup.find(pid, null);
    CgroupTree tree = setup.tree();
    if (tree != null) {
      try {
        Deadline.until("the groups are empty", () -> tree.isEmpty(""));
      } catch (Exception e) {
        throw new AssertionError("processes are left in " + setup.sentence(), e);
      }
      for (Fs.Entry entry : Fs.list(tree.directory(""))) {
        if (entry.isDirectory()) {
          tree.release(entry.text());
        }
      }
      Fs.rmdir(tree.directory(""));
      tree.close();
    }
  }
}
