/* inside NAME [ARG...]: what a service finds when its program begins, appended to /tmp/inside/NAME.
 *
 * One fact a line, and nothing that differs between two runs under the same init: the own pid is `self`, invocation ids
 * and numbers of sockets are left out, variables are sorted. What it is not told to print it does not look at. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

extern char **environ;
static FILE *out;

static void status(void) {
  static const char *const wanted[] = {"Umask:", "Groups:", "SigBlk:", "SigIgn:", "CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:", "NoNewPrivs:"};
  FILE *file = fopen("/proc/self/status", "re");
  char line[1024];
  while (file && fgets(line, sizeof line, file)) {
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
      if (strncmp(line, wanted[i], strlen(wanted[i])) != 0) continue;
      if (strncmp(line, "SigIgn:", 7) == 0) {
        /* 32 and 33 are the C library's: neither init can change what it was started with */
        fprintf(out, "SigIgn: %016llx\n", strtoull(line + 7, NULL, 16) & ~(3ull << 31));
      } else {
        fputs(line, out);
      }
    }
  }
  if (file) fclose(file);
}

static void number(const char *path) {
  char text[64] = "";
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd >= 0 && read(fd, text, sizeof text - 1) > 0) fprintf(out, "%s %s", path, text);
  if (fd >= 0) close(fd);
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* the directories that a variable names */
static void directories(char *list) {
  for (char *path = strtok(list, ":"); path; path = strtok(NULL, ":")) {
    struct stat s;
    if (stat(path, &s) < 0) {
      fprintf(out, "  %s: %s\n", path, strerror(errno));
    } else {
      fprintf(out, "  %s: %04o %u:%u\n", path, (unsigned)s.st_mode & 07777, s.st_uid, s.st_gid);
    }
  }
}

static void environment(void) {
  size_t n = 0;
  while (environ[n]) n++;
  qsort(environ, n, sizeof *environ, by_text);
  for (size_t i = 0; i < n; i++) {
    char *value = strchr(environ[i], '=');
    if (!value) continue;
    size_t name = (size_t)(value - environ[i]);
    value++;
    if (strncmp(environ[i], "INVOCATION_ID=", name + 1) == 0) {
      fprintf(out, "env INVOCATION_ID has %zu characters\n", strlen(value));
    } else if (strncmp(environ[i], "JOURNAL_STREAM=", name + 1) == 0) {
      fprintf(out, "env JOURNAL_STREAM names");
      for (int fd = 0; fd < 3; fd++) {
        struct stat s;
        char id[64];
        if (fstat(fd, &s) < 0) continue;
        snprintf(id, sizeof id, "%lu:%lu", (unsigned long)s.st_dev, (unsigned long)s.st_ino);
        if (strcmp(id, value) == 0) fprintf(out, " %d", fd);
      }
      fputc('\n', out);
    } else if (strtol(value, NULL, 10) == getpid()) {
      fprintf(out, "env %.*s=self\n", (int)name, environ[i]);
    } else {
      fprintf(out, "env %s\n", environ[i]);
    }
    if (name > 10 && strncmp(environ[i] + name - 10, "_DIRECTORY", 10) == 0) directories(value);
  }
}

static void content(int fd) {
  char text[512];
  struct pollfd p = {.fd = fd, .events = POLLIN};
  if (poll(&p, 1, 0) != 1 || !(p.revents & POLLIN)) return;
  ssize_t n = read(fd, text, sizeof text);
  fprintf(out, "  holds %zd bytes: ", n);
  for (ssize_t i = 0; i < n; i++) {
    if (text[i] >= ' ' && text[i] < 0x7f) fputc(text[i], out);
    else fprintf(out, "\\x%02x", (unsigned char)text[i]);
  }
  fputc('\n', out);
}

static void descriptor(int fd) {
  char link[64], target[512] = "";
  struct stat s;
  if (fstat(fd, &s) < 0) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  if (readlink(link, target, sizeof target - 1) < 0) return;
  if (strncmp(target, "socket:", 7) == 0 || strncmp(target, "pipe:", 5) == 0) *strchr(target, ':') = 0;
  int flags = fcntl(fd, F_GETFL);
  static const char *const modes[] = {"read", "write", "both", "?"};
  fprintf(out, "fd %d %s %s%s%s%s", fd, target, modes[flags & O_ACCMODE], flags & O_APPEND ? " append" : "",
          flags & O_NONBLOCK ? " nonblock" : "", isatty(fd) ? " tty" : "");
  struct winsize size;
  if (isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0) {
    fprintf(out, " %dx%d of %u:%u %o", size.ws_row, size.ws_col, s.st_uid, s.st_gid, s.st_mode & 0777);
  }
  fputc('\n', out);
  if (fd == 0 && !isatty(0) && !S_ISCHR(s.st_mode)) content(fd);
}

static void descriptors(void) {
  for (int fd = 0; fd < 64; fd++) {
    if (fd != fileno(out)) descriptor(fd);
  }
}

static void terminal(void) {
  int fd = open("/dev/tty", O_RDWR | O_CLOEXEC);
  fprintf(out, "session leader %s, controlling terminal %s, foreground %s\n", getsid(0) == getpid() ? "yes" : "no",
          fd >= 0 ? "yes" : "no", fd >= 0 && tcgetpgrp(fd) == getpgrp() ? "yes" : "no");
  if (fd >= 0) close(fd);
}

static void scheduling(void) {
  struct sched_param parameter;
  int policy = sched_getscheduler(0);
  sched_getparam(0, &parameter);
  fprintf(out, "nice %d, policy %d%s, priority %d, io %ld", getpriority(PRIO_PROCESS, 0), policy & ~SCHED_RESET_ON_FORK,
          policy & SCHED_RESET_ON_FORK ? " reset on fork" : "", parameter.sched_priority, syscall(SYS_ioprio_get, 1, 0));
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof set, &set);
  fprintf(out, ", cpus");
  for (int i = 0; i < CPU_SETSIZE; i++) {
    if (CPU_ISSET(i, &set)) fprintf(out, " %d", i);
  }
  fprintf(out, ", timer slack %d, personality %x, securebits %d\n", prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0), (unsigned)personality(0xffffffff),
          prctl(PR_GET_SECUREBITS, 0, 0, 0, 0));
  number("/proc/self/oom_score_adj");
  number("/proc/self/coredump_filter");
}

static void limits(void) {
  FILE *file = fopen("/proc/self/limits", "re");
  char line[256];
  while (file && fgets(line, sizeof line, file)) fputs(line, out);
  if (file) fclose(file);
}

int main(int argc, char **argv) {
  if (argc < 2) return 2;
  char path[512];
  snprintf(path, sizeof path, "/tmp/inside/%s", argv[1]);
  int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return 3;
  fchmod(fd, 0666);
  out = fdopen(fd, "a");
  if (!out) return 4;
  fputs("argv", out);
  for (int i = 0; i < argc; i++) fprintf(out, " [%s]", argv[i]);
  char text[1024] = "";
  if (readlink("/proc/self/exe", text, sizeof text - 1) > 0) fprintf(out, "\nprogram %s", text);
  uid_t r, e, s;
  gid_t rg, eg, sg;
  getresuid(&r, &e, &s);
  getresgid(&rg, &eg, &sg);
  fprintf(out, "\nids %u %u %u, %u %u %u\n", r, e, s, rg, eg, sg);
  fprintf(out, "directory %s\n", getcwd(text, sizeof text) ? text : strerror(errno));
  status();
  environment();
  descriptors();
  terminal();
  scheduling();
  limits();
  fflush(out);
  puts("inside wrote this to its standard output");
  fflush(stdout);
  fputs("inside wrote this to its standard error\n", stderr);
  return 0;
}
