package org.reeve.unit;

import org.jspecify.annotations.Nullable;

/** The eleven kinds of unit, each with the suffix its names end in. */
public enum UnitType {
  SERVICE("service"),
  SOCKET("socket"),
  TARGET("target"),
  DEVICE("device"),
  MOUNT("mount"),
  AUTOMOUNT("automount"),
  SWAP("swap"),
  TIMER("timer"),
  PATH("path"),
  SLICE("slice"),
  SCOPE("scope");

  private final String suffix;

  UnitType(String suffix) {
    this.suffix = suffix;
  }

  /** The suffix without its dot, such as {@code service}. */
  public String suffix() {
    return suffix;
  }

  /** The type whose names end in {@code "." + suffix}, or null if there is none. */
  public static @Nullable UnitType ofSuffix(String suffix) {
    for (UnitType type : VALUES) {
      if (type.suffix.equals(suffix)) {
        return type;
      }
    }
    return null;
  }

  /** True for the types whose names are mount points or device paths and so have no templates. */
  public boolean isPathNamed() {
    return this == DEVICE || this == MOUNT || this == AUTOMOUNT || this == SWAP;
  }

  /** True if units of this type can be linked by Alias= and symbolic links. */
  public boolean mayAlias() {
    return this != MOUNT && this != AUTOMOUNT && this != SWAP && this != SLICE && this != SCOPE;
  }

  private static final UnitType[] VALUES = values();
}
