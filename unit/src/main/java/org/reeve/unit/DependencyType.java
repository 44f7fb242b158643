package org.reeve.unit;

/**
 * The relations between units. Each has an inverse, kept by the other unit; {@link #property} is
 * the D-Bus property that lists it.
 */
public enum DependencyType {
  REQUIRES("Requires"),
  REQUISITE("Requisite"),
  WANTS("Wants"),
  BINDS_TO("BindsTo"),
  PART_OF("PartOf"),
  UPHOLDS("Upholds"),
  REQUIRED_BY("RequiredBy"),
  REQUISITE_OF("RequisiteOf"),
  WANTED_BY("WantedBy"),
  BOUND_BY("BoundBy"),
  UPHELD_BY("UpheldBy"),
  CONSISTS_OF("ConsistsOf"),
  CONFLICTS("Conflicts"),
  CONFLICTED_BY("ConflictedBy"),
  BEFORE("Before"),
  AFTER("After"),
  ON_SUCCESS("OnSuccess"),
  ON_SUCCESS_OF("OnSuccessOf"),
  ON_FAILURE("OnFailure"),
  ON_FAILURE_OF("OnFailureOf"),
  TRIGGERS("Triggers"),
  TRIGGERED_BY("TriggeredBy"),
  PROPAGATES_RELOAD_TO("PropagatesReloadTo"),
  RELOAD_PROPAGATED_FROM("ReloadPropagatedFrom"),
  PROPAGATES_STOP_TO("PropagatesStopTo"),
  STOP_PROPAGATED_FROM("StopPropagatedFrom"),
  JOINS_NAMESPACE_OF("JoinsNamespaceOf"),
  REFERENCES("References"),
  REFERENCED_BY("ReferencedBy"),
  IN_SLICE("InSlice"),
  SLICE_OF("SliceOf");

  private final String property;

  DependencyType(String property) {
    this.property = property;
  }

  /** The name in systemd's D-Bus interface. */
  public String property() {
    return property;
  }

  /**
   * What the other unit has to this one; a relation that is its own inverse is possible
   * (JoinsNamespaceOf).
   */
  public DependencyType inverse() {
    return switch (this) {
      case REQUIRES -> REQUIRED_BY;
      case REQUIRED_BY -> REQUIRES;
      case REQUISITE -> REQUISITE_OF;
      case REQUISITE_OF -> REQUISITE;
      case WANTS -> WANTED_BY;
      case WANTED_BY -> WANTS;
      case BINDS_TO -> BOUND_BY;
      case BOUND_BY -> BINDS_TO;
      case PART_OF -> CONSISTS_OF;
      case CONSISTS_OF -> PART_OF;
      case UPHOLDS -> UPHELD_BY;
      case UPHELD_BY -> UPHOLDS;
      case CONFLICTS -> CONFLICTED_BY;
      case CONFLICTED_BY -> CONFLICTS;
      case BEFORE -> AFTER;
      case AFTER -> BEFORE;
      case ON_SUCCESS -> ON_SUCCESS_OF;
      case ON_SUCCESS_OF -> ON_SUCCESS;
      case ON_FAILURE -> ON_FAILURE_OF;
      case ON_FAILURE_OF -> ON_FAILURE;
      case TRIGGERS -> TRIGGERED_BY;
      case TRIGGERED_BY -> TRIGGERS;
      case PROPAGATES_RELOAD_TO -> RELOAD_PROPAGATED_FROM;
      case RELOAD_PROPAGATED_FROM -> PROPAGATES_RELOAD_TO;
      case PROPAGATES_STOP_TO -> STOP_PROPAGATED_FROM;
      case STOP_PROPAGATED_FROM -> PROPAGATES_STOP_TO;
      case JOINS_NAMESPACE_OF -> JOINS_NAMESPACE_OF;
      case REFERENCES -> REFERENCED_BY;
      case REFERENCED_BY -> REFERENCES;
      case IN_SLICE -> SLICE_OF;
      case SLICE_OF -> IN_SLICE;
    };
  }
}
