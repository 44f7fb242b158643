package org.reeve.bench;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.reeve.e2e.Init;

/** One row of the result: what was measured, and each init's samples. */
final class Figure {
  private final String name;
  private final String unit;
  private final Map<Init, double[]> samples = new EnumMap<>(Init.class);

  Figure(String name, String unit) {
    this.name = name;
    this.unit = unit;
  }

  void add(Init init, double... more) {
    double[] old = samples.getOrDefault(init, new double[0]);
    double[] all = Arrays.copyOf(old, old.length + more.length);
    System.arraycopy(more, 0, all, old.length, more.length);
    samples.put(init, all);
  }

  static String heading() {
    return String.format(Locale.ROOT, "%-44s %30s %30s %8s", "", "systemd 252", "reeve", "ratio");
  }

  /**
   * The row: each init's median with the range of its samples, and Reeve's median over systemd's.
   */
  @Override
  public String toString() {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-44s", name + ", " + unit));
    for (Init init : List.of(Init.SYSTEMD, Init.REEVE)) {
      double[] sorted = samples.getOrDefault(init, new double[0]).clone();
      Arrays.sort(sorted);
      String cell =
          sorted.length == 0
              ? "-"
              : String.format(
                  Locale.ROOT,
                  "%.2f (%.2f-%.2f)",
                  median(init),
                  sorted[0],
                  sorted[sorted.length - 1]);
      row.append(String.format(Locale.ROOT, " %30s", cell));
    }
    if (samples.size() == 2) {
      row.append(String.format(Locale.ROOT, " %8.2f", median(Init.REEVE) / median(Init.SYSTEMD)));
    }
    return row.toString();
  }

  private double median(Init init) {
    double[] sorted = samples.getOrDefault(init, new double[0]).clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
