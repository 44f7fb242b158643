package org.reeve.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.reeve.manager.ExecKind;
import org.reeve.manager.Socket;
import org.reeve.unit.ExecSettings;
import org.reeve.unit.Listen;
import org.reeve.unit.Section;
import org.reeve.unit.SocketSettings;

/** The properties of sockets: org.freedesktop.systemd1.Socket. */
final class SocketProperties {
  static final String NAME = "org.freedesktop.systemd1.Socket";

  private static final Map<ExecKind, String> EXEC =
      Map.of(
          ExecKind.SOCKET_START_PRE, "ExecStartPre",
          ExecKind.SOCKET_START_POST, "ExecStartPost",
          ExecKind.SOCKET_STOP_PRE, "ExecStopPre",
          ExecKind.SOCKET_STOP_POST, "ExecStopPost");

  private final CgroupProperties cgroups;

  SocketProperties(CgroupProperties cgroups) {
    this.cgroups = cgroups;
  }

  Binding<Socket> binding() {
    Binding<Socket> binding = new Binding<>(NAME);
    binding
        .property("TimeoutUSec", socket -> BusValue.usec(socket.timeoutUsec()))
        .property("Listen", SocketProperties::listen)
        .property("KeyringMode", SocketProperties::keyringMode)
        .property("ControlPID", Socket::controlPid)
        .property("Result", socket -> socket.socket().progress().result().text())
        .property("NConnections", socket -> (long) socket.connections())
        .property("NAccepted", socket -> (long) socket.socket().traffic().accepted())
        .property("NRefused", socket -> (long) socket.socket().traffic().refused())
        .property("FileDescriptorName", Socket::descriptorName)
        .property("TriggerLimitIntervalUSec", socket -> BusValue.usec(socket.triggerIntervalUsec()))
        .property("TriggerLimitBurst", socket -> (long) socket.triggerBurst());
    for (Map.Entry<ExecKind, String> exec : EXEC.entrySet()) {
      ExecKind kind = exec.getKey();
      binding.property(exec.getValue(), socket -> ExecProperties.commands(socket, kind, false));
    }
    cgroups.bind(binding);
    return binding.otherwise(new SettingSource<>(Section.SOCKET, cgroups::inherited));
  }

  private static List<Object> listen(Socket socket) {
    List<Object> rows = new ArrayList<>();
    for (Listen listen : socket.definition().get(SocketSettings.LISTEN)) {
      rows.add(List.of(listen.kind().text(), listen.address()));
    }
    return rows;
  }

  /** Only services of the system have a keyring of their own by default. */
  private static String keyringMode(Socket socket) {
    return socket.definition().isSet(ExecSettings.KEYRING_MODE)
        ? socket.definition().get(ExecSettings.KEYRING_MODE)
        : "shared";
  }
}
