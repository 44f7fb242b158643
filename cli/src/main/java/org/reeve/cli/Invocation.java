package org.reeve.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of systemctl: its options, the screen, the environment, and the connection to the
 * manager, made when it is first needed.
 */
final class Invocation implements AutoCloseable {
  private final Options options;
  private final Screen screen;
  private final Map<String, String> environment;
  private final @Nullable Address address;
  private @Nullable ManagerClient client;

  Invocation(
      Options options, Screen screen, Map<String, String> environment, @Nullable Address address) {
    this.address = address;
    this.options = options;
    this.screen = screen;
    this.environment = environment;
  }

  Options options() {
    return options;
  }

  boolean has(Option option) {
    return options.has(option);
  }

  Screen screen() {
    return screen;
  }

  Map<String, String> environment() {
    return environment;
  }

  Scope scope() {
    return options.scope();
  }

  /** What stands before a verb in a hint: {@code systemctl}, {@code systemctl --user}. */
  String command() {
    return address != null ? address.command() : "systemctl" + scope().option();
  }

  /** Whose logs a hint means. */
  String logs() {
    return address != null ? "its" : scope().logs();
  }

  /** Whether it is the manager of a machine or a user, not that of a {@code reeve run}. */
  boolean isUsual() {
    return address == null;
  }

  boolean isQuiet() {
    return has(Option.QUIET);
  }

  /** Whether tables have headers and footers. */
  boolean hasLegend() {
    String legend = options.last(Option.LEGEND);
    return !has(Option.NO_LEGEND)
        && !has(Option.QUIET)
        && (legend == null || Boolean.TRUE.equals(Options.bool(legend)));
  }

  /** Whether the output may be cut to the window's width. */
  boolean isCut() {
    return !has(Option.FULL) && !screen.isUnlimited();
  }

  /** Sends long output through a pager unless the user does not want that. */
  void wantPager() {
    if (!has(Option.NO_PAGER)) {
      screen.wantPager();
    }
  }

  /** Whether there is no manager to speak to by intention: in a chroot, or $SYSTEMD_OFFLINE. */
  boolean isOffline() {
    Boolean asked = Options.bool(environment.getOrDefault("SYSTEMD_OFFLINE", ""));
    return asked != null ? asked : Window.isChroot(environment);
  }

  /** How timestamps are written. */
  Timestamps timestamps() {
    String style = options.last(Option.TIMESTAMP);
    return new Timestamps(style == null ? "pretty" : style, environment.get("TZ"));
  }

  /** The manager. */
  ManagerClient manager() throws Failure {
    ManagerClient connected = client;
    if (connected == null) {
      connected =
          address != null
              ? ManagerClient.connect(address.socket())
              : ManagerClient.connect(scope(), environment);
      client = connected;
    }
    return connected;
  }

  /** Everything after the verb as unit names, see {@link UnitNames#mangle}. */
  List<String> mangled(List<String> names) throws Failure {
    return UnitNames.mangle(this, names, "service");
  }

  @Override
  public void close() {
    ManagerClient connected = client;
    if (connected != null) {
      try {
        connected.close();
      } catch (IOException gone) {
        // the process ends: there is nothing left to lose
      }
    }
    screen.close();
  }
}
