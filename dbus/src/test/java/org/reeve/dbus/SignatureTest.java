package org.reeve.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
  @Test
  void aSignatureIsTheListOfItsCompleteTypes() {
    assertThat(Signature.of("sa{sv}(ii)").types())
        .containsExactly(
            Type.Basic.STRING,
            new Type.ArrayOf(new Type.DictEntry(Type.Basic.STRING, Type.Any.VARIANT)),
            new Type.StructOf(List.of(Type.Basic.INT32, Type.Basic.INT32)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "(", "()", "(i", "i)", "{sv}", "a{vs}", "a{s}", "a{sss}", "a{sv", "z", "a(i"})
  void whatIsNoSequenceOfCompleteTypesIsRefused(String text) {
    assertThatThrownBy(() -> Signature.parse(text))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void thirtyTwoArraysMayNestAndNotOneMore() throws ProtocolException {
    assertThat(Signature.parse("a".repeat(32) + "i").isSingle()).isTrue();
    assertThatThrownBy(() -> Signature.parse("a".repeat(33) + "i"))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void thirtyTwoStructsMayNestAndNotOneMore() throws ProtocolException {
    assertThat(Signature.parse("(".repeat(32) + "i" + ")".repeat(32)).isSingle()).isTrue();
    assertThatThrownBy(() -> Signature.parse("(".repeat(33) + "i" + ")".repeat(33)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void aSignatureHasAtMost255Characters() throws ProtocolException {
    assertThat(Signature.parse("i".repeat(255)).types()).hasSize(255);
    assertThatThrownBy(() -> Signature.parse("i".repeat(256)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("256 characters");
  }
}
