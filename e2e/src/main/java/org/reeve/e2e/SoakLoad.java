package org.reeve.e2e;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Client;
import org.reeve.dbus.Message;
import org.reeve.dbus.ObjectPath;
import org.reeve.dbus.Variant;

/**
 * Runs inside a machine: starts and stops the units of {@code soak/units} in turn, one of each kind
 * at a time, over connections of its own to the private socket, and checks what became of each job.
 *
 * <p>A round starts one unit of each kind and stops it; half of them are instances whose name no
 * other round has, and sockets get connections. It has a connection of its own, which looks at what
 * it started and asks after a unit that does not exist, so that a manager that keeps something of
 * clients or of what they asked for is found out too.
 */
public final class SoakLoad {
  private static final Path PRIVATE = Path.of("/run/systemd/private");
  private static final ObjectPath MANAGER = new ObjectPath("/org/freedesktop/systemd1");
  private static final String INTERFACE = "org.freedesktop.systemd1.Manager";
  private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
  private static final Duration SOON = Duration.ofSeconds(60);

  /**
   * A unit of a round.
   *
   * @param name its name, with %d where the number of the round goes
   * @param start what its start job ends with
   * @param ends the state it is left in
   */
  private record Kind(String name, String start, String ends) {
    String unit(int round) {
      return name.replace("%d", Integer.toString(round));
    }

    boolean fails() {
      return start.equals("failed");
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("soak-simple.service", "done", "inactive"),
          new Kind("soak-exec.service", "done", "inactive"),
          new Kind("soak-oneshot.service", "done", "inactive"),
          new Kind("soak-notify.service", "done", "inactive"),
          new Kind("soak-forking.service", "done", "inactive"),
          new Kind("soak-missing.service", "failed", "failed"),
          new Kind("soak-fails@%d.service", "failed", "failed"),
          new Kind("soak-returns@%d.service", "done", "inactive"),
          new Kind("soak@%d.service", "done", "inactive"),
          new Kind("soak-stays@%d.service", "done", "failed"),
          new Kind("soak-says@%d.service", "done", "inactive"),
          new Kind("soak-needs@%d.service", "done", "inactive"),
          new Kind("soak-listens.socket", "done", "inactive"),
          new Kind("soak-accepts.socket", "done", "inactive"));

  /** The starts of a round: three of them start another service too. */
  static final int ROUND = KINDS.size() + 3;

  private final Client client;
  private final int round;

  /** How jobs ended that nobody has asked for yet. */
  private final Map<Object, String> ended = new HashMap<>();

  private SoakLoad(Client client, int round) {
    this.client = client;
    this.round = round;
  }

  /** Arguments: the number of the first round and how many there are. */
  public static void main(String[] args) throws IOException, BusError, InterruptedException {
    int first = Integer.parseInt(args[0]);
    for (int round = first; round < first + Integer.parseInt(args[1]); round++) {
      try (Client client = new Client(SocketChannel.open(UnixDomainSocketAddress.of(PRIVATE)), 0)) {
        client.call(call("Subscribe"));
        new SoakLoad(client, round).run();
      }
    }
    try (Client client = new Client(SocketChannel.open(UnixDomainSocketAddress.of(PRIVATE)), 0)) {
      client.call(call("Reload"));
    }
  }

  private void run() throws IOException, BusError, InterruptedException {
    all("StartUnit", true);
    String returns = "soak-returns@" + round + ".service";
    client.call(call("KillUnit").with("ssi", returns, "main", 9));
    look();
    await(returns, "Service", "NRestarts", "1");
    await(returns, "Unit", "ActiveState", "active");
    connect();
    all("StopUnit", false);
    result(job("StopUnit", "soak-listens.service"));
    for (Kind kind : KINDS) {
      if (kind.ends().equals("failed")) {
        client.call(call("ResetFailedUnit").with("s", kind.unit(round)));
      }
    }
  }

  /**
   * Calls a method for one unit of each kind that can be stopped, or of all, and awaits the jobs.
   */
  private void all(String method, boolean withFailing) throws IOException, BusError {
    Map<Kind, Object> jobs = new HashMap<>();
    for (Kind kind : KINDS) {
      if (withFailing || !kind.fails()) {
        jobs.put(kind, job(method, kind.unit(round)));
      }
    }
    for (Map.Entry<Kind, Object> job : jobs.entrySet()) {
      String result = result(job.getValue());
      String expected = withFailing ? job.getKey().start() : "done";
      if (!result.equals(expected)) {
        throw new IllegalStateException(
            method + " " + job.getKey().unit(round) + " ended with " + result);
      }
    }
  }

  private Object job(String method, String unit) throws IOException, BusError {
    return client.call(call(method).with("ss", unit, "replace")).getFirst();
  }

  private String result(Object job) throws IOException {
    while (!ended.containsKey(job)) {
      Message signal = client.signal();
      if ("JobRemoved".equals(signal.member())) {
        ended.put(signal.body().get(1), String.valueOf(signal.body().get(3)));
      }
    }
    return String.valueOf(ended.remove(job));
  }

  /** What systemctl status and list-units ask for, and a unit that nobody has. */
  private void look() throws IOException, BusError {
    client.call(call("ListUnits"));
    List<String> units = new ArrayList<>(List.of("no-such-" + round + ".service"));
    KINDS.forEach(kind -> units.add(kind.unit(round)));
    for (String unit : units) {
      client.call(
          Message.call(path(unit), PROPERTIES, "GetAll")
              .with("s", "org.freedesktop.systemd1." + type(unit)));
    }
  }

  /** Starts two services by traffic: one that takes no notice, and one that answers. */
  private void connect() throws IOException, BusError, InterruptedException {
    SocketChannel.open(UnixDomainSocketAddress.of("/run/soak-listens")).close();
    try (SocketChannel socket =
        SocketChannel.open(UnixDomainSocketAddress.of("/run/soak-accepts"))) {
      String answer =
          new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.UTF_8);
      if (!answer.equals("hello\n")) {
        throw new IllegalStateException("the connection's service said: " + answer);
      }
    }
    await("soak-listens.service", "Unit", "ActiveState", "active");
  }

  private void await(String unit, String of, String property, String value)
      throws IOException, BusError, InterruptedException {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!property(unit, of, property).equals(value)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(property + " of " + unit + " did not become " + value);
      }
      Thread.sleep(5);
    }
  }

  /** The interface that units of this name have besides their common one. */
  private static String type(String unit) {
    return unit.endsWith(".socket") ? "Socket" : "Service";
  }

  private String property(String unit, String of, String name) throws IOException, BusError {
    Message get =
        Message.call(path(unit), PROPERTIES, "Get")
            .with("ss", "org.freedesktop.systemd1." + of, name);
    return String.valueOf(((Variant) client.call(get).getFirst()).value());
  }

  private ObjectPath path(String unit) throws IOException, BusError {
    return (ObjectPath) client.call(call("LoadUnit").with("s", unit)).getFirst();
  }

  private static Message call(String method) {
    return Message.call(MANAGER, INTERFACE, method);
  }
}
