package org.reeve.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketAddressTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000000, [::]:80",
    "00000000000000000000000000000001, [::1]:80",
    "20010db8000000000000000000000001, [2001:db8::1]:80",
    "20010db8000000010001000100010001, [2001:db8:0:1:1:1:1:1]:80",
    "20010db8000000000001000000000001, [2001:db8::1:0:0:1]:80",
    "fe800000000000000000000000000000, [fe80::]:80",
    "00000000000000000000ffff0a000001, 10.0.0.1:80"
  })
  void writesAnAddressOfVersionSixAsItIsUsual(String bytes, String text) {
    assertThat(SocketAddress.inet6(hex(bytes), 80, 0)).hasToString(text);
  }

  @Test
  void writesOthersAsSystemdDoes() {
    assertThat(SocketAddress.inet(new byte[] {127, 0, 0, 1}, 65535)).hasToString("127.0.0.1:65535");
    assertThat(SocketAddress.vsock(2, 1024)).hasToString("vsock:2:1024");
    assertThat(SocketAddress.unix(UnixAddress.path("/run/x"))).hasToString("/run/x");
    assertThat(SocketAddress.unix(UnixAddress.abstractName("x"))).hasToString("@x");
  }

  @Test
  void theKernelGivesBackTheAddressThatASocketIsBoundTo() {
    try (Fd socket = Socket.open(SocketAddress.INET, Socket.Type.STREAM, 0, true)) {
      Socket.bind(socket, SocketAddress.inet(new byte[] {127, 0, 0, 1}, 0));
      SocketAddress bound = Socket.local(socket);
      assertThat(bound.host()).isEqualTo("127.0.0.1");
      assertThat(bound.port()).isPositive();
      assertThat(Socket.isListening(socket)).isFalse();
      Socket.listen(socket, 1);
      assertThat(Socket.isListening(socket)).isTrue();
    }
  }

  @Test
  void whatWaitsIsDiscardedOneByOne() {
    Socket.Pair pair = Socket.pair(Socket.Type.DGRAM, true);
    try (Fd first = pair.first();
        Fd second = pair.second()) {
      first.writeFully(new byte[] {1});
      first.writeFully(new byte[] {2});
      assertThat(Socket.discard(second)).isTrue();
      assertThat(Socket.discard(second)).isTrue();
      assertThat(Socket.discard(second)).isFalse();
    }
  }
}
