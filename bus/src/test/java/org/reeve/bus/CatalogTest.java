package org.reeve.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reeve.dbus.Marshaller;
import org.reeve.dbus.Signature;

class CatalogTest {
  private static final Catalog CATALOG = Catalog.load();

  @Test
  void everyConstantIsOfItsPropertysType() {
    int properties = 0;
    for (String name : CATALOG.names()) {
      for (Catalog.PropertySpec property : CATALOG.entry(name).properties()) {
        new Marshaller().write(property.signature(), List.of(property.constant()));
        properties++;
      }
    }
    assertThat(properties).isGreaterThan(1_500);
  }

  @Test
  void aServiceHasThe303PropertiesOfSystemd252InItsOrder() {
    List<String> names =
        CATALOG.entry("org.freedesktop.systemd1.Service").properties().stream()
            .map(Catalog.PropertySpec::name)
            .toList();
    assertThat(names).hasSize(303).doesNotHaveDuplicates();
    assertThat(names)
        .startsWith("Type", "ExitType", "Restart")
        .endsWith("SendSIGHUP", "WatchdogSignal");
    assertThat(names.indexOf("ExecStopPostEx")).isEqualTo(names.indexOf("Slice") - 1);
  }

  @Test
  void everySignatureOfAnArgumentIsValid() {
    for (String name : CATALOG.names()) {
      for (Catalog.MethodSpec method : CATALOG.entry(name).methods()) {
        method.in().forEach(argument -> Signature.of(argument.signature()));
        method.out().forEach(argument -> Signature.of(argument.signature()));
      }
    }
  }

  @Test
  void whatChangesSomethingIsPrivilegedAndWhatAsksIsNot() {
    for (Catalog.MethodSpec method : CATALOG.entry("org.freedesktop.systemd1.Manager").methods()) {
      boolean asks = method.name().startsWith("Get") || method.name().startsWith("List");
      if (asks || method.name().endsWith("Unit")) {
        assertThat(method.privileged())
            .as(method.name())
            .isEqualTo(!asks && !method.name().equals("LoadUnit"));
      }
    }
  }

  @Test
  void aLineThatIsNotKnownIsNamed() {
    assertThatThrownBy(() -> Catalog.parse("# nothing\nnonsense X\n"))
        .hasMessage("interfaces.txt:2: 'nonsense' begins no line that is known");
  }

  @Test
  void codeForWhatIsNotInTheCatalogIsRefused() {
    Binding<Object> binding = new Binding<>("org.freedesktop.systemd1.Target");
    binding.property("NoSuchThing", _ -> "");
    assertThatThrownBy(() -> binding.table(CATALOG)).hasMessageContaining("[NoSuchThing]");
  }
}
