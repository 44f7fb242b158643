package org.reeve.daemon;

import java.text.MessageFormat;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link System#getLogger} log as {@link JournalHandler} does, without java.util.logging.
 *
 * <p>It is not in force by merely being there. An application on the class path has a file {@code
 * META-INF/services/java.lang.System$LoggerFinder} with the line {@code
 * org.reeve.daemon.JournalLoggerFinder}; one on the module path provides a subclass: {@code
 * provides System.LoggerFinder with com.example.Logs}. Without that, {@link #logger} gives single
 * loggers.
 */
public class JournalLoggerFinder extends System.LoggerFinder {
  private final LogOutput output;
  private final System.Logger.Level least;

  /** Loggers that log INFO and above, or DEBUG and above if {@code DEBUG_INVOCATION=1}. */
  public JournalLoggerFinder() {
    this(
        "1".equals(System.getenv("DEBUG_INVOCATION"))
            ? System.Logger.Level.DEBUG
            : System.Logger.Level.INFO);
  }

  /**
   * Loggers that log this level and above.
   *
   * @param least the level
   */
  public JournalLoggerFinder(System.Logger.Level least) {
    this(LogOutput.ofProcess(), least);
  }

  JournalLoggerFinder(LogOutput output, System.Logger.Level least) {
    this.output = output;
    this.least = least;
  }

  @Override
  public System.Logger getLogger(String name, Module module) {
    return logger(name);
  }

  /**
   * A logger of this name.
   *
   * @param name by which its entries are found
   * @return the logger
   */
  public System.Logger logger(String name) {
    return new JournalLogger(name);
  }

  private final class JournalLogger implements System.Logger {
    private final String name;

    JournalLogger(String name) {
      this.name = name;
    }

    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level != Level.OFF && level.getSeverity() >= least.getSeverity();
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        output.write(
            LogEntry.of(Priority.of(level), name, localized(bundle, message), thrown, null));
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... parameters) {
      if (!isLoggable(level)) {
        return;
      }
      String text = localized(bundle, format);
      if (text != null && parameters != null && parameters.length > 0) {
        try {
          text = MessageFormat.format(text, parameters);
        } catch (IllegalArgumentException notAFormat) {
          // the text as it is says more than nothing
        }
      }
      output.write(LogEntry.of(Priority.of(level), name, text, null, null));
    }

    private static @Nullable String localized(
        @Nullable ResourceBundle bundle, @Nullable String key) {
      if (bundle == null || key == null) {
        return key;
      }
      try {
        return bundle.getString(key);
      } catch (MissingResourceException | ClassCastException none) {
        return key;
      }
    }
  }
}
