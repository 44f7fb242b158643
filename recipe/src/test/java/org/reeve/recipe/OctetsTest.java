package org.reeve.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OctetsTest {
  private static Octets bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Octets.of(bytes);
  }

  @Test
  void printsUtf8AsItIs() {
    assertThat(Octets.of("/srv/ü 水 𝄞")).hasToString("/srv/ü 水 𝄞");
  }

  @Test
  void printsWhatIsNotUtf8InHex() {
    assertThat(bytes('a', 0xff, 0xc3)).hasToString("a\\xff\\xc3");
    assertThat(bytes(0xc0, 0x80)).as("overlong").hasToString("\\xc0\\x80");
    assertThat(bytes(0xed, 0xa0, 0x80)).as("surrogate").hasToString("\\xed\\xa0\\x80");
    assertThat(bytes(0xf5, 0x80, 0x80, 0x80))
        .as("past U+10FFFF")
        .hasToString("\\xf5\\x80\\x80\\x80");
    assertThat(bytes('\n', 0x7f, 0xc2, 0x85)).as("control").hasToString("\\x0a\\x7f\\xc2\\x85");
  }

  @Test
  void printsNoTwoValuesAlike() {
    Set<String> seen = new HashSet<>();
    for (int a = 0; a < 256; a++) {
      assertThat(seen.add(bytes(a).toString())).isTrue();
      for (int b = 0; b < 256; b++) {
        assertThat(seen.add(bytes(a, b).toString())).as("%x %x", a, b).isTrue();
      }
    }
  }

  @Test
  void isAValue() {
    byte[] own = {1, 2};
    Octets octets = Octets.of(own);
    own[0] = 9;
    octets.bytes()[1] = 9;
    assertThat(octets).isEqualTo(bytes(1, 2)).hasSameHashCodeAs(bytes(1, 2)).isNotEqualTo(bytes(1));
  }

  @Test
  void ordersByUnsignedBytes() {
    assertThat(bytes(0x7f)).isLessThan(bytes(0x80));
  }
}
