package org.reeve.dbus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A D-Bus interface as a table: what it offers, with the code behind each entry. The order is the
 * one in which Introspect and GetAll list them, which is what {@code systemctl show} prints.
 *
 * @param <T> the class of the objects that have this interface
 * @param name such as {@code org.freedesktop.systemd1.Unit}
 */
public record Interface<T>(
    String name, List<Property<T>> properties, List<Method<T>> methods, List<Signal> signals) {
  public Interface {
    properties = List.copyOf(properties);
    methods = List.copyOf(methods);
    signals = List.copyOf(signals);
  }

  /** What PropertiesChanged tells of a property; the annotation EmitsChangedSignal. */
  public enum Changes {
    /** Never changes while the object lives. */
    CONST("const"),
    /** Changes are told with the new value. */
    EMITS("true"),
    /** Changes are told without the value. */
    INVALIDATES("invalidates"),
    /** Changes are not told. */
    SILENT("false");

    private final String annotation;

    Changes(String annotation) {
      this.annotation = annotation;
    }

    String annotation() {
      return annotation;
    }
  }

  /** Reads a property of an object. */
  @FunctionalInterface
  public interface Getter<T> {
    /** The value, of the class that {@link Marshaller} lists for the property's type. */
    Object get(T object);
  }

  /** Writes a property of an object. */
  @FunctionalInterface
  public interface Setter<T> {
    /**
     * Takes a value that is of the property's type.
     *
     * @throws BusError if the value makes no sense
     */
    void set(T object, Object value) throws BusError;
  }

  /** Carries out a method. */
  @FunctionalInterface
  public interface Handler<T> {
    /**
     * Answers by {@link Call#reply}, now or later; a call that wants a reply has to get one.
     *
     * @throws BusError to answer with an error
     */
    void handle(T object, Call call) throws BusError;
  }

  /**
   * A property.
   *
   * @param signature one complete type
   * @param setter null if it is read-only
   */
  public record Property<T>(
      String name,
      Signature signature,
      Changes changes,
      Getter<T> getter,
      @Nullable Setter<T> setter) {}

  /** An argument's name and type. */
  public record Argument(String name, String signature) {}

  /**
   * A method.
   *
   * @param privileged whether only a {@linkplain Caller#isPrivileged privileged} caller may use it
   * @param noReply whether it is announced as one that never answers
   */
  public record Method<T>(
      String name,
      List<Argument> in,
      List<Argument> out,
      boolean privileged,
      boolean noReply,
      Handler<T> handler) {
    public Method {
      in = List.copyOf(in);
      out = List.copyOf(out);
    }

    String inSignature() {
      return join(in);
    }

    String outSignature() {
      return join(out);
    }
  }

  /** A signal. */
  public record Signal(String name, List<Argument> arguments) {
    public Signal {
      arguments = List.copyOf(arguments);
    }

    /** The signature of its body. */
    public String signature() {
      return join(arguments);
    }
  }

  private static String join(List<Argument> arguments) {
    StringBuilder text = new StringBuilder();
    for (Argument argument : arguments) {
      text.append(argument.signature());
    }
    return text.toString();
  }

  @Nullable Method<T> method(String member) {
    for (Method<T> method : methods) {
      if (method.name().equals(member)) {
        return method;
      }
    }
    return null;
  }

  @Nullable Property<T> property(String member) {
    for (Property<T> property : properties) {
      if (property.name().equals(member)) {
        return property;
      }
    }
    return null;
  }
}
