package org.reeve.dbus;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnmarshallerTest {
  @ParameterizedTest
  @CsvSource({
    "b, 02000000, boolean of value 2",
    "s, 0400000061626300, longer than the message",
    "s, ffffffff, longer than the message",
    "s, 0100000061ff, does not end with NUL",
    "s, 03000000610062ff00, does not end with NUL",
    "s, 0300000061006200, NUL inside",
    "s, 01000000ff00, not valid UTF-8",
    "s, 03000000eda08000, not valid UTF-8",
    "o, 01000000ff00, not valid UTF-8",
    "o, 020000002f2f00, object path",
    "o, 020000002f2d00, object path",
    "o, 030000002f612f00, object path",
    "g, 017a00, expected",
    "v, 00000000, variant of signature",
    "v, 02696900 00000000, variant of signature",
    "yi, 0100010000000000, padding is not zero",
    "i, 0000, ends within a value",
    "ai, 05000000 0000000000, ends within",
    "ai, 08000000 00000000, longer than allowed",
    "ai, ffffffff, longer than allowed",
    "a(ii), 0c000000 00000000 0000000000000000 00000000 00000000, ends within an element",
    "h, 00000000, names descriptor 0",
  })
  void malformedBytesAreRefusedWithTheReason(String signature, String hex, String reason) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() ->
            new Unmarshaller(ByteBuffer.wrap(bytes), ByteOrder.LITTLE_ENDIAN, 0)
                .read(Signature.of(signature)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void variantsNestNoDeeperThan64Levels() {
    byte[] bytes = HexFormat.of().parseHex("017600".repeat(200) + "01790001");
    assertThatThrownBy(() ->
            new Unmarshaller(ByteBuffer.wrap(bytes), ByteOrder.LITTLE_ENDIAN, 0)
                .read(Signature.of("v")))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("deeper than 64");
  }

  @Test
  void aMessageOfCountlessTinyValuesIsRefusedBeforeItFillsTheHeap() {
    Marshaller out = new Marshaller();
    Variant tiny = Variant.of("y", 1);
    out.write(
        Signature.of("av"), List.of(java.util.Collections.nCopies(Unmarshaller.MAX_VALUES, tiny)));
    ByteBuffer in = ByteBuffer.wrap(out.toBytes());
    assertThatThrownBy(
            () -> new Unmarshaller(in, ByteOrder.LITTLE_ENDIAN, 0).read(Signature.of("av")))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("more than 65536 values");
  }
}
