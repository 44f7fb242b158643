package org.reeve.daemon;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.reeve.linux.Errno;
import org.reeve.linux.ErrnoException;
import org.reeve.linux.Fd;
import org.reeve.linux.Memory;
import org.reeve.linux.MessageSender;
import org.reeve.linux.Socket;
import org.reeve.linux.UnixAddress;

/**
 * The journal's own protocol: a datagram an entry with a line a field, or, if that is too long for
 * a datagram, the same in a sealed memory file. A field whose value has several lines is its name,
 * a newline, the length as 64 bits little-endian, and the value.
 */
final class JournalSocket {
  static final String PATH = "/run/systemd/journal/socket";

  private static final Fd[] NONE = {};

  private final UnixAddress journal;
  private final Fd socket = Socket.unix(Socket.Type.DGRAM, false);
  private final MessageSender sender = new MessageSender();

  JournalSocket(UnixAddress journal) {
    this.journal = journal;
  }

  /** Returns false if the journal did not take it: nobody listens, or its queue is full. */
  synchronized boolean send(LogEntry entry) {
    byte[] fields = fields(entry);
    try {
      return send(fields, NONE);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EMSGSIZE && e.errno() != Errno.ENOBUFS) {
        return false;
      }
    }
    try (Fd file = Memory.sealed("journal-entry", fields)) {
      return send(new byte[0], file);
    } catch (ErrnoException e) {
      return false;
    }
  }

  private boolean send(byte[] bytes, Fd... files) {
    ByteBuffer data = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    return sender.sendTo(socket, journal, data, files) >= 0;
  }

  static byte[] fields(LogEntry entry) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    field(out, "MESSAGE", entry.text());
    field(out, "PRIORITY", Integer.toString(entry.priority().number()));
    if (!entry.logger().isEmpty()) {
      field(out, "LOGGER", entry.logger());
    }
    if (entry.function() != null) {
      field(out, "CODE_FUNC", entry.function());
    }
    field(out, "THREAD", entry.thread());
    return out.toByteArray();
  }

  private static void field(ByteArrayOutputStream out, String name, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    if (value.indexOf('\n') < 0) {
      out.write('=');
    } else {
      out.write('\n');
      out.writeBytes(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes.length).array());
    }
    out.writeBytes(bytes);
    out.write('\n');
  }
}
