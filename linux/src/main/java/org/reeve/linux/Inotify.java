package org.reeve.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Watches files and directories, inotify(7); non-blocking. */
public final class Inotify implements AutoCloseable {
  public static final int MODIFY = 2;
  public static final int ATTRIB = 4;
  public static final int CLOSE_WRITE = 8;
  public static final int MOVED_FROM = 0x40;
  public static final int MOVED_TO = 0x80;
  public static final int CREATE = 0x100;
  public static final int DELETE = 0x200;
  public static final int DELETE_SELF = 0x400;
  public static final int MOVE_SELF = 0x800;

  /** Events were lost: everything watched must be looked at. Comes with watch -1. */
  public static final int OVERFLOW = 0x4000;

  /** The watch is gone, as the file is gone or {@link #remove} was called. */
  public static final int IGNORED = 0x8000;

  /** Receives one event; {@code name} is empty for the watched file itself. */
  @FunctionalInterface
  public interface Handler {
    void event(int watch, int mask, byte[] name);
  }

  private final Fd fd;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(16 * 1024).order(ByteOrder.nativeOrder());

  public Inotify() {
    long r = Kernel.call(Syscall.INOTIFY_INIT1, Open.NONBLOCK | Open.CLOEXEC);
    fd = Fd.of((int) Kernel.check(Syscall.INOTIFY_INIT1, r));
  }

  public Fd fd() {
    return fd;
  }

  /** Returns the watch's number; the same path watched twice has one number. */
  public int add(byte[] path, int mask) {
    long name = Kernel.scratch().path(Syscall.INOTIFY_ADD_WATCH, path);
    long r = Kernel.call(Syscall.INOTIFY_ADD_WATCH, fd.number(), name, mask);
    return (int) Kernel.check(Syscall.INOTIFY_ADD_WATCH, r, path);
  }

  /** A watch that is gone already is no error. */
  public void remove(int watch) {
    long r = Kernel.call(Syscall.INOTIFY_RM_WATCH, fd.number(), watch);
    if (r != -Errno.EINVAL) {
      Kernel.check(Syscall.INOTIFY_RM_WATCH, r, fd);
    }
  }

  /** Hands all pending events to {@code handler}. */
  public void drain(Handler handler) {
    while (fd.read(buffer.clear()) > 0) {
      int end = buffer.position();
      for (int at = 0; at + 16 <= end; ) {
        int length = buffer.getInt(at + 12);
        byte[] padded = new byte[length];
        buffer.get(at + 16, padded);
        int size = 0;
        while (size < length && padded[size] != 0) {
          size++;
        }
        handler.event(buffer.getInt(at), buffer.getInt(at + 4), Arrays.copyOf(padded, size));
        at += 16 + length;
      }
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
