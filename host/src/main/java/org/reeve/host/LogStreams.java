package org.reeve.host;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reeve.linux.Fd;
import org.reeve.linux.Socket;
import org.reeve.manager.InvocationId;
import org.reeve.recipe.ChannelMessage;
import org.reeve.recipe.Octets;
import org.reeve.unit.UnitName;

/**
 * The stream sockets that carry units' output, from their making to their end.
 *
 * <p>hand keeps the reading end, so that no writer ever meets a closed one and what nobody has read
 * yet survives the manager. The writing end stays open here as long as the unit may start more
 * commands; a new manager does not have it and makes another stream for the same invocation. When
 * the last writer closes, the reader comes to the end, and hand may let go.
 */
final class LogStreams {
  private static final String PREFIX = "log/";
  private static final String RECORD = LinuxHost.OWN_RECORDS + PREFIX;

  /**
   * As much as systemd gives the streams to its journal: a service that writes while no manager
   * reads does not have to wait.
   */
  private static final int SEND_BUFFER = 8 << 20;

  private record Writer(InvocationId invocation, Fd fd) {}

  private final HandChannel channel;
  private final StateMemory memory;
  private final LogReader reader;
  private final long generation;
  private final Map<UnitName, Writer> writers = new HashMap<>();

  LogStreams(HandChannel channel, StateMemory memory, LogReader reader, long generation) {
    this.channel = channel;
    this.memory = memory;
    this.reader = reader;
    this.generation = generation;
  }

  static boolean isName(String kept) {
    return kept.startsWith(PREFIX);
  }

  /** Goes on reading a stream that a manager before this one made. */
  void resume(String name, Fd fd) {
    byte[] value = memory.get(LinuxHost.OWN_RECORDS + name);
    Named stream = value == null ? null : Named.parse(value);
    if (stream == null) {
      // kept, but the manager was killed before it had written down whose it is: nobody writes to
      // it
      fd.close();
      channel.send(new ChannelMessage.Unkeep(Octets.of(name)));
      return;
    }
    reader.read(name, stream.unit(), stream.invocation(), fd);
  }

  /** The writing end for a unit's invocation, made at first use; it stays this object's. */
  Fd writer(UnitName unit, InvocationId invocation) {
    Writer there = writers.get(unit);
    if (there != null && there.invocation.equals(invocation)) {
      return there.fd;
    }
    release(unit);
    Socket.Pair pair = Socket.pair(Socket.Type.STREAM, false);
    Socket.passCredentials(pair.first());
    Socket.shutdown(pair.first(), Socket.Direction.WRITE);
    Socket.setSendBuffer(pair.second(), SEND_BUFFER);
    String name = PREFIX + invocation + "/" + generation;
    channel.send(new ChannelMessage.Keep(Octets.of(name)), pair.first());
    reader.read(name, unit, invocation, pair.first());
    writers.put(unit, new Writer(invocation, pair.second()));
    return pair.second();
  }

  /**
   * Writes down whose stream it will be; within the turn, so that it is committed before it is
   * made.
   */
  void announce(UnitName unit, InvocationId invocation) {
    String key = RECORD + invocation + "/" + generation;
    if (memory.get(key) == null) {
      memory.put(key, new Named(unit, invocation).bytes());
    }
  }

  /** The unit starts nothing more in this invocation. */
  void release(UnitName unit) {
    Writer writer = writers.remove(unit);
    if (writer != null) {
      writer.fd.close();
    }
  }

  /** The stream is at its end. On the loop's thread. */
  void ended(String name) {
    channel.send(new ChannelMessage.Unkeep(Octets.of(name)));
    memory.put(LinuxHost.OWN_RECORDS + name, null);
  }

  /** What is written down of a stream: 32 hexadecimal digits, then the unit's name. */
  private record Named(UnitName unit, InvocationId invocation) {
    byte[] bytes() {
      return org.reeve.unit.RawText.encode(invocation + unit.text());
    }

    static @Nullable Named parse(byte[] bytes) {
      String text = org.reeve.unit.RawText.decode(bytes);
      UnitName unit = text.length() > 32 ? UnitName.parse(text.substring(32)) : null;
      return unit == null ? null : new Named(unit, InvocationId.parse(text));
    }
  }
}
