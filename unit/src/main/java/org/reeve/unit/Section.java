package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** The sections of unit files; {@link #text} is what stands between the brackets. */
public enum Section {
  UNIT("Unit"),
  INSTALL("Install"),
  SERVICE("Service"),
  SOCKET("Socket"),
  MOUNT("Mount"),
  AUTOMOUNT("Automount"),
  SWAP("Swap"),
  TIMER("Timer"),
  PATH("Path"),
  SLICE("Slice"),
  SCOPE("Scope");

  private static final Section[] VALUES = values();

  private final String text;

  Section(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** The section called {@code text}, or null if there is none. */
  public static @Nullable Section of(String text) {
    for (Section section : VALUES) {
      if (section.text.equals(text)) {
        return section;
      }
    }
    return null;
  }

  /** The section of a type's own settings; null for targets and devices, which have none. */
  public static @Nullable Section of(UnitType type) {
    return switch (type) {
      case SERVICE -> SERVICE;
      case SOCKET -> SOCKET;
      case MOUNT -> MOUNT;
      case AUTOMOUNT -> AUTOMOUNT;
      case SWAP -> SWAP;
      case TIMER -> TIMER;
      case PATH -> PATH;
      case SLICE -> SLICE;
      case SCOPE -> SCOPE;
      case TARGET, DEVICE -> null;
    };
  }
}
