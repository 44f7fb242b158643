package org.reeve.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SeccompTest {
  @TempDir private Path directory;

  @Test
  void bindingOneSocketSucceedsInThatThreadWithoutBinding() throws Exception {
    UnixAddress there = UnixAddress.path(directory.resolve("s").toString());
    try (Fd pretended = org.reeve.linux.Socket.unix(org.reeve.linux.Socket.Type.STREAM, true);
        Fd bound = org.reeve.linux.Socket.unix(org.reeve.linux.Socket.Type.STREAM, true)) {
      Thread thread =
          Thread.ofPlatform()
              .start(() -> {
                Seccomp.pretendToBind(pretended);
                org.reeve.linux.Socket.bind(pretended, there);
                org.reeve.linux.Socket.listen(pretended, 1);
                org.reeve.linux.Socket.connect(pretended, there);
                org.reeve.linux.Socket.bind(bound, there);
              });
      thread.join();
      assertThat(org.reeve.linux.Socket.localAddress(pretended)).isEqualTo(UnixAddress.UNNAMED);
      assertThat(org.reeve.linux.Socket.localAddress(bound)).isEqualTo(there);
      UnixAddress other = UnixAddress.path(directory.resolve("other").toString());
      org.reeve.linux.Socket.bind(pretended, other);
      assertThat(org.reeve.linux.Socket.localAddress(pretended))
          .as("in another thread binding binds")
          .isEqualTo(other);
    }
  }

  @Test
  void anInetSocketTellsItsOwnAndItsPeersAddress() throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (ServerSocket server = new ServerSocket(0, 1, loopback);
        Socket client = new Socket(loopback, server.getLocalPort())) {
      int found = 0;
      for (Fs.Entry entry : Fs.list(Fs.path("/proc/self/fd"))) {
        Fd fd = Fd.of(Integer.parseInt(entry.text()));
        byte[] target = Fs.readlink(Fs.path("/proc/self/fd/" + entry.text()));
        if (target == null || !Fs.printable(target).startsWith("socket:")) {
          continue;
        }
        InetSocketAddress local = InetSocket.localAddress(fd);
        if (local != null && local.getPort() == client.getLocalPort()) {
          assertThat(local.getAddress()).isEqualTo(loopback);
          assertThat(InetSocket.peerAddress(fd))
              .isEqualTo(new InetSocketAddress(loopback, server.getLocalPort()));
          found++;
        } else if (local != null && local.getPort() == server.getLocalPort()) {
          assertThat(InetSocket.peerAddress(fd)).as("of a listening socket").isNull();
        }
      }
      assertThat(found).isEqualTo(1);
    }
  }
}
