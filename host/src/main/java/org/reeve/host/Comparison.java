package org.reeve.host;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reeve.unit.RawText;

/**
 * A comparison as conditions write it: an operator and what is on its right (systemd.unit(5),
 * ConditionKernelVersion=, ConditionOSRelease=, ConditionMemory=, ConditionCPUs=).
 *
 * @param operator how to compare
 * @param right the rest, without blanks around it
 */
record Comparison(Operator operator, String right) {
  enum Operator {
    GLOB("$="),
    NOT_GLOB("!$="),
    LESS_EQUAL("<="),
    GREATER_EQUAL(">="),
    VERSION_EQUAL("=="),
    VERSION_NOT_EQUAL("<>"),
    NOT_EQUAL("!="),
    LESS("<"),
    GREATER(">"),
    EQUAL("=");

    private final String text;

    Operator(String text) {
      this.text = text;
    }
  }

  /** In an order in which no operator hides a longer one. */
  private static final List<Operator> OPERATORS = List.of(Operator.values());

  /** Reads a comparison; {@code otherwise} is meant where no operator stands. */
  static Comparison parse(String text, Operator otherwise) {
    String stripped = text.strip();
    for (Operator operator : OPERATORS) {
      if (stripped.startsWith(operator.text)) {
        return new Comparison(operator, stripped.substring(operator.text.length()).strip());
      }
    }
    return new Comparison(otherwise, stripped);
  }

  /** The index at which an operator begins, -1 if there is none. */
  static int find(String text) {
    for (int i = 0; i < text.length(); i++) {
      for (Operator operator : OPERATORS) {
        if (text.startsWith(operator.text, i)) {
          return i;
        }
      }
    }
    return -1;
  }

  /** Compares texts: by character, by pattern or as versions, as the operator says. */
  boolean holdsFor(String left) {
    return switch (operator) {
      case GLOB -> isLike(left);
      case NOT_GLOB -> !isLike(left);
      case EQUAL -> left.equals(right);
      case NOT_EQUAL -> !left.equals(right);
      case VERSION_EQUAL, VERSION_NOT_EQUAL, LESS, LESS_EQUAL, GREATER_EQUAL, GREATER ->
          fits(Versions.compare(left, right));
    };
  }

  /** Compares numbers; {@code value} is what {@link #right} says, null if that is no number. */
  boolean holdsFor(long left, @Nullable Long value) {
    return value != null && fits(Long.compareUnsigned(left, value));
  }

  private boolean isLike(String left) {
    return Glob.matches(RawText.encode(right), 0, RawText.encode(left), 0);
  }

  private boolean fits(int order) {
    return switch (operator) {
      case LESS -> order < 0;
      case LESS_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_EQUAL -> order >= 0;
      case EQUAL, VERSION_EQUAL -> order == 0;
      case NOT_EQUAL, VERSION_NOT_EQUAL -> order != 0;
      case GLOB, NOT_GLOB -> false;
    };
  }
}
