package org.reeve.bus;

import java.util.ArrayList;
import java.util.List;
import org.reeve.manager.InvocationId;
import org.reeve.manager.Stamp;
import org.reeve.unit.BusStruct;

/** Values of the other rooms in the Java classes that org.reeve.dbus writes. */
final class BusValue {
  private BusValue() {}

  /** A setting's plain value: structures become lists, everything else stays. */
  static Object of(Object plain) {
    return switch (plain) {
      case BusStruct struct -> each(struct.members());
      case List<?> list -> each(list);
      default -> plain;
    };
  }

  private static List<Object> each(List<?> plain) {
    List<Object> values = new ArrayList<>(plain.size());
    for (Object value : plain) {
      values.add(of(value));
    }
    return values;
  }

  /** Microseconds; infinity is all bits set. */
  static long usec(long usec) {
    return usec == Long.MAX_VALUE ? -1 : usec;
  }

  static long realtime(Stamp stamp) {
    return stamp.realtimeUsec();
  }

  static long monotonic(Stamp stamp) {
    return stamp.monotonicUsec();
  }

  /** The 16 bytes of an id. */
  static List<Object> bytes(InvocationId id) {
    List<Object> bytes = new ArrayList<>(16);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.add((int) (id.high() >>> shift) & 0xFF);
    }
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.add((int) (id.low() >>> shift) & 0xFF);
    }
    return bytes;
  }
}
