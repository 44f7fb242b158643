package org.reeve.dbus;

/**
 * An error that goes to a caller as a D-Bus error message, or came as one. Clients decide by the
 * name and show the sentence.
 */
public final class BusError extends Exception {
  private static final long serialVersionUID = 1L;

  /** The arguments are of the right types and make no sense. */
  public static final String INVALID_ARGS = "org.freedesktop.DBus.Error.InvalidArgs";

  /** The caller may not do this. */
  public static final String ACCESS_DENIED = "org.freedesktop.DBus.Error.AccessDenied";

  /** A file that was named is not there. */
  public static final String FILE_NOT_FOUND = "org.freedesktop.DBus.Error.FileNotFound";

  /** What went wrong is a fault of the server. */
  public static final String FAILED = "org.freedesktop.DBus.Error.Failed";

  static final String UNKNOWN_METHOD = "org.freedesktop.DBus.Error.UnknownMethod";
  static final String UNKNOWN_OBJECT = "org.freedesktop.DBus.Error.UnknownObject";
  static final String UNKNOWN_INTERFACE = "org.freedesktop.DBus.Error.UnknownInterface";
  static final String UNKNOWN_PROPERTY = "org.freedesktop.DBus.Error.UnknownProperty";
  static final String PROPERTY_READ_ONLY = "org.freedesktop.DBus.Error.PropertyReadOnly";

  private final String errorName;

  /**
   * @param errorName such as {@link #INVALID_ARGS}
   * @param sentence what a user is shown
   */
  public BusError(String errorName, String sentence) {
    super(sentence, null, false, false);
    this.errorName = errorName;
  }

  /** The error's D-Bus name. */
  public String errorName() {
    return errorName;
  }

  /** The sentence that a user is shown. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
