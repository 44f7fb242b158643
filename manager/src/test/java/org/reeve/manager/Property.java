package org.reeve.manager;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Random testing without a library: a property is shown for many values, each made from its own
 * seed and a size.
 *
 * <p>A failure is made smaller (first by size, then by what the value offers as smaller) and
 * reported with the system properties that replay it. {@code -Dreeve.seed=N} changes the seed of
 * the whole, {@code -Dreeve.case=N} takes one case of it, {@code -Dreeve.cases=N} the number of
 * cases. Without them a run is the same every time.
 */
final class Property {
  private static final long DEFAULT_SEED = 20_261_122L;

  /** Makes a value; the same seed and size always give the same. */
  interface Generator<T> {
    T make(RandomGenerator random, int size);
  }

  /** Throws if the property does not hold. */
  interface Check<T> {
    void of(T value);
  }

  /** A value that knows simpler forms of itself, the simplest first. */
  interface Shrinkable<T> {
    List<T> smaller();
  }

  private Property() {}

  static long seed() {
    return Long.getLong("reeve.seed", DEFAULT_SEED);
  }

  static int cases(int usual) {
    return Integer.getInteger("reeve.cases", usual);
  }

  static SplittableRandom random(long seed, long number) {
    SplittableRandom mixed = new SplittableRandom(seed ^ (number * 0x9E3779B97F4A7C15L));
    return new SplittableRandom(mixed.nextLong());
  }

  /** The size of a case: all sizes in turn. */
  static int size(int number, int largest) {
    return 1 + number % largest;
  }

  /** Shows the property for {@code count} values of sizes 1 to {@code largest}. */
  static <T> void forAll(int count, int largest, Generator<T> generator, Check<T> property) {
    long seed = seed();
    int only = Integer.getInteger("reeve.case", -1);
    int last = only >= 0 ? only + 1 : cases(count);
    for (int number = Math.max(only, 0); number < last; number++) {
      int size = size(number, largest);
      T value = generator.make(random(seed, number), size);
      Throwable failure = failure(property, value);
      if (failure != null) {
        throw report(seed, number, size, generator, property, value, failure);
      }
    }
  }

  private static <T> AssertionError report(
      long seed,
      int number,
      int size,
      Generator<T> generator,
      Check<T> property,
      T value,
      Throwable failure) {
    T small = value;
    Throwable why = failure;
    for (int smaller = 1; smaller < size; smaller++) {
      T candidate = generator.make(random(seed, number), smaller);
      Throwable again = failure(property, candidate);
      if (again != null) {
        small = candidate;
        why = again;
        break;
      }
    }
    for (T next = shrink(small, property); next != null; next = shrink(small, property)) {
      small = next;
      Throwable again = failure(property, small);
      why = again == null ? why : again;
    }
    return new AssertionError(
        why.getMessage()
            + "\n-Dreeve.seed="
            + seed
            + " -Dreeve.case="
            + number
            + " (size "
            + size
            + "), made smaller:\n"
            + small,
        why);
  }

  /** A simpler value that still fails, or null. */
  @SuppressWarnings("unchecked") // a Shrinkable<T> offers values of its own kind
  private static <T> @Nullable T shrink(T value, Check<T> property) {
    if (value instanceof Shrinkable<?> shrinkable) {
      for (Object smaller : shrinkable.smaller()) {
        if (failure(property, (T) smaller) != null) {
          return (T) smaller;
        }
      }
    }
    return null;
  }

  static <T> @Nullable Throwable failure(Check<T> property, T value) {
    try {
      property.of(value);
      return null;
    } catch (RuntimeException | AssertionError | StackOverflowError failure) {
      return failure;
    }
  }
}
