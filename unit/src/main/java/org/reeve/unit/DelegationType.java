package org.reeve.unit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Delegate=: a boolean or controllers. */
final class DelegationType extends Type<Delegation> {
  static final DelegationType DELEGATE = new DelegationType();
  private static final List<String> CONTROLLERS =
      List.of(
          "cpu",
          "cpuacct",
          "cpuset",
          "io",
          "blkio",
          "memory",
          "devices",
          "pids",
          "bpf-firewall",
          "bpf-devices");

  private DelegationType() {
    super("b");
  }

  @Override
  public @Nullable Delegation parse(String text, ValueContext context) {
    Boolean yes = BooleanType.read(text);
    if (yes != null) {
      return new Delegation(yes, List.of(), yes);
    }
    var controllers = new ArrayList<String>();
    var words = new Words(text, Words.Syntax.QUOTED);
    for (String word = words.next(); word != null; word = words.next()) {
      if (CONTROLLERS.contains(word)) {
        controllers.add(word);
      } else {
        context.warn("Invalid controller name '" + word + "', ignoring");
      }
    }
    return new Delegation(true, controllers, false);
  }

  @Override
  public Delegation append(Delegation earlier, Delegation later) {
    if (!later.enabled() || later.all() || !earlier.enabled() || later.controllers().isEmpty()) {
      return later;
    }
    var controllers = new ArrayList<>(earlier.controllers());
    controllers.addAll(later.controllers());
    return new Delegation(true, controllers, earlier.all());
  }

  @Override
  public String print(Delegation value) {
    if (!value.enabled() || value.all()) {
      return value.enabled() ? "yes" : "no";
    }
    return String.join(" ", value.controllers());
  }

  @Override
  public Object toBus(Delegation value) {
    return value.enabled();
  }

  @Override
  public Delegation fromBus(Object value) {
    if (value instanceof Boolean yes) {
      return new Delegation(yes, List.of(), yes);
    }
    throw mismatch(value);
  }

  @Override
  public List<BusFace<Delegation>> faces(String name) {
    return List.of(
        BusFace.plain(name, this),
        new BusFace<>("DelegateControllers", "as") {
          @Override
          public Object of(Delegation value) {
            return value.controllers();
          }
        });
  }
}
