package org.reeve.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The one door to the kernel: libc's {@code long syscall(long number, ...)}, see syscall(2).
 *
 * <p>Results follow the kernel's own convention, not libc's: a value, or minus the errno. So the
 * frequent {@code EAGAIN} costs no exception, and {@link #check} turns the others into one.
 */
final class Kernel {
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final MethodHandle SYSCALL = link();

  /**
   * Scratch memory, one a thread: a call fills it, calls, and reads the answer out of it. It is
   * never live across two calls, so there is nothing in it to share.
   */
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private Kernel() {}

  @SuppressWarnings("restricted")
  private static MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    MemorySegment symbol =
        linker
            .defaultLookup()
            .find("syscall")
            .orElseThrow(() ->
                new UnsatisfiedLinkError(
                    "The C library of this system has no function syscall(2), without which"
                        + " Reeve cannot call the kernel."));
    ValueLayout.OfLong l = ValueLayout.JAVA_LONG;
    return linker.downcallHandle(symbol, FunctionDescriptor.of(l, l, l, l, l, l, l, l), ERRNO);
  }

  /** This thread's scratch memory, emptied. */
  static Scratch scratch() {
    return SCRATCH.get().empty();
  }

  /** Makes the call once. Returns its value, or minus the errno. */
  static long once(Syscall call, long a, long b, long c, long d, long e, long f) {
    Scratch scratch = SCRATCH.get();
    try {
      long result =
          (long) SYSCALL.invokeExact(scratch.errno, (long) call.number(), a, b, c, d, e, f);
      return result == -1 ? -scratch.errnoView.getInt(0) : result;
    } catch (Throwable t) {
      throw new AssertionError("the downcall of syscall(2) itself failed", t);
    }
  }

  /** Makes the call, again as long as it is interrupted. Returns its value, or minus the errno. */
  static long call(Syscall call, long a, long b, long c, long d, long e, long f) {
    long result = once(call, a, b, c, d, e, f);
    while (result == -Errno.EINTR) {
      result = once(call, a, b, c, d, e, f);
    }
    return result;
  }

  static long call(Syscall call) {
    return call(call, 0, 0, 0, 0, 0, 0);
  }

  static long call(Syscall call, long a) {
    return call(call, a, 0, 0, 0, 0, 0);
  }

  static long call(Syscall call, long a, long b) {
    return call(call, a, b, 0, 0, 0, 0);
  }

  static long call(Syscall call, long a, long b, long c) {
    return call(call, a, b, c, 0, 0, 0);
  }

  static long call(Syscall call, long a, long b, long c, long d) {
    return call(call, a, b, c, d, 0, 0);
  }

  static long call(Syscall call, long a, long b, long c, long d, long e) {
    return call(call, a, b, c, d, e, 0);
  }

  /** Returns {@code result}, or throws if it is minus an errno. */
  static long check(Syscall call, long result) {
    return check(call, result, (String) null);
  }

  /**
   * Returns {@code result}, or throws if it is minus an errno; {@code argument} goes into the
   * message.
   */
  static long check(Syscall call, long result, @Nullable String argument) {
    if (result < 0) {
      throw new ErrnoException(call.call(), argument, (int) -result);
    }
    return result;
  }

  static long check(Syscall call, long result, byte[] path) {
    if (result < 0) {
      throw new ErrnoException(call.call(), Fs.printable(path), (int) -result);
    }
    return result;
  }

  static long check(Syscall call, long result, Fd fd) {
    if (result < 0) {
      throw new ErrnoException(call.call(), fd.toString(), (int) -result);
    }
    return result;
  }

  /** Address of {@code buffer}'s byte at its position; the buffer must be direct. */
  static long address(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException("the kernel needs a direct buffer");
    }
    return MemorySegment.ofBuffer(buffer).address();
  }

  /** Memory for the structures of one call, and the place where errno is captured. */
  static final class Scratch {
    private static final int SIZE = 32 * 1024;
    private static final int LONGEST_PATH = 8 * 1024;
    private static final int IO_SIZE = 64 * 1024;

    final MemorySegment errno = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
    final ByteBuffer errnoView = errno.asByteBuffer().order(ByteOrder.nativeOrder());

    /** The memory, in native byte order; {@link #space} hands out offsets into it. */
    final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());

    private final long base = address(memory);
    private @Nullable ByteBuffer io;
    private int top;

    private Scratch empty() {
      top = 0;
      return this;
    }

    /** Offset of {@code size} zeroed bytes, aligned to 8. */
    int space(int size) {
      int offset = top;
      int end = offset + (size + 7 & ~7);
      for (int i = offset; i < end; i += 8) {
        memory.putLong(i, 0);
      }
      top = end;
      return offset;
    }

    long at(int offset) {
      return base + offset;
    }

    /** Address of a NUL-terminated copy; throws what the kernel would say of such a path. */
    long path(Syscall call, byte[] path) {
      if (path.length > LONGEST_PATH) {
        throw new ErrnoException(call.call(), Fs.printable(path), Errno.ENAMETOOLONG);
      }
      for (byte b : path) {
        if (b == 0) {
          throw new ErrnoException(call.call(), Fs.printable(path), Errno.EINVAL);
        }
      }
      int offset = space(path.length + 1);
      memory.put(offset, path);
      return at(offset);
    }

    /** A 64 KiB buffer for calls that copy from or to a byte array. */
    ByteBuffer io() {
      ByteBuffer buffer = io;
      if (buffer == null) {
        buffer = ByteBuffer.allocateDirect(IO_SIZE).order(ByteOrder.nativeOrder());
        io = buffer;
      }
      return buffer.clear();
    }
  }
}
