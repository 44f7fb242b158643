/* hand: PID 1, or a child subreaper below another init.
 *
 * It starts the manager (a Java program), makes processes for it, sees them end, passes signals on and keeps what must
 * outlive a manager: descriptors by name, and a memory file for its state. It knows no unit, no policy and no name, only
 * steps, descriptors and pids. If the manager dies hand starts the next one and tells it everything again; the processes
 * notice nothing.
 *
 *     hand [ARG...]                          the manager is `manager` beside hand's own file
 *     hand [ARG...] -- MANAGER [ARG...]      the manager is MANAGER
 *
 * The manager is started with `--channel=3` as its last argument, LC_ALL=C.UTF-8 as its environment, hand's descriptors
 * 0 to 2 and all signals blocked that can be. hand's own ARGs and environment are data to it (message Launch).
 *
 * States.  No manager (waiting for start_due) -> replay (Hello, Kept, Child, Exited, Ready) -> live -> the manager ends:
 * its channel is read to the end, then no manager. `channel`, `manager` and `replay` say which.
 *
 * Invariants.
 *  - Nothing is allocated and nothing waits after start, but for the exec of a process that shares hand's memory (the
 *    manager vouches that its steps cannot block) and of the manager itself.
 *  - Every child is in exactly one place: the process table (lives, or is a zombie), or the unacknowledged exits.
 *    Nothing leaves the latter but by the manager's acknowledgement. So is what a warden has made (warden.c).
 *  - Execed or Failed is queued before Exited of the same process; Ready comes after all of the replay and before
 *    anything new.
 *  - What hand owns has a descriptor number of at least own_base and closes on exec.
 *  - No message, however wrong, ends hand; no recipe is read in hand's own process but that of a Steps message.
 *
 * A turn: start or replay if due; reap; say what is queued; wait; take report pipes, requests and signals. Whatever finds no
 * room to say what it would have to say is left where it is, in the kernel, until there is. */
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hand.h"

extern char **environ;

uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

/* one sentence on the console; lost rather than waited for */
void say(const struct hand *h, const char *format, ...) {
  char text[512] = "hand: ";
  int error = errno;
  va_list arguments;
  va_start(arguments, format);
  errno = error;
  int n = vsnprintf(text + 6, sizeof text - 7, format, arguments);
  va_end(arguments);
  size_t length = n < 0 ? 6 : (size_t)n > sizeof text - 8 ? sizeof text - 2 : (size_t)n + 6;
  text[length++] = '\n';
  if (write(h->log, text, length) < 0) return; /* nowhere else to say it */
}

/* All but those that a fault raises in the thread itself: blocked, they would kill without a trace. By plain system calls,
 * here and in reset_signals, because the C library leaves out 32 and 33. */
static sigset_t blocked_signals(void) {
  sigset_t all;
  memset(&all, 0xff, sizeof all);
  const int faults[] = {SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS};
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&all, faults[i]);
  return all;
}

void block_signals(void) {
  sigset_t all = blocked_signals();
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, NULL, _NSIG / 8);
}

_Noreturn void finish(struct hand *h, uint32_t verb, int32_t code) {
  static const int commands[] = {
      [FINISH_VERB_REBOOT] = RB_AUTOBOOT,
      [FINISH_VERB_POWEROFF] = RB_POWER_OFF,
      [FINISH_VERB_HALT] = RB_HALT_SYSTEM,
      [FINISH_VERB_KEXEC] = (int)0x45584543, /* RB_KEXEC, which glibc leaves out */
  };
  channel_flush(h);
  if (h->pid_one && verb > FINISH_VERB_EXIT) {
    sync();
    reboot(commands[verb]); /* comes back only where it is refused, as in a container without CAP_SYS_BOOT */
  }
  _exit(code & 255);
}

/* ---- start */

/* A pipe left open here would never end for whoever reads it, as hand lives as long as the machine. */
static void close_inherited(void) {
  if (syscall(SYS_close_range, 3u, ~0u, 0u) == 0) return;
  for (int fd = 3; fd < 4096; fd++) close(fd); /* kernels before 5.9 */
}

static void open_standard_descriptors(const struct hand *h) {
  for (int fd = 0; fd < 3; fd++) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    int opened = h->pid_one ? open("/dev/console", O_RDWR | O_NOCTTY | O_NONBLOCK) : -1;
    if (opened < 0) opened = open("/dev/null", O_RDWR | O_NOCTTY);
    if (opened >= 0 && opened != fd) { /* the lowest number was free, so it is fd unless both failed */
      dup2(opened, fd);
      close(opened);
    }
  }
}

/* A session of its own, but not away from a terminal below another init: Ctrl-C there means hand, and so does its hangup,
 * even if it is a script that started it. (Refused where a shell made hand the leader of a group: then that group is hand's.) */
static void leave_session(const struct hand *h) {
  int terminal = h->pid_one ? -1 : open("/dev/tty", O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (terminal < 0) setsid();
  if (terminal >= 0) close(terminal);
}

static void raise_descriptor_limit(struct hand *h) {
  struct rlimit limit = {.rlim_cur = 1024, .rlim_max = 1024};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  h->own_base = limit.rlim_max >= 2 * LIMIT_TARGETS ? LIMIT_TARGETS : (int)limit.rlim_max / 2;
}

/* inherited dispositions would be inherited on by every service; a recipe says what is to be ignored */
static void reset_signals(void) {
  for (int signal = 1; signal < _NSIG; signal++) {
    static const uint64_t defaults[8]; /* the kernel's struct sigaction, all zero on every architecture */
    syscall(SYS_rt_sigaction, signal, defaults, NULL, _NSIG / 8); /* refused for KILL and STOP */
  }
  block_signals();
}

int watch(struct hand *h, int fd, uint32_t events) {
  struct epoll_event e = {.events = events, .data.fd = fd};
  return fd < 0 || epoll_ctl(h->epoll, EPOLL_CTL_ADD, fd, &e) < 0 ? -1 : fd;
}

static uint32_t probe(struct hand *h) {
  struct statfs fs;
  uint32_t found = h->pid_one ? ABILITIES_PID_ONE : 0;
  int pidfd = open_pidfd(h->pid);
  if (!h->pid_one && prctl(PR_SET_CHILD_SUBREAPER, 1) == 0) found |= ABILITIES_SUBREAPER;
  if (syscall(SYS_clone3, NULL, 0) < 0 && errno == EINVAL) found |= ABILITIES_CLONE3;
  if (pidfd >= 0 && fstatfs(pidfd, &fs) == 0 && fs.f_type == 0x50494446 /* pidfs */) found |= ABILITIES_PIDFD_INODE;
  if (pidfd >= 0) close(pidfd);
  if (shares_memory() && found & ABILITIES_CLONE3) found |= ABILITIES_SHARED_MEMORY;
  if (getsid(0) == h->pid) found |= ABILITIES_SESSION_LEADER;
  return found;
}

static void put_strings(struct writer *out, char **strings) {
  uint32_t count = 0;
  while (strings[count]) count++;
  put_u32(out, count);
  for (uint32_t i = 0; i < count; i++) put_text(out, strings[i]);
}

/* how hand was started, as a Launch message in a sealed memfd */
static int write_launch(struct hand *h, char **arguments) {
  size_t size = 1024;
  for (char **s = arguments; *s; s++) size += strlen(*s) + 5;
  for (char **s = environ; *s; s++) size += strlen(*s) + 5;
  uint8_t *bytes = malloc(size);
  if (!bytes) return -1;
  struct writer out = {.start = bytes, .at = bytes, .end = bytes + size};
  begin_message(&out, CHANNEL_MAGIC, CHANNEL_VERSION, MESSAGE_LAUNCH, 0);
  put_strings(&out, arguments);
  put_strings(&out, environ);
  end_message(&out);
  size_t length = (size_t)(out.at - bytes);
  int fd = above(h, (int)syscall(SYS_memfd_create, "launch", 3u /* CLOEXEC, ALLOW_SEALING */));
  if (fd >= 0 && (write(fd, bytes, length) != (ssize_t)length ||
                  fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) < 0)) {
    close(fd);
    fd = -1;
  }
  free(bytes);
  return fd;
}

/* the command line of the manager: what follows `--`, or the file `manager` beside this one */
static char **manager_command(int argc, char **argv) {
  int first = 1;
  while (first < argc && strcmp(argv[first], "--") != 0) first++;
  char **command = calloc((size_t)argc + 3, sizeof *command);
  if (!command) return NULL;
  int n = 0;
  for (int i = first + 1; i < argc; i++) command[n++] = argv[i];
  char *self = n == 0 ? realpath((const char *)(uintptr_t)getauxval(AT_EXECFN), NULL) : NULL;
  char *slash = self ? strrchr(self, '/') : NULL;
  if (n == 0 && (!slash || asprintf(&command[n++], "%.*s/manager", (int)(slash - self), self) < 0)) return NULL;
  free(self);
  command[n] = "--channel=3";
  return command;
}

static const char *set_up(struct hand *h, int argc, char **argv) {
  h->pid = getpid();
  h->pid_one = h->pid == 1;
  h->started = now();
  h->channel = h->state = h->launch = -1;
  h->log = 2;
  close_inherited();
  open_standard_descriptors(h);
  raise_descriptor_limit(h);
  h->log = above(h, open("/proc/self/fd/2", O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (h->log < 0) h->log = 2;
  leave_session(h);
  if (h->pid_one) {
    prctl(PR_SET_NAME, "systemd"); /* what ps and scripts look for; the command line stays */
    reboot(RB_DISABLE_CAD);        /* Ctrl-Alt-Del becomes SIGINT, to be passed on */
  }
  reset_signals();
  h->abilities = probe(h);
  h->manager_argv = manager_command(argc, argv);
  h->outgoing = (struct queue){.memory = malloc(OUTGOING_BYTES), .capacity = OUTGOING_BYTES};
  h->unacked = (struct queue){.memory = malloc(UNACKED_BYTES), .capacity = UNACKED_BYTES};
  if (!h->manager_argv || !h->outgoing.memory || !h->unacked.memory) return "no memory";
  h->state = above(h, (int)syscall(SYS_memfd_create, "state", 1u /* CLOEXEC */));
  h->launch = write_launch(h, argv);
  if (h->state < 0 || h->launch < 0) return "memfd_create";
  sigset_t urgent, others = blocked_signals();
  sigemptyset(&urgent);
  for (const int *n = (const int[]){SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT, 0}; *n && (*n == SIGCHLD || !h->pid_one); n++) {
    sigaddset(&urgent, *n);
    sigdelset(&others, *n);
  }
  h->epoll = above(h, epoll_create1(EPOLL_CLOEXEC));
  h->urgent = watch(h, above(h, signalfd(-1, &urgent, SFD_CLOEXEC | SFD_NONBLOCK)), EPOLLIN);
  h->signals = watch(h, above(h, signalfd(-1, &others, SFD_CLOEXEC | SFD_NONBLOCK)), 0);
  h->reports = watch(h, above(h, epoll_create1(EPOLL_CLOEXEC)), EPOLLIN);
  h->report_events = h->warden_events = EPOLLIN;
  if (pipe2(h->wardens, O_CLOEXEC) < 0) return "pipe2";
  h->wardens[0] = watch(h, above(h, h->wardens[0]), EPOLLIN);
  h->wardens[1] = above(h, h->wardens[1]);
  if (h->wardens[1] < 0 || h->wardens[0] < 0 || fcntl(h->wardens[0], F_SETFL, O_NONBLOCK) < 0) return "pipe2";
  return h->urgent < 0 || h->signals < 0 || h->reports < 0 ? "epoll or signalfd" : NULL;
}

/* ---- the loop */

static void take_reports(struct hand *h) {
  struct epoll_event events[64];
  int n = epoll_wait(h->reports, events, 64, 0);
  for (int i = 0; i < n; i++) {
    struct process *p = &h->process[events[i].data.u32];
    if (p->pipe >= 0 && !read_report(h, p)) return;
  }
}

static struct message_signalled signalled(const struct signalfd_siginfo *s) {
  return (struct message_signalled){.signal = (int32_t)s->ssi_signo, .pid = (int32_t)s->ssi_pid, .uid = s->ssi_uid,
                                    .code = s->ssi_code, .value = (uint32_t)s->ssi_int};
}

static void take_signals(struct hand *h) {
  struct signalfd_siginfo s;
  while (channel_has_room(h) && read(h->signals, &s, sizeof s) == sizeof s) SEND_THIS(h, signalled, -1, -1, signalled(&s));
}

/* a child has ended, or hand is asked to end (see manager_disobeyed) */
static void take_urgent(struct hand *h) {
  struct signalfd_siginfo s;
  while (read(h->urgent, &s, sizeof s) == sizeof s) {
    if (s.ssi_signo == SIGCHLD) {
      h->children_pending = true;
      continue;
    }
    h->asked = signalled(&s);
    h->asked_at = now();
    if (h->manager == 0) manager_disobeyed(h);
    if (h->live) SEND_THIS(h, signalled, -1, -1, h->asked);
  }
}

/* Kills all that is below: when a child of hand's ends, its own children become hand's. */
static void end_children(const struct hand *h) {
  char path[64], pids[4096];
  siginfo_t ended;
  snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)h->pid);
  for (uint64_t until = now() + PATIENCE; now() < until; nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL)) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = read(fd, pids, sizeof pids - 1);
    close(fd);
    if (n <= 0) return;
    pids[n] = 0;
    char *word = pids, *end; /* the last may be cut: each has a blank behind it */
    for (long pid; (pid = strtol(word, &end, 10)) > 0 && *end == ' '; word = end) kill((pid_t)pid, SIGKILL);
    do ended.si_pid = 0;
    while (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG) == 0 && ended.si_pid);
  }
}

static void want(struct hand *h, int fd, uint32_t *registered, uint32_t events) {
  struct epoll_event e = {.events = events, .data.fd = fd};
  if (fd >= 0 && *registered != events && epoll_ctl(h->epoll, EPOLL_CTL_MOD, fd, &e) == 0) *registered = events;
}

/* listens to what there is room to answer: signals wait for a manager, requests for the end of the replay */
static void choose(struct hand *h) {
  bool room = channel_has_room(h), listens = h->live && room;
  want(h, h->channel, &h->channel_events, (listens ? EPOLLIN : 0u) | (h->outgoing.count ? EPOLLOUT : 0u));
  want(h, h->signals, &h->signal_events, listens ? EPOLLIN : 0u);
  want(h, h->reports, &h->report_events, room && (h->live || h->channel < 0) ? EPOLLIN : 0u);
  want(h, h->wardens[0], &h->warden_events, h->children_pending ? 0u : EPOLLIN);
}

static int milliseconds_to_wait(const struct hand *h) {
  uint64_t at = now(), due = UINT64_MAX;
  if (h->manager == 0) due = h->alone_due && h->alone_due < h->start_due ? h->alone_due : h->start_due;
  if (h->finish_verb != FINISH_VERB_NONE && h->finish_due < due) due = h->finish_due;
  if (due == UINT64_MAX) return -1;
  if (due <= at) return 0;
  return due - at > 3600000000u ? 3600000 : (int)((due - at + 999) / 1000);
}

static void turn(struct hand *h) {
  if (h->finish_verb != FINISH_VERB_NONE && now() >= h->finish_due) {
    say(h, "the deadline for the end has passed: finishing alone.");
    finish(h, h->finish_verb, h->finish_code);
  }
  if (h->manager == 0 && h->alone_due && now() >= h->alone_due) {
    say(h, "no manager lives to end what runs: ending alone, by signal %d.", h->asked.signal);
    end_children(h);
    finish(h, FINISH_VERB_EXIT, 128 + h->asked.signal);
  }
  manager_turn(h);
  if (h->children_pending) reap(h);
  channel_flush(h);
  if (h->children_pending && h->live && channel_has_room(h) && queue_has_room(&h->unacked, RESERVE)) {
    return; /* the flush made room to reap on */
  }
  choose(h);
  struct epoll_event events[8];
  int n = epoll_wait(h->epoll, events, 8, milliseconds_to_wait(h));
  for (int i = 0; i < n; i++) {
    int fd = events[i].data.fd;
    bool hung_up = events[i].events & (EPOLLHUP | EPOLLERR);
    if (fd == h->urgent) take_urgent(h);
    if (fd == h->reports) take_reports(h);
    h->children_pending |= fd == h->wardens[0];
    if (fd == h->signals) take_signals(h);
    if (fd != h->channel) continue;
    h->draining |= hung_up; /* nobody reads the answers */
    if (hung_up || events[i].events & EPOLLIN) channel_read(h);
  }
}

#ifndef HAND_WITHOUT_MAIN
int main(int argc, char **argv) {
  static struct hand hand;
  const char *failed = set_up(&hand, argc, argv);
  if (failed) {
    say(&hand, "cannot start: %s: %s.", failed, strerror(errno));
    return 1;
  }
  for (;;) turn(&hand);
}
#endif
