/* carry: carries out one recipe, whose first Fork makes the daemon, and is then the process that the daemon's starter waits
 * for: it exits with 0 when the daemon is up and with the daemon's failure otherwise.
 *
 *     carry NAME exec|ready RECIPE PHRASES [DESCRIPTOR...]
 *
 *     NAME        stands before every sentence on standard error
 *     exec|ready  when the daemon is up: when its program is executed, or when it says so
 *     RECIPE      number of the descriptor of a sealed memfd
 *     PHRASES     number of the descriptor of a file with a line a step: what failed if that step fails
 *     DESCRIPTOR  numbers of descriptors that the recipe attaches: they follow the two that carry makes itself,
 *
 *     attached 0  into which the daemon says that it is up: a byte, 0 for up, otherwise the exit status, and then a text
 *     attached 1  what is written there goes to carry's standard error, until the daemon is up
 *
 * A Java program cannot fork, but it can execute this (which is linked statically and comes out of a file in memory), with
 * its own pid, descriptors and terminal. The steps are hand's own. Nothing here is part of hand. */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hand.h"

enum { OWN = 2, PATIENCE_MILLISECONDS = 5000 }; /* attached descriptors that carry makes; how long a silent daemon may take to end */

static struct hand hand;
static const char *name;
static bool until_ready;
static struct bytes phrases;
static int reports[2], ready[2], text[2];

/* ---- what the steps want of hand */

int above(const struct hand *h, int descriptor) {
  if (descriptor < 0 || descriptor >= h->own_base) return descriptor;
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, h->own_base), error = errno;
  close(descriptor);
  errno = error;
  return moved;
}

/* a recipe for hand keeps, enters and guards; one for carry does none of it */
int kept_find(const struct hand *h, const char *kept) { return (void)h, (void)kept, -1; }
int open_pidfd(pid_t pid) { return (void)pid, -1; }
uint64_t inode_of(const struct hand *h, int pidfd) { return (void)h, (void)pidfd, 0; }
void channel_queue(struct hand *h, const uint8_t *bytes, uint32_t size, int first, int second) {
  (void)h, (void)bytes, (void)size, (void)first, (void)second;
}

/* ---- sentences */

static void pass_on(const char *bytes, size_t size) {
  while (size > 0) {
    ssize_t n = write(2, bytes, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    bytes += n;
    size -= (size_t)n;
  }
}

static void sentence(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void sentence(const char *format, ...) {
  char line[4096];
  va_list arguments;
  int n = snprintf(line, sizeof line, "%.200s: ", name);
  va_start(arguments, format);
  int m = n < 0 ? -1 : vsnprintf(line + n, sizeof line - (size_t)n - 1, format, arguments);
  va_end(arguments);
  if (m < 0) return;
  size_t size = (size_t)n + (size_t)m;
  if (size > sizeof line - 2) size = sizeof line - 2;
  line[size++] = '\n';
  pass_on(line, size);
}

/* the line of a step, whose length it returns */
static int phrase(int32_t step, const char **at) {
  const char *line = (const char *)phrases.at, *end = line + phrases.size;
  for (int32_t i = 0; i < step && line < end; i++) {
    const char *newline = memchr(line, '\n', (size_t)(end - line));
    line = newline ? newline + 1 : end;
  }
  const char *newline = step < 0 || line >= end ? NULL : memchr(line, '\n', (size_t)(end - line));
  *at = newline ? line : "cannot prepare the daemon";
  return newline ? (int)(newline - line) : (int)strlen(*at);
}

static void tell_failure(const struct report *r) {
  const char *what;
  int length = phrase(r->step, &what);
  const char *after = r->what == REPORT_TOLERATED ? "; it goes on without" : "";
  if (r->kind == STEP_LOCK && r->error == EAGAIN && r->detail) {
    sentence("%.*s: process %llu holds it, so it is running already.", length, what, (unsigned long long)r->detail);
  } else {
    sentence("%.*s: %s%s.", length, what, strerror(r->error), after);
  }
}

/* ---- the starter */

static int exit_status(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

/* The daemon is gone without a word, or nearly so: carry is its parent, or became it as its subreaper. */
static _Noreturn void tell_end(pid_t daemon) {
  int status = 0, waited = 0;
  for (; daemon > 0 && waited < PATIENCE_MILLISECONDS; waited += 10) {
    pid_t ended = waitpid(-1, &status, WNOHANG);
    if (ended == daemon) {
      if (WIFSIGNALED(status)) {
        sentence("the daemon was killed by signal %d (%s) before it was up.", WTERMSIG(status), strsignal(WTERMSIG(status)));
      } else {
        sentence("the daemon ended with status %d before it was up.", WEXITSTATUS(status));
      }
      exit(exit_status(status) ? exit_status(status) : 1);
    }
    if (ended < 0) break;
    if (ended == 0) nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
  }
  sentence("the daemon has let go of its starter without saying that it is up.");
  exit(1);
}

/* Reads what there is; false at the end of it. */
static bool take_text(void) {
  char bytes[4096];
  ssize_t n = read(text[0], bytes, sizeof bytes);
  if (n > 0) pass_on(bytes, (size_t)n);
  return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

static void take_rest_of_text(void) {
  struct pollfd p = {.fd = text[0], .events = POLLIN};
  while (poll(&p, 1, 0) > 0 && p.revents & POLLIN && take_text()) {}
}

/* the parent of the first Fork, from here on to its end */
static _Noreturn void wait_for_daemon(struct child *child, pid_t made) {
  signal(SIGPIPE, SIG_IGN);
  close(ready[1]);
  close(text[1]);
  for (uint32_t i = OWN; i < child->attached->count; i++) close(child->attached->descriptor[i]);
  struct pollfd watched[] = {{.fd = text[0], .events = POLLIN}, {.fd = reports[0], .events = POLLIN}, {.fd = ready[0], .events = POLLIN}};
  bool execing = false;
  pid_t daemon = 0;
  for (;;) {
    if (poll(watched, 3, -1) < 0) {
      if (errno == EINTR) continue;
      exit(1);
    }
    if (watched[0].revents && !take_text()) watched[0].fd = -1;
    if (watched[1].revents) {
      struct report r;
      ssize_t n = read(reports[0], &r, sizeof r);
      if (n < 0 && errno == EINTR) continue;
      if (n != sizeof r) { /* its program runs, or it died on the way */
        watched[1].fd = -1;
        take_rest_of_text();
        if (!execing) tell_end(daemon);
        if (daemon != made) waitpid(made, NULL, 0); /* it has forked again, and ends now: who would reap it later is not known */
        if (!until_ready) exit(0);
      } else if (r.what == REPORT_EXECING) {
        execing = true;
        daemon = (pid_t)r.detail;
      } else {
        tell_failure(&r);
        if (r.what == REPORT_FAILED) exit(r.status ? r.status : 1);
      }
    } else if (watched[2].revents && !until_ready) {
      watched[2].fd = -1;
    } else if (watched[2].revents && execing) {
      char answer[4096];
      size_t size = 0;
      struct pollfd end = {.fd = ready[0], .events = POLLIN};
      for (;;) { /* to its end: an answer is over, and the daemon without this descriptor, when it has closed it */
        ssize_t n = read(ready[0], answer + size, sizeof answer - size);
        if (n > 0) size += (size_t)n;
        if (n == 0 || (n < 0 && errno != EINTR) || size == sizeof answer) break;
        if (size > 0 && poll(&end, 1, PATIENCE_MILLISECONDS) == 0) break;
      }
      take_rest_of_text();
      if (size == 0) tell_end(daemon);
      int status = (uint8_t)answer[0];
      if (size > 1) sentence("%.*s", (int)size - 1, answer + 1);
      exit(status);
    }
  }
}

/* ---- start */

static int number(const char *word) {
  char *end;
  long value = strtol(word, &end, 10);
  return *word && !*end && value >= 0 && value <= INT32_MAX ? (int)value : -1;
}

static bool open_phrases(int descriptor) {
  struct stat s;
  if (fstat(descriptor, &s) < 0 || s.st_size < 0 || s.st_size > INT32_MAX) return false;
  if (s.st_size == 0) return true;
  void *at = mmap(NULL, (size_t)s.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  phrases = (struct bytes){.at = at, .size = (uint32_t)s.st_size};
  return at != MAP_FAILED;
}

/* each of the two ends moved out of the way of the recipe's descriptors, and closed by exec */
static bool open_pipe(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) < 0) return false;
  for (int i = 0; i < 2; i++) {
    if ((ends[i] = above(&hand, ends[i])) < 0) return false;
  }
  return true;
}

/* what Java left: handlers are gone with exec, what it was told to ignore is not */
static void reset_signals(void) {
  for (int signal = 1; signal < _NSIG; signal++) {
    static const uint64_t defaults[8]; /* as in hand.c */
    syscall(SYS_rt_sigaction, signal, defaults, NULL, _NSIG / 8);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

int main(int argc, char **argv) {
  static struct attached attached;
  struct rlimit limit = {.rlim_cur = 1024};
  name = argc > 1 ? argv[1] : "carry";
  if (argc < 5 || argc - 5 > LIMIT_ATTACHED - OWN) {
    fprintf(stderr, "usage: carry NAME exec|ready RECIPE PHRASES [DESCRIPTOR...]\n");
    return 2;
  }
  getrlimit(RLIMIT_NOFILE, &limit);
  hand.own_base = limit.rlim_cur >= 2 * LIMIT_TARGETS ? LIMIT_TARGETS : (int)limit.rlim_cur / 2;
  hand.pid = getpid();
  until_ready = strcmp(argv[2], "ready") == 0;
  reset_signals();
  int recipe = number(argv[3]), lines = number(argv[4]);
  if (recipe < 0 || lines < 0 || !open_phrases(lines) || !open_pipe(reports) || !open_pipe(ready) || !open_pipe(text)) {
    sentence("cannot prepare the daemon: %s.", strerror(errno));
    return 1;
  }
  attached.descriptor[attached.count++] = ready[1];
  attached.descriptor[attached.count++] = text[1];
  for (int i = 5; i < argc; i++) attached.descriptor[attached.count++] = number(argv[i]);
  prctl(PR_SET_CHILD_SUBREAPER, 1); /* a daemon that forks twice ends as a child of this one, which so learns how */
  struct child child = {.hand = &hand, .memfd = recipe, .attached = &attached, .report = reports[1], .id = 1, .cgroup = -1,
                        .starter = wait_for_daemon};
  int status = carry_out(&child);
  /* Here comes a recipe that failed before it forked, or a daemon's process whose recipe failed, which has been told. */
  struct report r;
  if (getpid() == hand.pid) {
    while (read(reports[0], &r, sizeof r) == sizeof r && r.what != REPORT_FAILED) {}
    tell_failure(&r);
  }
  return status;
}
