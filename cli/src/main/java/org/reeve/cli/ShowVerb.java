package org.reeve.cli;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reeve.dbus.BusError;
import org.reeve.dbus.ObjectPath;
import org.reeve.dbus.Variant;

/** {@code systemctl show}: the properties of the manager, of units or of jobs. */
final class ShowVerb {
  private final Invocation invocation;
  private final @Nullable Set<String> wanted;
  private boolean first = true;

  private ShowVerb(Invocation invocation) {
    this.invocation = invocation;
    this.wanted = wanted(invocation.options());
  }

  static int run(Invocation invocation, String verb, List<String> arguments)
      throws Failure, IOException {
    return new ShowVerb(invocation).run(arguments);
  }

  private static @Nullable Set<String> wanted(Options options) {
    if (!options.has(Option.PROPERTY) && !options.has(Option.ONLY_PROPERTY)) {
      return null;
    }
    Set<String> wanted = new LinkedHashSet<>(options.items(Option.PROPERTY));
    wanted.addAll(options.items(Option.ONLY_PROPERTY));
    return wanted.isEmpty() ? null : wanted;
  }

  private int run(List<String> arguments) throws Failure, IOException {
    invocation.wantPager();
    if (arguments.isEmpty()) {
      show(ManagerClient.PATH, ManagerClient.MANAGER);
      return 0;
    }
    List<String> names = new java.util.ArrayList<>();
    for (String argument : arguments) {
      if (Options.isNumber(argument)) {
        show(ManagerClient.jobPath(argument), "");
      } else {
        names.add(argument);
      }
    }
    for (String name : UnitNames.expand(invocation, names)) {
      show(ManagerClient.unitPath(name), "");
    }
    return 0;
  }

  private void show(ObjectPath path, String interfaceName) throws Failure, IOException {
    Map<String, Variant> properties;
    try {
      properties = invocation.manager().all(path, interfaceName);
    } catch (BusError e) {
      throw new Failure("Failed to get properties: " + ManagerClient.sentence(e));
    }
    if (!first) {
      invocation.screen().line("");
    }
    first = false;
    boolean onlyValue = invocation.has(Option.VALUE) || invocation.has(Option.ONLY_PROPERTY);
    PropertyText text =
        new PropertyText(
            invocation.timestamps(), invocation.has(Option.ALL) || wanted != null, onlyValue);
    text.addAll(properties, wanted);
    invocation.screen().print(text.text());
  }
}
