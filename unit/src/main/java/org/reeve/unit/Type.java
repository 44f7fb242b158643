package org.reeve.unit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The type of a setting's value: text to value, value to text, and both ways to D-Bus. D-Bus values
 * are plain Java: Boolean (b), Integer (n, q, i, u), Long (x, t), String (s), List (a…), byte[]
 * (ay), {@link BusStruct}; unsigned numbers in the signed type of the same width.
 *
 * @param <T> the value, immutable
 */
public abstract class Type<T> {
  private final String signature;

  protected Type(String signature) {
    this.signature = signature;
  }

  /** The D-Bus signature, such as {@code as}. */
  public final String signature() {
    return signature;
  }

  /** Reads one assignment; null if nothing of it can be used, which has then been reported. */
  public abstract @Nullable T parse(String text, ValueContext context);

  /** The value as it could stand in a unit file. */
  public abstract String print(T value);

  public abstract Object toBus(T value);

  /**
   * Reads what {@link #toBus} gives; throws IllegalArgumentException with a sentence for anything
   * else.
   */
  public abstract T fromBus(Object value);

  /** What an assignment makes of the value before it: by default it takes its place. */
  public T append(T earlier, T later) {
    return later;
  }

  /** True if an empty assignment takes back all assignments before it. */
  public boolean emptyResets() {
    return false;
  }

  /** The D-Bus properties that show a value of this type under {@code name}. */
  public List<BusFace<T>> faces(String name) {
    return List.of(BusFace.plain(name, this));
  }

  /** Throws what {@link #fromBus} has to throw. */
  protected final IllegalArgumentException mismatch(Object value) {
    return new IllegalArgumentException(
        "A value of D-Bus type "
            + signature
            + " is needed, not "
            + value.getClass().getSimpleName()
            + ".");
  }
}
