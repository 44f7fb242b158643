package org.reeve.dbus;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A {@link Dispatcher} on a unix socket, a thread a client, for foreign clients to talk to. It
 * answers Hello as a bus would, without which busctl and gdbus do not begin.
 */
final class TestServer implements AutoCloseable {
  private final ServerSocketChannel listener;
  private final Dispatcher dispatcher;
  private final long uid;
  final BlockingQueue<String> endings = new LinkedBlockingQueue<>();

  TestServer(Path socket, ObjectTree tree, long uid) throws IOException {
    this.uid = uid;
    this.dispatcher = new Dispatcher(tree, "0123456789abcdef".repeat(2));
    this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (AsynchronousCloseException e) {
      endings.add("closed");
    } catch (IOException e) {
      endings.add(String.valueOf(e));
    }
  }

  private void serve(SocketChannel channel) {
    Connection connection = Connection.server(Limits.SERVER, "0f".repeat(16), uid, false);
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    try (channel) {
      while (channel.read(buffer.clear()) >= 0) {
        connection.feed(buffer.flip(), List.of());
        Message message = connection.receive();
        while (message != null) {
          answer(message, connection);
          message = connection.receive();
        }
        flush(connection, channel);
      }
      endings.add("end");
    } catch (IOException e) {
      endings.add(String.valueOf(e.getMessage()));
    }
  }

  private static void flush(Connection connection, SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    while (connection.outputSize() > 0) {
      connection.gather(buffer.clear());
      connection.written(channel.write(buffer.flip()));
    }
  }

  private void answer(Message message, Connection connection) {
    Caller caller = caller(connection);
    if ("Hello".equals(message.member())) {
      new Call(message, caller, Signature.of("s")).reply(":1.1");
    } else {
      dispatcher.dispatch(message, caller);
    }
  }

  private Caller caller(Connection connection) {
    return new Caller() {
      @Override
      public void send(Message message) {
        try {
          connection.send(message);
        } catch (ProtocolException e) {
          endings.add(String.valueOf(e.getMessage()));
        }
      }

      @Override
      public long uid() {
        return uid;
      }

      @Override
      public boolean isPrivileged() {
        return true;
      }

      @Override
      public int pid() {
        return 0;
      }
    };
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
