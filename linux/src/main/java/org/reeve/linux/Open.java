package org.reeve.linux;

/** Flags of openat(2), from {@code asm-generic/fcntl.h}; where aarch64 differs it is said. */
public final class Open {
  public static final int RDONLY = 0;
  public static final int WRONLY = 1;
  public static final int RDWR = 2;
  public static final int CREAT = 0100;
  public static final int EXCL = 0200;
  public static final int NOCTTY = 0400;
  public static final int TRUNC = 01000;
  public static final int APPEND = 02000;
  public static final int NONBLOCK = 04000;
  public static final int CLOEXEC = 02000000;
  public static final int PATH = 010000000;

  /** aarch64 keeps the numbers of 32-bit arm here. */
  public static final int DIRECTORY = Machine.AARCH64 ? 040000 : 0200000;

  public static final int NOFOLLOW = Machine.AARCH64 ? 0100000 : 0400000;

  private Open() {}
}
