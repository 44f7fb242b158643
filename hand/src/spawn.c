/* Making processes: clone3 into the cgroup where it exists, fork and a write otherwise, and the report pipe.
 *
 * The report pipe is close-on-exec: its end says that the program runs (if the child said before that it was about to
 * execute it) or that the child died on the way (if it did not). */
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "hand.h"

enum { SHARED_STACK = 256 * 1024 };

int above(const struct hand *h, int descriptor) {
  if (descriptor < 0 || descriptor >= h->own_base) return descriptor;
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, h->own_base), error = errno;
  close(descriptor);
  errno = error;
  return moved;
}

/* Closing alone does not do it: a child between fork and exec has a copy, which would go on waking hand. */
void forget(int epoll, int descriptor) {
  if (descriptor < 0) return;
  epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, NULL);
  close(descriptor);
}

int open_pidfd(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

/* the inode of a pidfd names its process for good, but only with pidfs; before that all had the same */
uint64_t inode_of(const struct hand *h, int pidfd) {
  struct stat s;
  return h->abilities & ABILITIES_PIDFD_INODE && pidfd >= 0 && fstat(pidfd, &s) == 0 ? s.st_ino : 0;
}

/* A vfork on a stack of its own: the child must not come back into a frame of its parent's, so the stack switch and the
 * call are in assembly; what `run` returns is the exit status. Other architectures fork. */
#if defined __x86_64__
static long clone3_sharing(struct clone_args *args, int (*run)(void *), void *argument) {
  long result;
  __asm__ volatile(
      "syscall\n\t"
      "test %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "mov %[argument], %%rdi\n\t"
      "call *%[run]\n\t"
      "mov %%eax, %%edi\n\t"
      "mov %[exit], %%eax\n\t"
      "syscall\n"
      "1:"
      : "=a"(result)
      : "a"((long)SYS_clone3), "D"(args), "S"(sizeof *args), [run] "r"(run), [argument] "r"(argument), [exit] "i"(SYS_exit_group)
      : "rcx", "r11", "memory", "cc");
  return result;
}
bool shares_memory(void) { return true; }
#else
static long clone3_sharing(struct clone_args *args, int (*run)(void *), void *argument) {
  return -ENOSYS;
}
bool shares_memory(void) { return false; }
#endif

static uint8_t *shared_stack(void) {
  static uint8_t *stack; /* used by one child at a time: hand is suspended until it has executed or ended */
  if (!stack) {
    void *block = mmap(NULL, SHARED_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (block == MAP_FAILED) return NULL;
    mprotect(block, 4096, PROT_NONE); /* an overflow faults */
    stack = block;
  }
  return stack;
}

/* Returns the pid or -errno. `pidfd` is -1 if the kernel gives none; `cgroup` is -1 for hand's own. */
long make_process(struct hand *h, bool share, int cgroup, int *pidfd, int (*run)(void *), void *argument) {
  *pidfd = -1;
  long pid;
  if (h->abilities & ABILITIES_CLONE3) {
    struct clone_args args = {.flags = CLONE_PIDFD, .pidfd = (uint64_t)(uintptr_t)pidfd, .exit_signal = SIGCHLD};
    if (cgroup >= 0) {
      args.flags |= CLONE_INTO_CGROUP;
      args.cgroup = (uint64_t)cgroup;
    }
    uint8_t *stack = share ? shared_stack() : NULL;
    if (stack) {
      args.flags |= CLONE_VM | CLONE_VFORK;
      args.stack = (uint64_t)(uintptr_t)stack;
      args.stack_size = SHARED_STACK;
      pid = clone3_sharing(&args, run, argument);
      /* a child that changes its uid makes the memory it shares undumpable, and /proc/1/environ unreadable with it */
      if (pid > 0) prctl(PR_SET_DUMPABLE, 1);
      return pid;
    }
    pid = syscall(SYS_clone3, &args, sizeof args);
    if (pid < 0) pid = -errno;
  } else if (cgroup >= 0) {
    return -ENOSYS;
  } else {
    pid = fork();
    if (pid < 0) pid = -errno;
    if (pid > 0) *pidfd = open_pidfd((pid_t)pid); /* still our child: the pid cannot have been given to another */
  }
  if (pid == 0) _exit(run(argument));
  return pid;
}

/* Kernels before 5.7, seccomp filters of containers and cgroup v1 refuse clone3 with a cgroup in these ways. */
static bool refuses_cgroup(long error) {
  return error == -ENOSYS || error == -EINVAL || error == -E2BIG || error == -EPERM || error == -EBADF;
}

static int attached_at(const struct attached *a, int32_t index) {
  return index >= 0 && (uint32_t)index < a->count ? a->descriptor[index] : -1;
}

static void fail(struct hand *h, uint64_t id, int error, int status) {
  SEND(h, failed, -1, -1, .id = id, .step = -1, .error = error, .status = status);
}

void spawn(struct hand *h, const struct message_spawn *m, struct attached *a) {
  int cgroup = attached_at(a, m->cgroup), memfd = attached_at(a, m->memfd), pipes[2], pidfd;
  bool guarded = m->flags & SPAWN_FLAGS_WARDEN;
  if (m->id == 0 || (m->cgroup != -1 && (cgroup < 0 || guarded)) || (m->memfd != -1 && memfd < 0)) {
    fail(h, m->id, EBADMSG, 1);
    return;
  }
  if (h->processes == MAX_PROCESSES) {
    fail(h, m->id, EAGAIN, 1);
    return;
  }
  if (pipe2(pipes, O_CLOEXEC | O_NONBLOCK) < 0) {
    fail(h, m->id, errno, 202);
    return;
  }
  struct child c = {.hand = h, .recipe = m->recipe, .memfd = memfd, .attached = a, .report = pipes[1], .id = m->id, .cgroup = -1,
                    .guarded = guarded,
                    .shared = m->flags & SPAWN_FLAGS_SHARE_MEMORY && memfd < 0 && shares_memory() &&
                              h->abilities & ABILITIES_CLONE3};
  struct message_child told = {.id = m->id, .started = now(), .step = -1};
  long pid = make_process(h, c.shared && !guarded, cgroup, &pidfd, guarded ? guard : carry_out, &c);
  if (pid < 0 && cgroup >= 0 && refuses_cgroup(pid)) {
    c.cgroup = cgroup; /* then the child enters it by writing */
    pid = make_process(h, c.shared, -1, &pidfd, carry_out, &c);
  }
  close(pipes[1]);
  if (pid <= 0) {
    close(pipes[0]);
    fail(h, m->id, (int)-pid, cgroup >= 0 ? 219 : 1);
    return;
  }
  if (!guarded) told.pid = (pid_t)pid;
  struct process *p = process_add(h, &told, guarded ? (pid_t)pid : 0);
  p->pipe = pipes[0];
  if (guarded) {
    if (pidfd >= 0) close(pidfd);
    SEND(h, warden, -1, -1, .id = m->id, .pid = p->warden);
  } else {
    started(h, p, (pid_t)pid, inode_of(h, pidfd), pidfd);
    if (c.shared && read_report(h, p) && p->pipe < 0) return; /* it has executed or failed already */
  }
  struct epoll_event watch = {.events = EPOLLIN, .data.u32 = (uint32_t)(p - h->process)};
  if (epoll_ctl(h->reports, EPOLL_CTL_ADD, p->pipe, &watch) < 0) {
    say(h, "cannot watch the report of process %d: %s; its end will tell.", (int)pid, strerror(errno));
  }
}

/* the process exists and is known: born of hand, or of its warden some time ago */
void started(struct hand *h, struct process *p, pid_t pid, uint64_t inode, int pidfd) {
  p->m.inode = inode;
  process_chain(h, p, pid, p->warden);
  SEND(h, started, pidfd, -1, .id = p->m.id, .pid = pid, .inode = inode, .started = p->m.started);
}

/* No more will come from this pipe. A process whose warden died before it could say who it is, and which then died too, is
 * forgotten here: nobody can tell its end from an orphan's. */
void end_report(struct hand *h, struct process *p) {
  forget(h->reports, p->pipe);
  p->pipe = -1;
  if (p->m.phase == PHASE_STARTED) p->m.phase = p->execing ? PHASE_EXECED : PHASE_UNTOLD;
  if (p->m.phase == PHASE_EXECED) {
    SEND(h, execed, -1, -1, .id = p->m.id);
  } else {
    SEND(h, failed, -1, -1, .id = p->m.id, .pid = p->m.pid, .step = p->m.step, .kind = p->m.kind, .error = p->m.error,
         .status = p->m.status, .detail = p->m.detail);
  }
  if (p->m.pid == 0 && p->warden == 0) process_remove(h, p);
}

/* Reads on in a child's report and passes on what it says. False if there is no room to say it; then nothing is lost. */
bool read_report(struct hand *h, struct process *p) {
  struct report r;
  while (p->pipe >= 0) {
    if (!channel_has_room(h)) return false;
    ssize_t n = read(p->pipe, &r, sizeof r);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return true;
    if (n != sizeof r) {
      end_report(h, p);
    } else if (r.what == REPORT_BORN) {
      if (p->m.pid == 0) started(h, p, r.status, r.detail, -1);
    } else if (r.what == REPORT_EXECING) {
      p->execing = true;
    } else if (r.what == REPORT_TOLERATED) {
      SEND(h, tolerated, -1, -1, .id = p->m.id, .step = r.step, .kind = r.kind, .error = r.error);
    } else {
      p->m.phase = PHASE_FAILED;
      p->m.step = r.step;
      p->m.kind = r.kind;
      p->m.error = r.error;
      p->m.status = r.status;
      p->m.detail = r.detail;
    }
  }
  return true;
}
