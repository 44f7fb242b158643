package org.reeve.init;

import java.util.List;
import java.util.Map;
import org.reeve.bus.ManagerBus;
import org.reeve.bus.UnitFiles;
import org.reeve.host.LinuxHost;
import org.reeve.linux.Fd;
import org.reeve.linux.Fs;
import org.reeve.linux.Socket;
import org.reeve.linux.UnixAddress;
import org.reeve.manager.LogLevel;
import org.reeve.manager.Manager;
import org.reeve.unit.RawText;

/** Puts the bus on the host's loop and opens the private socket. */
final class BusWiring {
  private static final int BACKLOG = 128;

  /**
   * hand keeps the listening socket under this name: clients that come while there is no manager
   * wait in its queue.
   */
  private static final String NAME = "private";

  /** The kinds of container that systemd knows by name. */
  private static final List<String> CONTAINERS =
      List.of(
          "systemd-nspawn",
          "lxc-libvirt",
          "lxc",
          "openvz",
          "docker",
          "podman",
          "rkt",
          "wsl",
          "proot",
          "pouch");

  private BusWiring() {}

  static BusClients serve(Manager manager, LinuxHost host, Places places, UnitFiles files) {
    LinuxMachine machine =
        new LinuxMachine(
            host.cgroupDirectory(),
            host.cgroupRoot(),
            host::processes,
            host::groupOf,
            host.logs(),
            virtualization(host.environment()),
            host.abilities().sentences());
    host.beforeRelease(machine::remember);
    ManagerBus bus =
        new ManagerBus(
            manager,
            machine,
            files,
            new LoopPoller(host.loop()),
            host.newInvocationId().toString(),
            sentence -> host.log(LogLevel.WARNING, null, sentence));
    Fd kept = host.kept(NAME);
    if (kept == null) {
      kept = open(places.privateSocket());
      host.keep(NAME, kept);
    }
    bus.listen(kept);
    return new BusClients(bus, machine);
  }

  private static String virtualization(Map<String, String> environment) {
    String container = environment.getOrDefault("container", "");
    return container.isEmpty() || CONTAINERS.contains(container) ? container : "container-other";
  }

  /** A fresh listening socket; what stands at the path is removed. */
  private static Fd open(String path) {
    byte[] name = RawText.encode(path);
    Fs.unlink(name);
    Fd socket = Socket.unix(Socket.Type.STREAM, true);
    Socket.bind(socket, UnixAddress.path(name));
    Fs.chmod(name, 0600);
    Socket.listen(socket, BACKLOG);
    return socket;
  }
}
