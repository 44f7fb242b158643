package org.reeve.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Programs that take this process's place. */
public final class Program {
  private static final int AT_EMPTY_PATH = 0x1000;

  private Program() {}

  /**
   * execve(2): the program takes the place of this process, all its threads included. Descriptors
   * that are not close-on-exec stay open, so output has to be flushed before.
   *
   * @param path the program
   * @param arguments its arguments, the first being its name
   * @param environment {@code NAME=value} each
   * @return never; the error if the program could not be executed, for the caller to throw
   */
  public static ErrnoException replace(
      byte[] path, List<byte[]> arguments, List<byte[]> environment) {
    try (Arena arena = Arena.ofConfined()) {
      long result =
          Kernel.call(
              Syscall.EXECVE,
              text(arena, path).address(),
              array(arena, arguments).address(),
              array(arena, environment).address());
      return new ErrnoException(Syscall.EXECVE.call(), Fs.printable(path), (int) -result);
    }
  }

  /** As the other, but the program is an open file: execveat(2) with AT_EMPTY_PATH. */
  public static ErrnoException replace(
      Fd program, List<byte[]> arguments, List<byte[]> environment) {
    try (Arena arena = Arena.ofConfined()) {
      long result =
          Kernel.call(
              Syscall.EXECVEAT,
              program.number(),
              text(arena, new byte[0]).address(),
              array(arena, arguments).address(),
              array(arena, environment).address(),
              AT_EMPTY_PATH);
      return new ErrnoException(Syscall.EXECVEAT.call(), program.toString(), (int) -result);
    }
  }

  private static MemorySegment array(Arena arena, List<byte[]> texts) {
    MemorySegment array = arena.allocate(ValueLayout.JAVA_LONG, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ValueLayout.JAVA_LONG, i, text(arena, texts.get(i)).address());
    }
    array.setAtIndex(ValueLayout.JAVA_LONG, texts.size(), 0);
    return array;
  }

  private static MemorySegment text(Arena arena, byte[] bytes) {
    MemorySegment text = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, text, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return text;
  }
}
