package org.reeve.bus;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Interface;

/**
 * Joins code to an interface of the {@link Catalog}: which expression gives a property, which
 * method of ours carries out a call. What is bound has to be in the catalog; what is in the catalog
 * and not bound shows its constant, or answers that it is not supported.
 *
 * @param <T> the class of the objects that have the interface
 */
final class Binding<T> {
  private static final String NOT_SUPPORTED = "org.freedesktop.DBus.Error.NotSupported";

  /** Offers getters by name, for those that are not worth writing down one by one. */
  @FunctionalInterface
  interface Source<T> {
    /** The getter of this property, or null if this source has none. */
    Interface.@Nullable Getter<T> getter(Catalog.PropertySpec property);
  }

  private final String name;
  private final Map<String, Interface.Getter<T>> getters = new HashMap<>();
  private final Map<String, Interface.Setter<T>> setters = new HashMap<>();
  private final Map<String, Interface.Handler<T>> handlers = new HashMap<>();
  private final List<Source<T>> sources = new ArrayList<>();

  /** Begins with nothing bound. */
  Binding(String interfaceName) {
    this.name = interfaceName;
  }

  /** Binds a property. */
  Binding<T> property(String property, Interface.Getter<T> getter) {
    getters.put(property, getter);
    return this;
  }

  /** Binds a property that can be written. */
  Binding<T> property(String property, Interface.Getter<T> getter, Interface.Setter<T> setter) {
    setters.put(property, setter);
    return property(property, getter);
  }

  /** Binds a method. */
  Binding<T> method(String method, Interface.Handler<T> handler) {
    handlers.put(method, handler);
    return this;
  }

  /** Asks this source for properties that are not bound by name. */
  Binding<T> otherwise(Source<T> source) {
    sources.add(source);
    return this;
  }

  /** The interface with the code. */
  Interface<T> table(Catalog catalog) {
    Catalog.Entry entry = catalog.entry(name);
    Set<String> unknown = new LinkedHashSet<>(getters.keySet());
    unknown.addAll(handlers.keySet());
    List<Interface.Property<T>> properties = new ArrayList<>();
    for (Catalog.PropertySpec spec : entry.properties()) {
      unknown.remove(spec.name());
      properties.add(property(spec));
    }
    List<Interface.Method<T>> methods = new ArrayList<>();
    for (Catalog.MethodSpec spec : entry.methods()) {
      unknown.remove(spec.name());
      methods.add(method(spec));
    }
    if (!unknown.isEmpty()) {
      throw new IllegalStateException(name + " has no " + unknown);
    }
    return new Interface<>(name, properties, methods, entry.signals());
  }

  private Interface.Property<T> property(Catalog.PropertySpec spec) {
    Interface.Getter<T> getter = getters.get(spec.name());
    for (Source<T> source : sources) {
      if (getter == null) {
        getter = source.getter(spec);
      }
    }
    if (getter == null) {
      Object constant = spec.constant();
      getter = _ -> constant;
    }
    return new Interface.Property<>(
        spec.name(), spec.signature(), spec.changes(), getter, setters.get(spec.name()));
  }

  private Interface.Method<T> method(Catalog.MethodSpec spec) {
    Interface.Handler<T> handler = handlers.get(spec.name());
    return new Interface.Method<>(
        spec.name(),
        spec.in(),
        spec.out(),
        spec.privileged(),
        spec.noReply(),
        handler == null ? unsupported(spec.name()) : handler);
  }

  private static <T> Interface.Handler<T> unsupported(String method) {
    return (_, _) -> {
      throw new BusError(NOT_SUPPORTED, method + " is not supported by this version of Reeve.");
    };
  }
}
