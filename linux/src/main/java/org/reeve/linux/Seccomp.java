package org.reeve.linux;

/** Filters on system calls, seccomp(2). */
public final class Seccomp {
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SET_MODE_FILTER = 1;

  private static final int ALLOW = 0x7fff0000;
  private static final int SUCCEED = 0x00050000; // SECCOMP_RET_ERRNO with no error
  private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final int IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  private static final int RETURN = 0x06; // BPF_RET | BPF_K
  private static final int CALL = 0; // offsets in struct seccomp_data
  private static final int ARCHITECTURE = 4;
  private static final int FIRST_ARGUMENT = 16;

  private Seccomp() {}

  /**
   * From here on, in this thread alone and in threads it starts, bind(2), listen(2) and connect(2)
   * of one descriptor succeed without doing anything. It cannot be taken back: such a thread must
   * end soon. Filters of seccomp and the no-new-privileges flag that they need belong to a thread,
   * so all others are as before.
   *
   * <p>What it is for: objects that learn of their socket by binding it, such as the channels of
   * java.nio, can so be given a socket that is bound already.
   */
  public static void pretendToBind(Fd socket) {
    int architecture = Machine.AARCH64 ? 0xC00000B7 : 0xC000003E;
    int[][] program = {
      {LOAD, 0, 0, ARCHITECTURE},
      {IF_EQUAL, 0, 7, architecture},
      {LOAD, 0, 0, CALL},
      {IF_EQUAL, 2, 0, Syscall.BIND.number()},
      {IF_EQUAL, 1, 0, Syscall.LISTEN.number()},
      {IF_EQUAL, 0, 3, Syscall.CONNECT.number()},
      {LOAD, 0, 0, FIRST_ARGUMENT},
      {IF_EQUAL, 0, 1, socket.number()},
      {RETURN, 0, 0, SUCCEED},
      {RETURN, 0, 0, ALLOW},
    };
    Kernel.Scratch s = Kernel.scratch();
    int code = s.space(program.length * 8);
    for (int i = 0; i < program.length; i++) {
      s.memory.putShort(code + 8 * i, (short) program[i][0]);
      s.memory.put(code + 8 * i + 2, (byte) program[i][1]);
      s.memory.put(code + 8 * i + 3, (byte) program[i][2]);
      s.memory.putInt(code + 8 * i + 4, program[i][3]);
    }
    int header = s.space(16); // struct sock_fprog
    s.memory.putShort(header, (short) program.length);
    s.memory.putLong(header + 8, s.at(code));
    Kernel.check(Syscall.PRCTL, Kernel.call(Syscall.PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    Kernel.check(Syscall.SECCOMP, Kernel.call(Syscall.SECCOMP, SET_MODE_FILTER, 0, s.at(header)));
  }
}
