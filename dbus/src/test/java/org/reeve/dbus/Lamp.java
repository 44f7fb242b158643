package org.reeve.dbus;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object for tests, at /org/example/lamp: a bit of everything that an interface can have. */
final class Lamp implements ObjectTree {
  static final String NAME = "org.example.Lamp";
  static final ObjectPath PATH = new ObjectPath("/org/example/lamp");

  private static final Interface<Lamp> TABLE =
      new Interface<>(
          NAME,
          List.of(
              new Interface.Property<>(
                  "Watts", Signature.of("t"), Interface.Changes.CONST, _ -> 60L, null),
              new Interface.Property<>(
                  "Colour",
                  Signature.of("s"),
                  Interface.Changes.EMITS,
                  lamp -> lamp.colour,
                  Lamp::paint),
              new Interface.Property<>(
                  "Wiring",
                  Signature.of("a(sii)"),
                  Interface.Changes.SILENT,
                  _ -> List.of(List.of("L", 1, -2), List.of("N", 3, 4)),
                  null)),
          List.of(
              method("Describe", "s", "a{sv}", false, Lamp::describe),
              method("Break", "", "", true, (_, call) -> call.reply()),
              method("Refuse", "", "", false, (_, _) -> refuse())),
          List.of(new Interface.Signal("Burnt", List.of(new Interface.Argument("why", "s")))));

  private String colour = "wärm";

  private static Interface.Method<Lamp> method(
      String name, String in, String out, boolean privileged, Interface.Handler<Lamp> handler) {
    return new Interface.Method<>(name, arguments(in), arguments(out), privileged, false, handler);
  }

  private static List<Interface.Argument> arguments(String signature) {
    return signature.isEmpty() ? List.of() : List.of(new Interface.Argument("it", signature));
  }

  private void paint(Object value) throws BusError {
    if (value.equals("")) {
      throw new BusError(BusError.INVALID_ARGS, "A lamp has a colour");
    }
    colour = (String) value;
  }

  private void describe(Call call) {
    call.reply(Map.of(call.string(0), Variant.of("a{u(bd)}", Map.of(7L, List.of(true, 1.5)))));
  }

  private static void refuse() throws BusError {
    throw new BusError("org.example.Refused", "No.");
  }

  @Override
  public @Nullable List<Exported<?>> find(ObjectPath path) {
    return path.equals(PATH) ? List.of(new Exported<>(TABLE, this)) : null;
  }

  @Override
  public List<String> children(ObjectPath path) {
    return switch (path.text()) {
      case "/" -> List.of("org");
      case "/org" -> List.of("example");
      case "/org/example" -> List.of("lamp");
      default -> List.of();
    };
  }
}
