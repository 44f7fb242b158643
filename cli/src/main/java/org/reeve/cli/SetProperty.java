package org.reeve.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Variant;
import org.reeve.unit.TimeSpan;

/** {@code systemctl set-property}: resource control of a unit, now and in a drop-in. */
final class SetProperty {
  private enum Kind {
    BOOLEAN,
    WEIGHT,
    BYTES,
    COUNT,
    QUOTA,
    SPAN,
    TEXT
  }

  /** All ones. An object, so that a choice between it and "not a number" stays an object. */
  private static final Long UNLIMITED = -1L;

  private static final Map<String, Kind> KINDS =
      Map.ofEntries(
          Map.entry("CPUAccounting", Kind.BOOLEAN),
          Map.entry("IOAccounting", Kind.BOOLEAN),
          Map.entry("BlockIOAccounting", Kind.BOOLEAN),
          Map.entry("MemoryAccounting", Kind.BOOLEAN),
          Map.entry("TasksAccounting", Kind.BOOLEAN),
          Map.entry("IPAccounting", Kind.BOOLEAN),
          Map.entry("CPUWeight", Kind.WEIGHT),
          Map.entry("StartupCPUWeight", Kind.WEIGHT),
          Map.entry("IOWeight", Kind.WEIGHT),
          Map.entry("StartupIOWeight", Kind.WEIGHT),
          Map.entry("MemoryMin", Kind.BYTES),
          Map.entry("MemoryLow", Kind.BYTES),
          Map.entry("MemoryHigh", Kind.BYTES),
          Map.entry("MemoryMax", Kind.BYTES),
          Map.entry("MemorySwapMax", Kind.BYTES),
          Map.entry("MemoryLimit", Kind.BYTES),
          Map.entry("TasksMax", Kind.COUNT),
          Map.entry("CPUQuota", Kind.QUOTA),
          Map.entry("CPUQuotaPeriodSec", Kind.SPAN),
          Map.entry("Description", Kind.TEXT),
          Map.entry("DevicePolicy", Kind.TEXT),
          Map.entry("ManagedOOMSwap", Kind.TEXT),
          Map.entry("ManagedOOMMemoryPressure", Kind.TEXT),
          Map.entry("ManagedOOMPreference", Kind.TEXT));

  private SetProperty() {}

  static int run(Invocation invocation, String verb, List<String> arguments)
      throws Failure, IOException {
    String name = UnitNames.mangle(invocation, arguments.subList(0, 1), "service").getFirst();
    List<Object> properties = new ArrayList<>();
    for (String assignment : arguments.subList(1, arguments.size())) {
      properties.add(property(assignment));
    }
    try {
      invocation
          .manager()
          .call("SetUnitProperties", "sba(sv)", name, invocation.has(Option.RUNTIME), properties);
    } catch (BusError e) {
      throw new Failure(
          "Failed to set unit properties on " + name + ": " + ManagerClient.sentence(e));
    }
    return 0;
  }

  /** The struct (sv) for an assignment {@code KEY=VALUE}. */
  private static List<Object> property(String assignment) throws Failure {
    int equals = assignment.indexOf('=');
    if (equals < 0) {
      throw new Failure("Not an assignment: " + assignment);
    }
    String key = assignment.substring(0, equals);
    String value = assignment.substring(equals + 1);
    Kind kind = KINDS.get(key);
    if (kind == null) {
      throw new Failure("Unknown assignment: " + assignment);
    }
    Variant variant = variant(kind, value);
    if (variant == null) {
      throw new Failure("Failed to parse " + assignment + ": Invalid argument");
    }
    return List.of(busName(key), variant);
  }

  private static String busName(String key) {
    return switch (key) {
      case "CPUQuota" -> "CPUQuotaPerSecUSec";
      case "CPUQuotaPeriodSec" -> "CPUQuotaPeriodUSec";
      default -> key;
    };
  }

  private static @Nullable Variant variant(Kind kind, String value) {
    return switch (kind) {
      case TEXT -> Variant.of(value);
      case BOOLEAN -> {
        Boolean on = Options.bool(value);
        yield on == null ? null : Variant.of(on);
      }
      case WEIGHT -> number(value.isEmpty() ? UNLIMITED : weight(value));
      case BYTES -> number(bytes(value));
      case COUNT ->
          number(value.equals("infinity") || value.isEmpty() ? UNLIMITED : positive(value));
      case QUOTA -> number(value.isEmpty() ? UNLIMITED : quota(value));
      case SPAN -> {
        TimeSpan span = TimeSpan.parse(value);
        yield span == null ? null : Variant.of("t", span.isInfinite() ? -1L : span.usec());
      }
    };
  }

  private static @Nullable Variant number(@Nullable Long value) {
    return value == null ? null : Variant.of("t", value);
  }

  private static @Nullable Long weight(String value) {
    Long weight = positive(value);
    return weight == null || weight < 1 || weight > 10_000 ? null : weight;
  }

  private static @Nullable Long positive(String value) {
    return Options.isNumber(value) && value.length() < 19 ? Long.parseLong(value) : null;
  }

  private static @Nullable Long bytes(String value) {
    if (value.isEmpty() || value.equals("infinity")) {
      return UNLIMITED;
    }
    int unit = "KMGTPE".indexOf(value.charAt(value.length() - 1));
    Long count = positive(unit < 0 ? value : value.substring(0, value.length() - 1));
    return count == null ? null : count << (10 * (unit + 1));
  }

  /** A percentage of one processor as microseconds a second. */
  private static @Nullable Long quota(String value) {
    Long percent = value.endsWith("%") ? positive(value.substring(0, value.length() - 1)) : null;
    return percent == null || percent == 0 ? null : percent * 10_000;
  }
}
