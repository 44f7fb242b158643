package org.reeve.cli;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Client;
import org.reeve.dbus.Message;
import org.reeve.dbus.ObjectPath;
import org.reeve.dbus.Variant;

/**
 * The connection to a manager: its private socket, so that nothing but the manager has to run. The
 * interface is org.freedesktop.systemd1(5).
 */
final class ManagerClient implements AutoCloseable {
  static final String NAME = "org.freedesktop.systemd1";
  static final String MANAGER = NAME + ".Manager";
  static final String UNIT = NAME + ".Unit";
  static final ObjectPath PATH = new ObjectPath("/org/freedesktop/systemd1");

  private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
  private static final String UNIT_PREFIX = "/org/freedesktop/systemd1/unit/";
  private static final String JOB_PREFIX = "/org/freedesktop/systemd1/job/";

  private final Client client;

  private ManagerClient(Client client) {
    this.client = client;
  }

  /**
   * Connects to the manager of this scope.
   *
   * @throws Failure with systemd's sentence if there is none
   */
  static ManagerClient connect(Scope scope, Map<String, String> environment) throws Failure {
    String socket = "/run/systemd/private";
    if (scope != Scope.SYSTEM) {
      String runtime = environment.get("XDG_RUNTIME_DIR");
      if (runtime == null) {
        throw new Failure("Failed to connect to bus: No medium found");
      }
      socket = runtime + "/systemd/private";
    } else if (!Window.isDirectory("/run/systemd/system")) {
      throw new Failure(
          "System has not been booted with systemd as init system (PID 1). Can't operate.\n"
              + "Failed to connect to bus: Host is down");
    }
    return connect(socket);
  }

  /** Connects to the manager at this socket. */
  static ManagerClient connect(String socket) throws Failure {
    try {
      SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      return new ManagerClient(new Client(channel, Window.uid()));
    } catch (IOException e) {
      throw new Failure("Failed to connect to bus: " + reason(socket, e));
    }
  }

  private static String reason(String socket, IOException e) {
    String said = String.valueOf(e.getMessage());
    for (String known :
        new String[] {"Permission denied", "Connection refused", "No such file or directory"}) {
      if (said.contains(known)) {
        return known;
      }
    }
    return Window.exists(socket) ? said : "No such file or directory";
  }

  /** Calls a method of the manager. */
  List<Object> call(String member, String signature, Object... arguments)
      throws BusError, IOException {
    return call(PATH, MANAGER, member, signature, arguments);
  }

  /** Calls a method of any object. */
  List<Object> call(
      ObjectPath path, String interfaceName, String member, String signature, Object... arguments)
      throws BusError, IOException {
    Message message = Message.call(path, interfaceName, member);
    return client.call(signature.isEmpty() ? message : message.with(signature, arguments));
  }

  /** Calls a method of the manager; a refusal ends the command with {@code failing: why}. */
  List<Object> ask(String failing, String member, String signature, Object... arguments)
      throws Failure, IOException {
    try {
      return call(member, signature, arguments);
    } catch (BusError e) {
      throw new Failure(failing + ": " + sentence(e));
    }
  }

  /** One property. */
  Object get(ObjectPath path, String interfaceName, String property) throws BusError, IOException {
    List<Object> answer = call(path, PROPERTIES, "Get", "ss", interfaceName, property);
    return ((Variant) answer.getFirst()).value();
  }

  /** A text property; empty if the object has none of that name. */
  String text(ObjectPath path, String interfaceName, String property) throws IOException {
    try {
      return get(path, interfaceName, property) instanceof String text ? text : "";
    } catch (BusError none) {
      return "";
    }
  }

  /** Sets a property of the manager. */
  void set(String property, String signature, Object value) throws BusError, IOException {
    call(PATH, PROPERTIES, "Set", "ssv", MANAGER, property, Variant.of(signature, value));
  }

  /**
   * All properties of an object in the order in which the manager tells them.
   *
   * @param interfaceName empty for those of all its interfaces
   */
  Map<String, Variant> all(ObjectPath path, String interfaceName) throws BusError, IOException {
    List<Object> answer = call(path, PROPERTIES, "GetAll", "s", interfaceName);
    @SuppressWarnings("unchecked") // GetAll answers a{sv}
    Map<String, Variant> properties = (Map<String, Variant>) answer.getFirst();
    return properties;
  }

  /** The oldest signal not yet taken; waits for one. */
  Message signal() throws IOException {
    return client.signal();
  }

  /** The units' structs (ssssssouso) that match; all if there are no patterns. */
  List<UnitEntry> units(List<String> states, List<String> patterns) throws Failure, IOException {
    List<Object> answer =
        ask("Failed to list units", "ListUnitsByPatterns", "asas", states, patterns);
    return UnitEntry.list((List<?>) answer.getFirst());
  }

  /** The object that stands for a unit, loaded or not. */
  static ObjectPath unitPath(String name) {
    return new ObjectPath(UNIT_PREFIX + label(name));
  }

  static ObjectPath jobPath(String id) {
    return new ObjectPath(JOB_PREFIX + id);
  }

  /** A name as one element of an object path. */
  static String label(String name) {
    if (name.isEmpty()) {
      return "_";
    }
    byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    StringBuilder label = new StringBuilder(bytes.length + 8);
    for (int i = 0; i < bytes.length; i++) {
      char c = (char) (bytes[i] & 0xFF);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (letter || (i > 0 && c >= '0' && c <= '9')) {
        label.append(c);
      } else {
        label.append('_');
        label.append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
      }
    }
    return label.toString();
  }

  /** What a user is told of an error. */
  static String sentence(BusError error) {
    return error.errorName().equals(BusError.ACCESS_DENIED) ? "Access denied" : error.sentence();
  }

  /** The value of a property; null if there is none of that name. */
  static @Nullable Object value(Map<String, Variant> properties, String name) {
    Variant variant = properties.get(name);
    return variant == null ? null : Objects.requireNonNull(variant.value());
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
