package org.reeve.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarshallerTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static byte[] written(String signature, Object... values) {
    Marshaller out = new Marshaller();
    out.write(Signature.of(signature), List.of(values));
    return out.toBytes();
  }

  private static List<Object> read(String signature, byte[] bytes, ByteOrder order)
      throws ProtocolException {
    return new Unmarshaller(ByteBuffer.wrap(bytes), order, 0).read(Signature.of(signature));
  }

  @Test
  void stringsLieAsInTheSpecificationsExample() throws ProtocolException {
    // section "Marshaling Strings, Object Paths and Signatures": 'foo', '+', 'bar' one after
    // another
    byte[] little = hex("03000000 666f6f00 01000000 2b000000 03000000 62617200");
    assertThat(written("sss", "foo", "+", "bar")).isEqualTo(little);
    byte[] big = hex("00000003 666f6f00 00000001 2b000000 00000003 62617200");
    assertThat(read("sss", big, ByteOrder.BIG_ENDIAN)).containsExactly("foo", "+", "bar");
  }

  @Test
  void anArrayOfInt64LiesAsInTheSpecificationsExample() throws ProtocolException {
    // section "Marshaling Arrays": a byte, then an array of one INT64 of value 5
    byte[] big = hex("00000000 00000008 0000000000000005");
    assertThat(read("yax", big, ByteOrder.BIG_ENDIAN)).containsExactly(0, List.of(5L));
    assertThat(written("yax", 0, List.of(5L))).isEqualTo(hex("00000000 08000000 0500000000000000"));
  }

  @Test
  void anEmptyArrayIsPaddedToWhereItsElementWouldBegin() {
    assertThat(written("ax", List.of())).isEqualTo(hex("00000000 00000000"));
  }

  @Test
  void aVariantLiesAfterItsSignature() throws ProtocolException {
    // 1: the signature's length, 'u', NUL, one byte of padding, the value
    byte[] bytes = hex("01 75 00 00 07000000");
    assertThat(written("v", Variant.of("u", 7))).isEqualTo(bytes);
    assertThat(read("v", bytes, ByteOrder.LITTLE_ENDIAN)).containsExactly(Variant.of("u", 7L));
  }

  @Test
  void everyBasicTypeIsReadInBigEndian() throws ProtocolException {
    byte[] bytes =
        hex(
            "ff 00 8000 ffff 0000 ffffffff fffffffe 00000001 00000000"
                + " 8000000000000000 ffffffffffffffff 3ff8000000000000"
                + " 00000002 2f6100 02 617300");
    assertThat(read("ynqiubxtdog", bytes, ByteOrder.BIG_ENDIAN))
        .containsExactly(
            255,
            -32768,
            65535,
            -1,
            4294967294L,
            true,
            Long.MIN_VALUE,
            -1L,
            1.5,
            new ObjectPath("/a"),
            Signature.of("as"));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws ProtocolException {
    RandomGenerator random = Seed.random("whatIsWrittenIsReadAgain");
    RandomValues values = new RandomValues(random);
    for (int i = 0; i < 5_000; i++) {
      Signature signature = values.signature();
      List<Object> body = values.values(signature, 3);
      Marshaller out = new Marshaller();
      out.write(signature, body);
      ByteBuffer in = ByteBuffer.wrap(out.toBytes());
      List<Object> read = new Unmarshaller(in, ByteOrder.LITTLE_ENDIAN, 3).read(signature);
      assertThat(read).as("%s", signature).isEqualTo(body);
      assertThat(in.hasRemaining()).isFalse();
    }
  }

  @Test
  void whatAStringCannotCarryBecomesTheReplacementCharacter() throws ProtocolException {
    byte[] bytes = written("s", "a\0b\uDCFFc\uD83D\uDE00");
    assertThat(read("s", bytes, ByteOrder.LITTLE_ENDIAN))
        .containsExactly("a\uFFFDb\uFFFDc\uD83D\uDE00");
  }

  @ParameterizedTest
  @CsvSource({"y,256", "y,-1", "n,32768", "q,65536", "i,2147483648", "u,4294967296", "u,-1"})
  void aNumberOutOfRangeIsRefused(String type, long number) {
    assertThatThrownBy(() -> written(type, number))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + type + "'");
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    assertThatThrownBy(() -> written("as", List.of(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("D-Bus type 's' cannot hold a Integer");
    assertThatThrownBy(() -> written("a{sv}", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> written("(ss)", List.of("one")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMapIsWrittenInItsOrder() throws ProtocolException {
    Map<String, Integer> map = new java.util.LinkedHashMap<>();
    map.put("z", 1);
    map.put("a", 2);
    Object read = read("a{si}", written("a{si}", map), ByteOrder.LITTLE_ENDIAN).getFirst();
    assertThat(((Map<?, ?>) read).keySet().toArray()).containsExactly("z", "a");
  }
}
