package org.reeve.unit;

/**
 * One D-Bus property that shows a setting's value; most settings have one, some two (LimitNOFILE
 * and LimitNOFILESoft).
 *
 * @param <T> the setting's value
 */
public abstract class BusFace<T> {
  private final String name;
  private final String signature;

  protected BusFace(String name, String signature) {
    this.name = name;
    this.signature = signature;
  }

  /** The property's name. */
  public final String name() {
    return name;
  }

  /** The property's D-Bus signature. */
  public final String signature() {
    return signature;
  }

  /** The property's value, in the plain Java values that {@link Type} lists. */
  public abstract Object of(T value);

  /** The ordinary face: the value as its type gives it. */
  static <T> BusFace<T> plain(String name, Type<T> type) {
    return new BusFace<>(name, type.signature()) {
      @Override
      public Object of(T value) {
        return type.toBus(value);
      }
    };
  }
}
