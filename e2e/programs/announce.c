/* announce: the service of the benchmarks: writes its pid to the FIFO /bench.fifo, then waits for a signal.
 *
 * Without a C library, because what is measured is the init: the dynamic linker and libc's start take half a millisecond of
 * processor time on these machines (CPUID traps to the hypervisor), three times what this program takes, with whatever init. */
#include <fcntl.h>
#include <sys/syscall.h>

#if defined __x86_64__
static long call(long number, long a, long b, long c) {
  register long r10 __asm__("r10") = 0; /* the fourth argument */
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
  return result;
}
#elif defined __aarch64__
static long call(long number, long a, long b, long c) {
  register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c, x3 __asm__("x3") = 0;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
}
#else
#error "announce knows the system calls of x86-64 and aarch64 only; add those of this machine to e2e/programs/announce.c"
#endif

void _start(void) {
  int pid = (int)call(SYS_getpid, 0, 0, 0);
  int fd = (int)call(SYS_openat, AT_FDCWD, (long)"/bench.fifo", O_WRONLY | O_CLOEXEC);

  if (fd < 0 || call(SYS_write, fd, (long)&pid, sizeof pid) != (long)sizeof pid) call(SYS_exit, 1, 0, 0);
  call(SYS_close, fd, 0, 0);
  for (;;) call(SYS_ppoll, 0, 0, 0); /* for ever */
}
