package org.reeve.manager;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** Whether a run of {@code usual} cases is not cut short. */
  static boolean isWhole(int usual) {
    return cases(usual) >= usual && Integer.getInteger("reeve.case", -1) < 0;
  }

  static SplittableRandom random(long seed, long number) {
    SplittableRandom mixed = new SplittableRandom(seed ^ (number * 0x9E3779B97F4A7C15L));
    return new SplittableRandom(mixed.nextLong());
  }

  /** The size of a case: all sizes in turn. */
  static int size(int number, int largest) {
    return 1 + number % largest;
  }

  /** A case that failed. */
  private record Failed<T>(int number, int size, T value, Throwable why) {}

  /**
   * Shows the property for {@code count} values of sizes 1 to {@code largest}, on all processors;
   * of several failures the first counts.
   */
  static <T> void forAll(int count, int largest, Generator<T> generator, Check<T> property) {
    long seed = seed();
    int only = Integer.getInteger("reeve.case", -1);
    AtomicInteger next = new AtomicInteger(Math.max(only, 0));
    int last = only >= 0 ? only + 1 : cases(count);
    Queue<Failed<T>> failures = new ConcurrentLinkedQueue<>();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      workers.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int number = next.getAndIncrement();
                    number < last && failures.isEmpty();
                    number = next.getAndIncrement()) {
                  int size = size(number, largest);
                  T value = generator.make(random(seed, number), size);
                  Throwable why = failure(property, value);
                  if (why != null) {
                    failures.add(new Failed<>(number, size, value, why));
                  }
                }
              }));
    }
    workers.forEach(Property::join);
    failures.stream()
        .min(Comparator.comparingInt(Failed::number))
        .ifPresent(first -> {
          throw report(seed, first.number, first.size, generator, property, first.value, first.why);
        });
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException("interrupted while cases were running", interrupted);
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
