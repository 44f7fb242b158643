package org.reeve.bus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.Interface;
import org.reeve.dbus.Interface.Changes;
import org.reeve.dbus.ObjectPath;
import org.reeve.dbus.Signature;
import org.reeve.dbus.Type;

/**
 * What interfaces there are, as the resource {@code interfaces.txt} lists them: data, taken from
 * what systemd 252 tells of itself, so that names, types, order and defaults are not a matter of
 * memory. {@link Binding} joins it to code. A property to which no code is bound shows its default,
 * which is what systemd shows for a unit that sets nothing.
 */
final class Catalog {
  private static final String RESOURCE = "interfaces.txt";

  /** An interface or group under construction or done. */
  record Entry(
      List<PropertySpec> properties, List<MethodSpec> methods, List<Interface.Signal> signals) {}

  /**
   * A property.
   *
   * @param constant what it shows where no code says otherwise
   */
  record PropertySpec(
      String name, Signature signature, Changes changes, boolean writable, Object constant) {}

  /** A method. */
  record MethodSpec(
      String name,
      List<Interface.Argument> in,
      List<Interface.Argument> out,
      boolean privileged,
      boolean noReply) {}

  private final Map<String, Entry> entries;

  private Catalog(Map<String, Entry> entries) {
    this.entries = entries;
  }

  /** The catalog of this program. */
  static Catalog load() {
    try (InputStream in = Catalog.class.getResourceAsStream(RESOURCE)) {
      byte[] bytes = Objects.requireNonNull(in, RESOURCE).readAllBytes();
      return parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The interface of this name. */
  Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(RESOURCE + " has no interface " + name);
    }
    return entry;
  }

  /** The names of all interfaces and groups. */
  List<String> names() {
    return List.copyOf(entries.keySet());
  }

  static Catalog parse(String text) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    Entry current = new Entry(List.of(), List.of(), List.of());
    int number = 0;
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      String line = text.substring(start, end < 0 ? text.length() : end);
      start = end < 0 ? text.length() : end + 1;
      number++;
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      StringTokenizer words = new StringTokenizer(line, " ");
      String kind = words.nextToken();
      String name = words.nextToken();
      switch (kind) {
        case "interface", "group" -> {
          current = new Entry(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
          entries.put(name, current);
        }
        case "include" ->
            current.properties().addAll(entries.getOrDefault(name, current).properties());
        case "property", "writable" ->
            current.properties().add(property(name, words, kind.equals("writable")));
        case "method", "privileged", "noreply" -> current.methods().add(method(kind, name, words));
        case "signal" -> current.signals().add(new Interface.Signal(name, arguments(words)));
        default ->
            throw new IllegalArgumentException(
                RESOURCE + ":" + number + ": '" + kind + "' begins no line that is known");
      }
    }
    return new Catalog(entries);
  }

  private static PropertySpec property(String name, StringTokenizer words, boolean writable) {
    Signature signature = Signature.of(words.nextToken());
    Changes changes =
        switch (words.nextToken()) {
          case "const" -> Changes.CONST;
          case "emits" -> Changes.EMITS;
          case "invalidates" -> Changes.INVALIDATES;
          case "silent" -> Changes.SILENT;
          default -> throw new IllegalArgumentException(RESOURCE + ": property " + name);
        };
    String literal = words.hasMoreTokens() ? words.nextToken() : null;
    return new PropertySpec(
        name, signature, changes, writable, constant(signature.single(), literal));
  }

  private static MethodSpec method(String kind, String name, StringTokenizer words) {
    List<Interface.Argument> in = arguments(words);
    return new MethodSpec(
        name, in, arguments(words), !kind.equals("method"), kind.equals("noreply"));
  }

  /** The arguments up to {@code >} or the line's end. */
  private static List<Interface.Argument> arguments(StringTokenizer words) {
    List<Interface.Argument> arguments = new ArrayList<>();
    while (words.hasMoreTokens()) {
      String word = words.nextToken();
      if (word.equals(">")) {
        break;
      }
      int colon = word.indexOf(':');
      arguments.add(new Interface.Argument(word.substring(0, colon), word.substring(colon + 1)));
    }
    return arguments;
  }

  private static Object constant(Type type, @Nullable String literal) {
    return switch (type) {
      case Type.Basic basic -> basic(basic, literal);
      case Type.ArrayOf(Type.DictEntry _) -> Map.of();
      case Type.ArrayOf _ -> List.of();
      case Type.StructOf(List<Type> fields) -> {
        List<Object> values = new ArrayList<>();
        for (Type field : fields) {
          values.add(constant(field, null));
        }
        yield List.copyOf(values);
      }
      case Type.Any _, Type.DictEntry _ ->
          throw new IllegalArgumentException(RESOURCE + ": no constant of type " + type);
    };
  }

  private static Object basic(Type.Basic type, @Nullable String literal) {
    return switch (type) {
      case BOOLEAN -> "true".equals(literal);
      case STRING -> literal == null ? "" : literal;
      case OBJECT_PATH -> ObjectPath.ROOT;
      case DOUBLE -> literal == null ? 0.0 : Double.parseDouble(literal);
      case BYTE, INT16, UINT16, INT32 -> literal == null ? 0 : Integer.parseInt(literal);
      case UINT32 ->
          literal == null ? 0L : "max".equals(literal) ? 0xFFFF_FFFFL : Long.parseLong(literal);
      case INT64, UINT64 ->
          literal == null ? 0L : "max".equals(literal) ? -1L : Long.parseLong(literal);
      case SIGNATURE, UNIX_FD ->
          throw new IllegalArgumentException(RESOURCE + ": no constant of type " + type);
    };
  }
}
