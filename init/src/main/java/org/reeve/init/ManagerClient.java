package org.reeve.init;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.reeve.bus.ManagerBus;
import org.reeve.dbus.BusError;
import org.reeve.dbus.Client;
import org.reeve.dbus.Message;
import org.reeve.linux.Sys;
import org.reeve.manager.InvocationId;
import org.reeve.manager.LogPage;
import org.reeve.manager.LogRecord;
import org.reeve.recipe.Octets;
import org.reeve.unit.UnitName;

/** A command's connection to the running manager, over its private socket. */
final class ManagerClient implements AutoCloseable {
  private final Client client;

  private ManagerClient(Client client) {
    this.client = client;
  }

  /**
   * Connects; if the manager is just being replaced, the first answer waits for the next one.
   *
   * @throws IOException if nobody listens there, or this user may not connect
   */
  static ManagerClient connect(String socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException refused) {
      channel.close();
      throw refused;
    }
    return new ManagerClient(new Client(channel, Sys.uid()));
  }

  /**
   * A part of a unit's log, by {@code ReadLog} of {@code org.reeve.Manager}.
   *
   * @param from 0 for the oldest that is kept, or a page's {@link LogPage#next}
   * @throws IOException if the manager went away
   * @throws BusError if it refused
   */
  LogPage log(UnitName unit, long from) throws IOException, BusError {
    Message call = Message.call(ManagerBus.MANAGER, ManagerBus.OWN_INTERFACE, "ReadLog");
    List<Object> answer = client.call(call.with("st", unit.text(), from));
    List<LogRecord> records = new ArrayList<>();
    for (Object row : (List<?>) answer.get(2)) {
      records.add(record((List<?>) row));
    }
    return new LogPage((Long) answer.get(0), (Long) answer.get(1), records);
  }

  /** What the manager found possible, a sentence each. */
  List<String> abilities() throws IOException, BusError {
    List<String> sentences = new ArrayList<>();
    Message call = Message.call(ManagerBus.MANAGER, ManagerBus.OWN_INTERFACE, "Abilities");
    for (Object sentence : (List<?>) client.call(call).getFirst()) {
      sentences.add((String) sentence);
    }
    return sentences;
  }

  private static LogRecord record(List<?> row) {
    ByteBuffer invocation = ByteBuffer.wrap(bytes(row.get(1)));
    return new LogRecord(
        (Long) row.get(0),
        new InvocationId(invocation.getLong(), invocation.getLong()),
        (Integer) row.get(2),
        (Integer) row.get(3),
        (Integer) row.get(4),
        (Boolean) row.get(5),
        Octets.of(bytes(row.get(6))));
  }

  private static byte[] bytes(Object value) {
    List<?> list = (List<?>) value;
    byte[] bytes = new byte[list.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = ((Integer) list.get(i)).byteValue();
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
