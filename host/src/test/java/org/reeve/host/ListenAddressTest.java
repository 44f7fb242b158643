package org.reeve.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.SocketAddress;

class ListenAddressTest {
  @ParameterizedTest
  @CsvSource({
    "/run/a b, /run/a b",
    "@name, @name",
    "80, [::]:80",
    "0.0.0.0:80, 0.0.0.0:80",
    "127.0.0.1:65535, 127.0.0.1:65535",
    "[::1]:22, [::1]:22",
    "[2001:db8::1]:1, [2001:db8::1]:1",
    "[::ffff:1.2.3.4]:1, 1.2.3.4:1",
    "vsock:2:1234, vsock:2:1234",
    "vsock::1234, vsock:4294967295:1234"
  })
  void readsWhatListenStreamNames(String text, String address) {
    assertThat(ListenAddress.parse(text, true)).hasToString(address);
  }

  @Test
  void aPortAloneMeansVersionFourWhereThereIsNoOther() {
    assertThat(ListenAddress.parse("80", false)).hasToString("0.0.0.0:80");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:80", "[1.2.3.4:80", "1.2.3:80", "[::g]:80"})
  void neverAsksANameServer(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text, true)).isInstanceOf(ErrnoException.class);
  }

  @Test
  void readsNetlinkFamiliesAndGroups() {
    assertThat(ListenAddress.netlink("kobject-uevent 1"))
        .isEqualTo(new ListenAddress.Netlink(15, SocketAddress.netlink(1)));
    assertThat(ListenAddress.netlink("audit").family()).isEqualTo(9);
    assertThat(ListenAddress.netlink("rdma").family()).isEqualTo(20);
  }
}
