package org.reeve.dbus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers method calls from an {@link ObjectTree}: finds object, interface and method, checks the
 * arguments' types, and serves the standard interfaces Peer, Introspectable and Properties for
 * every object. The names and sentences of its errors are those that systemd's clients are used to.
 */
public final class Dispatcher {
  static final String PEER = "org.freedesktop.DBus.Peer";
  static final String INTROSPECTABLE = "org.freedesktop.DBus.Introspectable";

  /** The interface of properties, and of the signal that tells their changes. */
  public static final String PROPERTIES = "org.freedesktop.DBus.Properties";

  private final ObjectTree tree;
  private final String machineId;

  /**
   * @param machineId what Peer.GetMachineId answers, 32 hexadecimal digits
   */
  public Dispatcher(ObjectTree tree, String machineId) {
    this.tree = tree;
    this.machineId = machineId;
  }

  /**
   * Answers a call; messages of other kinds are let go, as no server of this kind has asked
   * anything.
   */
  public void dispatch(Message message, Caller caller) {
    ObjectPath path = message.path();
    String member = message.member();
    if (message.kind() != Message.Kind.METHOD_CALL || path == null || member == null) {
      return;
    }
    try {
      call(path, String.valueOf(message.interfaceName()), member, message, caller);
    } catch (BusError e) {
      new Call(message, caller, Signature.EMPTY).fail(e);
    }
  }

  private void call(
      ObjectPath path, String interfaceName, String member, Message message, Caller caller)
      throws BusError {
    if (interfaceName.equals(PEER)) {
      peer(member, message, caller);
      return;
    }
    List<ObjectTree.Exported<?>> exported = tree.find(path);
    if (interfaceName.equals(INTROSPECTABLE) && member.equals("Introspect")) {
      introspect(path, exported, message, caller);
      return;
    }
    if (exported == null || message.interfaceName() == null) {
      throw unknownObject(path);
    }
    if (interfaceName.equals(PROPERTIES) && properties(exported, member, message, caller)) {
      return;
    }
    for (ObjectTree.Exported<?> each : exported) {
      if (each.table().name().equals(interfaceName) && invoke(each, member, message, caller)) {
        return;
      }
    }
    throw new BusError(
        BusError.UNKNOWN_METHOD,
        "Unknown method " + member + " or interface " + interfaceName + ".");
  }

  private static BusError unknownObject(ObjectPath path) {
    return new BusError(BusError.UNKNOWN_OBJECT, "Unknown object '" + path + "'.");
  }

  private void peer(String member, Message message, Caller caller) throws BusError {
    switch (member) {
      case "Ping" -> new Call(message, caller, Signature.EMPTY).reply();
      case "GetMachineId" -> new Call(message, caller, Signature.of("s")).reply(machineId);
      default ->
          throw new BusError(
              BusError.UNKNOWN_METHOD,
              "Unknown method '" + member + "' on interface '" + PEER + "'.");
    }
  }

  private void introspect(
      ObjectPath path,
      @Nullable List<ObjectTree.Exported<?>> exported,
      Message message,
      Caller caller)
      throws BusError {
    List<String> children = tree.children(path);
    if (exported == null && children.isEmpty()) {
      throw unknownObject(path);
    }
    String xml = Introspection.describe(exported == null ? List.of() : exported, children);
    new Call(message, caller, Signature.of("s")).reply(xml);
  }

  private static <T> boolean invoke(
      ObjectTree.Exported<T> exported, String member, Message message, Caller caller)
      throws BusError {
    Interface.Method<T> method = exported.table().method(member);
    if (method == null) {
      return false;
    }
    if (method.privileged() && !caller.isPrivileged()) {
      throw denied(exported.table(), member);
    }
    String expected = method.inSignature();
    if (!message.signature().text().equals(expected)) {
      throw new BusError(
          BusError.INVALID_ARGS,
          "Invalid arguments '%s' to call %s.%s(), expecting '%s'."
              .formatted(message.signature(), exported.table().name(), member, expected));
    }
    Call call = new Call(message, caller, Signature.of(method.outSignature()));
    method.handler().handle(exported.object(), call);
    return true;
  }

  private static BusError denied(Interface<?> table, String member) {
    return new BusError(
        BusError.ACCESS_DENIED, "Access to " + table.name() + "." + member + "() not permitted.");
  }

  private static boolean properties(
      List<ObjectTree.Exported<?>> exported, String member, Message message, Caller caller)
      throws BusError {
    switch (member) {
      case "Get" -> get(exported, message, caller);
      case "GetAll" -> getAll(exported, message, caller);
      case "Set" -> set(exported, message, caller);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void expect(Message message, String signature, String sentence) throws BusError {
    if (!message.signature().text().equals(signature)) {
      throw new BusError(BusError.INVALID_ARGS, sentence);
    }
  }

  private static void get(List<ObjectTree.Exported<?>> exported, Message message, Caller caller)
      throws BusError {
    expect(message, "ss", "Expected interface and member parameters");
    Call call = new Call(message, caller, Signature.of("v"));
    for (ObjectTree.Exported<?> each : exported) {
      if (each.table().name().equals(call.string(0))) {
        Variant value = value(each, call.string(1));
        if (value != null) {
          call.reply(value);
          return;
        }
      }
    }
    throw unknownProperty(call.string(0), call.string(1));
  }

  private static BusError unknownProperty(String interfaceName, String member) {
    return new BusError(
        BusError.UNKNOWN_PROPERTY,
        "Unknown interface " + interfaceName + " or property " + member + ".");
  }

  private static <T> @Nullable Variant value(ObjectTree.Exported<T> exported, String member) {
    Interface.Property<T> property = exported.table().property(member);
    return property == null
        ? null
        : new Variant(property.signature(), property.getter().get(exported.object()));
  }

  private static void getAll(List<ObjectTree.Exported<?>> exported, Message message, Caller caller)
      throws BusError {
    expect(message, "s", "Expected interface parameter");
    Call call = new Call(message, caller, Signature.of("a{sv}"));
    String wanted = call.string(0);
    Map<String, Variant> values = new LinkedHashMap<>();
    boolean found = wanted.isEmpty() || isStandard(wanted);
    for (ObjectTree.Exported<?> each : exported) {
      if (wanted.isEmpty() || each.table().name().equals(wanted)) {
        found = true;
        putAll(each, values);
      }
    }
    if (!found) {
      throw new BusError(BusError.UNKNOWN_INTERFACE, "Unknown interface '" + wanted + "'.");
    }
    call.reply(values);
  }

  private static boolean isStandard(String interfaceName) {
    return interfaceName.equals(PEER)
        || interfaceName.equals(INTROSPECTABLE)
        || interfaceName.equals(PROPERTIES);
  }

  private static <T> void putAll(ObjectTree.Exported<T> exported, Map<String, Variant> values) {
    for (Interface.Property<T> property : exported.table().properties()) {
      Object value = property.getter().get(exported.object());
      values.put(property.name(), new Variant(property.signature(), value));
    }
  }

  private static void set(List<ObjectTree.Exported<?>> exported, Message message, Caller caller)
      throws BusError {
    expect(message, "ssv", "Expected interface, member and value parameters");
    Call call = new Call(message, caller, Signature.EMPTY);
    for (ObjectTree.Exported<?> each : exported) {
      if (each.table().name().equals(call.string(0))
          && assign(each, call.string(1), (Variant) message.body().get(2), caller)) {
        call.reply();
        return;
      }
    }
    throw unknownProperty(call.string(0), call.string(1));
  }

  private static <T> boolean assign(
      ObjectTree.Exported<T> exported, String member, Variant value, Caller caller)
      throws BusError {
    Interface.Property<T> property = exported.table().property(member);
    if (property == null) {
      return false;
    }
    Interface.Setter<T> setter = property.setter();
    if (setter == null) {
      throw new BusError(BusError.PROPERTY_READ_ONLY, "Property '" + member + "' is not writable.");
    }
    if (!caller.isPrivileged()) {
      throw denied(exported.table(), member);
    }
    if (!property.signature().equals(value.signature())) {
      throw new BusError(
          BusError.INVALID_ARGS,
          "Incorrect parameters for property '%s', expected '%s', got '%s'."
              .formatted(member, property.signature(), value.signature()));
    }
    setter.set(exported.object(), value.value());
    return true;
  }
}
