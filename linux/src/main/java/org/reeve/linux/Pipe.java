package org.reeve.linux;

/**
 * Two ends of a pipe, pipe2(2), both close-on-exec.
 *
 * @param reading where what was written comes out; ends when every copy of the other is closed
 * @param writing where it is put in
 */
public record Pipe(Fd reading, Fd writing) implements AutoCloseable {

  /** A new pipe whose ends wait. */
  public static Pipe open() {
    Kernel.Scratch s = Kernel.scratch();
    int fds = s.space(8);
    Kernel.check(Syscall.PIPE2, Kernel.call(Syscall.PIPE2, s.at(fds), Open.CLOEXEC));
    return new Pipe(Fd.of(s.memory.getInt(fds)), Fd.of(s.memory.getInt(fds + 4)));
  }

  @Override
  public void close() {
    reading.close();
    writing.close();
  }
}
