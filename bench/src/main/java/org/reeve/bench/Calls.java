package org.reeve.bench;

import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.StringJoiner;
import org.reeve.dbus.Client;
import org.reeve.dbus.Message;
import org.reeve.dbus.ObjectPath;

/**
 * Runs inside a machine: starts and stops a unit again and again on one connection to the private
 * socket and prints two lines, the milliseconds of each start and of each stop, from the call to
 * its job's JobRemoved.
 */
public final class Calls {
  private static final Path PRIVATE = Path.of("/run/systemd/private");
  private static final ObjectPath MANAGER = new ObjectPath("/org/freedesktop/systemd1");
  private static final String INTERFACE = "org.freedesktop.systemd1.Manager";
  private static final int WARM_UP = 50;

  private final Client client;
  private final String unit;

  private Calls(Client client, String unit) {
    this.client = client;
    this.unit = unit;
  }

  /** Arguments: the unit, which must run, and how many times each call is measured. */
  public static void main(String[] args) throws Exception {
    try (Client client = new Client(SocketChannel.open(UnixDomainSocketAddress.of(PRIVATE)), 0)) {
      client.call(Message.call(MANAGER, INTERFACE, "Subscribe"));
      new Calls(client, args[0]).run(Integer.parseInt(args[1]));
    }
  }

  private void run(int count) throws Exception {
    StringJoiner starts = new StringJoiner(" ");
    StringJoiner stops = new StringJoiner(" ");
    for (int i = -WARM_UP; i < count; i++) {
      double stop = job("StopUnit");
      double start = job("StartUnit");
      if (i >= 0) {
        stops.add(Double.toString(stop));
        starts.add(Double.toString(start));
      }
    }
    System.out.println(starts);
    System.out.println(stops);
  }

  /** Milliseconds from the call until its job is removed. */
  private double job(String method) throws Exception {
    long begin = System.nanoTime();
    Object job =
        client
            .call(Message.call(MANAGER, INTERFACE, method).with("ss", unit, "replace"))
            .getFirst();
    while (true) {
      Message signal = client.signal();
      if ("JobRemoved".equals(signal.member()) && signal.body().get(1).equals(job)) {
        if (!signal.body().get(3).equals("done")) {
          throw new IllegalStateException(method + " ended with " + signal.body().get(3));
        }
        return (System.nanoTime() - begin) / 1e6;
      }
    }
  }
}
