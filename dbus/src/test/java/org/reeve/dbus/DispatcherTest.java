package org.reeve.dbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The sentences are systemd 252's, as its private socket answers the same calls. */
class DispatcherTest {
  private static final String PROPERTIES = "org.freedesktop.DBus.Properties";

  private final Dispatcher dispatcher = new Dispatcher(new Lamp(), "0123456789abcdef".repeat(2));
  private final List<Message> sent = new ArrayList<>();
  private boolean privileged = true;

  private final Caller caller =
      new Caller() {
        @Override
        public void send(Message message) {
          sent.add(message);
        }

        @Override
        public long uid() {
          return 1000;
        }

        @Override
        public boolean isPrivileged() {
          return privileged;
        }

        @Override
        public int pid() {
          return 0;
        }
      };

  private Message ask(
      String path, String interfaceName, String member, String signature, Object... args) {
    sent.clear();
    Message call = Message.call(new ObjectPath(path), interfaceName, member).with(signature, args);
    dispatcher.dispatch(call.withSerial(5), caller);
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().replySerial()).isEqualTo(5);
    return sent.getFirst();
  }

  private Message lamp(String interfaceName, String member, String signature, Object... args) {
    return ask(Lamp.PATH.text(), interfaceName, member, signature, args);
  }

  private static void assertError(Message answer, String name, String sentence) {
    assertThat(answer.kind()).isEqualTo(Message.Kind.ERROR);
    assertThat(answer.errorName()).isEqualTo("org.freedesktop.DBus.Error." + name);
    assertThat(answer.body()).containsExactly(sentence);
  }

  @Test
  void aMethodIsCalledWithItsArguments() {
    Message answer = lamp(Lamp.NAME, "Describe", "s", "it");
    assertThat(answer.kind()).isEqualTo(Message.Kind.METHOD_RETURN);
    assertThat(answer.signature().text()).isEqualTo("a{sv}");
    assertThat(((Map<?, ?>) answer.body().getFirst()).keySet().toArray()).containsExactly("it");
  }

  @Test
  void aCallThatWantsNoReplyGetsNone() {
    Message call = Message.call(Lamp.PATH, Lamp.NAME, "Nope");
    dispatcher.dispatch(call.withFlags(Message.NO_REPLY_EXPECTED).withSerial(5), caller);
    assertThat(sent).isEmpty();
  }

  @Test
  void whatDoesNotExistIsNamedInTheError() {
    assertError(
        lamp(Lamp.NAME, "Nope", ""),
        "UnknownMethod",
        "Unknown method Nope or interface org.example.Lamp.");
    assertError(lamp("a.b", "Nope", ""), "UnknownMethod", "Unknown method Nope or interface a.b.");
    assertError(ask("/foo", Lamp.NAME, "Break", ""), "UnknownObject", "Unknown object '/foo'.");
    assertError(
        ask("/org", PROPERTIES, "GetAll", "s", ""), "UnknownObject", "Unknown object '/org'.");
    assertError(
        lamp("org.freedesktop.DBus.Peer", "Foo", ""),
        "UnknownMethod",
        "Unknown method 'Foo' on interface 'org.freedesktop.DBus.Peer'.");
    assertError(
        lamp(PROPERTIES, "Foo", ""),
        "UnknownMethod",
        "Unknown method Foo or interface org.freedesktop.DBus.Properties.");
  }

  @Test
  void argumentsOfOtherTypesAreRefused() {
    assertError(
        lamp(Lamp.NAME, "Describe", "u", 3L),
        "InvalidArgs",
        "Invalid arguments 'u' to call org.example.Lamp.Describe(), expecting 's'.");
    assertError(
        lamp(PROPERTIES, "Get", "s", Lamp.NAME),
        "InvalidArgs",
        "Expected interface and member parameters");
  }

  @Test
  void anErrorOfTheHandlerIsTheAnswer() {
    Message answer = lamp(Lamp.NAME, "Refuse", "");
    assertThat(answer.errorName()).isEqualTo("org.example.Refused");
    assertThat(answer.body()).containsExactly("No.");
  }

  @Test
  void aPrivilegedMethodIsRefusedToOthers() {
    assertThat(lamp(Lamp.NAME, "Break", "").kind()).isEqualTo(Message.Kind.METHOD_RETURN);
    privileged = false;
    assertError(
        lamp(Lamp.NAME, "Break", ""),
        "AccessDenied",
        "Access to org.example.Lamp.Break() not permitted.");
    assertError(
        lamp(PROPERTIES, "Set", "ssv", Lamp.NAME, "Colour", Variant.of("red")),
        "AccessDenied",
        "Access to org.example.Lamp.Colour() not permitted.");
  }

  @Test
  void propertiesAreReadOneByOneAndAllInTheTablesOrder() {
    assertThat(lamp(PROPERTIES, "Get", "ss", Lamp.NAME, "Watts").body())
        .containsExactly(Variant.of("t", 60L));
    Map<String, Variant> all = new LinkedHashMap<>();
    all.put("Watts", Variant.of("t", 60L));
    all.put("Colour", Variant.of("wärm"));
    all.put("Wiring", Variant.of("a(sii)", List.of(List.of("L", 1, -2), List.of("N", 3, 4))));
    for (String interfaceName : List.of("", Lamp.NAME)) {
      Message answer = lamp(PROPERTIES, "GetAll", "s", interfaceName);
      Map<?, ?> values = (Map<?, ?>) answer.body().getFirst();
      assertThat(values).isEqualTo(all);
      assertThat(List.copyOf(values.keySet())).isEqualTo(List.copyOf(all.keySet()));
    }
    assertThat(lamp(PROPERTIES, "GetAll", "s", "org.freedesktop.DBus.Peer").body())
        .containsExactly(Map.of());
  }

  @Test
  void aPropertyIsSetIfItCanBe() {
    assertThat(lamp(PROPERTIES, "Set", "ssv", Lamp.NAME, "Colour", Variant.of("red")).kind())
        .isEqualTo(Message.Kind.METHOD_RETURN);
    assertThat(lamp(PROPERTIES, "Get", "ss", Lamp.NAME, "Colour").body())
        .containsExactly(Variant.of("red"));
    assertError(
        lamp(PROPERTIES, "Set", "ssv", Lamp.NAME, "Watts", Variant.of("t", 1)),
        "PropertyReadOnly",
        "Property 'Watts' is not writable.");
    assertError(
        lamp(PROPERTIES, "Set", "ssv", Lamp.NAME, "Colour", Variant.of("u", 4)),
        "InvalidArgs",
        "Incorrect parameters for property 'Colour', expected 's', got 'u'.");
    assertError(
        lamp(PROPERTIES, "Set", "ssv", Lamp.NAME, "Colour", Variant.of("")),
        "InvalidArgs",
        "A lamp has a colour");
  }

  @Test
  void unknownPropertiesAreNamedInTheError() {
    assertError(
        lamp(PROPERTIES, "Get", "ss", Lamp.NAME, "Nope"),
        "UnknownProperty",
        "Unknown interface org.example.Lamp or property Nope.");
    assertError(
        lamp(PROPERTIES, "Set", "ssv", "a.b", "Nope", Variant.of("")),
        "UnknownProperty",
        "Unknown interface a.b or property Nope.");
    assertError(
        lamp(PROPERTIES, "GetAll", "s", "a.b"), "UnknownInterface", "Unknown interface 'a.b'.");
  }

  @Test
  void everyPathOnTheWayToAnObjectCanBeIntrospected() {
    Message root = ask("/", "org.freedesktop.DBus.Introspectable", "Introspect", "");
    assertThat((String) root.body().getFirst()).contains("<node name=\"org\"/>");
    assertError(
        ask("/nix", "org.freedesktop.DBus.Introspectable", "Introspect", ""),
        "UnknownObject",
        "Unknown object '/nix'.");
    assertThat(ask("/nix", "org.freedesktop.DBus.Peer", "Ping", "").kind())
        .isEqualTo(Message.Kind.METHOD_RETURN);
  }
}
