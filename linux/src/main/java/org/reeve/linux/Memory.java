package org.reeve.linux;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Shared memory: memfd_create(2), its seals, and mmap(2). */
public final class Memory {
  public static final int SEAL_SEAL = 1;
  public static final int SEAL_SHRINK = 2;
  public static final int SEAL_GROW = 4;
  public static final int SEAL_WRITE = 8;

  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;
  private static final int F_ADD_SEALS = 1033;
  private static final int F_GET_SEALS = 1034;
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int MAP_SHARED = 1;

  private Memory() {}

  /** An anonymous file that can be sealed; {@code name} shows in /proc/PID/fd. */
  public static Fd create(String name) {
    long text = Kernel.scratch().path(Syscall.MEMFD_CREATE, Fs.path(name));
    long r = Kernel.call(Syscall.MEMFD_CREATE, text, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    return Fd.of((int) Kernel.check(Syscall.MEMFD_CREATE, r, name));
  }

  /** An anonymous file with this content, never to change again. */
  public static Fd sealed(String name, byte[] content) {
    Fd fd = create(name);
    fd.writeFully(content);
    seal(fd, SEAL_SEAL | SEAL_SHRINK | SEAL_GROW | SEAL_WRITE);
    fd.seek(0);
    return fd;
  }

  /** Adds seals to a memfd. */
  public static void seal(Fd memfd, int seals) {
    memfd.fcntl(F_ADD_SEALS, seals);
  }

  public static int seals(Fd memfd) {
    return (int) memfd.fcntl(F_GET_SEALS, 0);
  }

  /** Maps bytes 0 to {@code length} of a file, shared, readable, writable if asked. */
  public static Mapping map(Fd fd, long length, boolean writable) {
    return map(fd, 0, length, writable);
  }

  /** Maps {@code length} bytes from {@code offset}, a multiple of the page size; as the other. */
  public static Mapping map(Fd fd, long offset, long length, boolean writable) {
    long protection = writable ? PROT_READ | PROT_WRITE : PROT_READ;
    long r = Kernel.call(Syscall.MMAP, 0, length, protection, MAP_SHARED, fd.number(), offset);
    return new Mapping(Kernel.check(Syscall.MMAP, r, fd), length);
  }

  /**
   * Mapped memory. Neither {@link #segment()} nor {@link #buffer()} may be used once it is closed:
   * that would be a segmentation fault, not an exception.
   */
  public static final class Mapping implements AutoCloseable {
    private final long address;
    private final long length;
    private boolean mapped = true;

    private Mapping(long address, long length) {
      this.address = address;
      this.length = length;
    }

    @SuppressWarnings("restricted")
    public MemorySegment segment() {
      if (!mapped) {
        throw new IllegalStateException("this memory is no longer mapped");
      }
      return MemorySegment.ofAddress(address).reinterpret(length);
    }

    /** All of it (it must be smaller than 2 GiB) in native byte order. */
    public ByteBuffer buffer() {
      return segment().asByteBuffer().order(ByteOrder.nativeOrder());
    }

    public long length() {
      return length;
    }

    /** munmap(2), once. */
    @Override
    public void close() {
      if (mapped) {
        mapped = false;
        Kernel.check(Syscall.MUNMAP, Kernel.call(Syscall.MUNMAP, address, length));
      }
    }
  }
}
