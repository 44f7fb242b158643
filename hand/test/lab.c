#include "lab.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { DEADLINE_MS = 60000, TEST_SECONDS = 600 };

static char directory[64];
static pid_t to_kill; /* the hand of this test, if it dies half-way */

_Noreturn void die(const char *file, int line, const char *what, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  printf("# %s:%d: %s ", file, line, what);
  vprintf(format, arguments);
  printf(" (errno %d)\n", errno);
  va_end(arguments);
  fflush(stdout);
  if (to_kill > 0) kill(to_kill, SIGKILL);
  _exit(1);
}

const char *temporary(const char *name) {
  static char paths[8][128];
  static int next;
  char *path = paths[next++ % 8];
  snprintf(path, sizeof paths[0], "%s/%s", directory, name);
  return path;
}

/* waits until a script has written a number there */
pid_t number_in(const char *path) {
  char text[64];
  for (int waited = 0;; waited += 2) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    close(fd);
    if (n > 0 && text[n - 1] == '\n') return atoi(text);
    CHECK(waited < 60000, "nothing was written to %s", path);
    nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
  }
}

void read_file(const char *path, char *text, size_t size) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  CHECK(fd >= 0, "%s", path);
  ssize_t n = read(fd, text, size - 1);
  CHECK(n >= 0);
  text[n] = 0;
  close(fd);
}

uint64_t microseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

uint32_t open_descriptors(pid_t pid) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
  DIR *d = opendir(path);
  CHECK(d);
  uint32_t n = 0;
  while (readdir(d)) n++;
  closedir(d);
  return n;
}

/* those system calls do not exist */
static void forbid(const int *calls, size_t n) {
  struct sock_filter filter[32] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
  unsigned short length = 1;
  for (size_t i = 0; i < n; i++) {
    filter[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[i], 0, 1);
    filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
  }
  filter[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog program = {.len = length, .filter = filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0) _exit(126);
}

/* ---- the manager's end */

static void relay(const char *address) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int to = socket(AF_UNIX, SOCK_STREAM, 0);
  struct sockaddr_un a = {.sun_family = AF_UNIX};
  snprintf(a.sun_path, sizeof a.sun_path, "%s", address);
  if (connect(to, (struct sockaddr *)&a, sizeof a) < 0) _exit(1);
  pid_t pid = getpid();
  char control[CMSG_SPACE(sizeof(int))] = {0};
  struct iovec data = {.iov_base = &pid, .iov_len = sizeof pid};
  struct msghdr m = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr *c = CMSG_FIRSTHDR(&m);
  *c = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))};
  memcpy(CMSG_DATA(c), &(int){LIMIT_MANAGER_CHANNEL}, sizeof(int));
  if (sendmsg(to, &m, 0) < 0) _exit(1);
  close(LIMIT_MANAGER_CHANNEL);
  close(to);
  for (;;) pause();
}

static bool readable(int fd, int milliseconds) {
  struct pollfd p = {.fd = fd, .events = POLLIN};
  int n;
  while ((n = poll(&p, 1, milliseconds)) < 0 && errno == EINTR) {}
  return n > 0;
}

void lab_open(struct lab *l, int flags) { lab_open_with(l, flags, (char *const[]){NULL}); }

void lab_open_with(struct lab *l, int flags, char *const extra[]) {
  memset(l, 0, sizeof *l);
  static int number;
  snprintf(l->address, sizeof l->address, "%s/lab%d", directory, number++);
  l->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_un a = {.sun_family = AF_UNIX};
  snprintf(a.sun_path, sizeof a.sun_path, "%s", l->address);
  CHECK(bind(l->listener, (struct sockaddr *)&a, sizeof a) == 0 && listen(l->listener, 8) == 0);
  char self[256];
  ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  CHECK(n > 0);
  self[n] = 0;
  const char *hand = getenv("HAND");
  char *argv[32];
  int argc = 0;
  if (flags & LAB_PID_ONE) {
    char *const above[] = {"unshare", "--pid", "--fork", "--kill-child", "--mount-proc"};
    for (size_t i = 0; i < sizeof above / sizeof *above; i++) argv[argc++] = above[i];
  }
  argv[argc++] = (char *)(uintptr_t)(hand ? hand : "target/hand-san");
  while (*extra) argv[argc++] = *extra++;
  char *const manager[] = {"--", self, "relay", l->address};
  for (size_t i = 0; i < sizeof manager / sizeof *manager; i++) argv[argc++] = manager[i];
  argv[argc] = NULL;
  l->hand = fork();
  CHECK(l->hand >= 0);
  if (l->hand == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (flags & LAB_QUIET) dup2(open("/dev/null", O_WRONLY), 2);
    if (flags & (LAB_OLD | LAB_BARE)) forbid((int[]){SYS_clone3, SYS_close_range, SYS_pidfd_open, SYS_pidfd_send_signal}, flags & LAB_BARE ? 4 : 2);
    execvp(argv[0], argv);
    _exit(127);
  }
  to_kill = l->hand;
  l->channel = -1;
}

void lab_meet(struct lab *l) {
  if (l->channel >= 0) close(l->channel);
  CHECK(readable(l->listener, DEADLINE_MS), "no manager was started");
  int from = accept(l->listener, NULL, NULL);
  char control[CMSG_SPACE(sizeof(int))];
  pid_t pid;
  struct iovec data = {.iov_base = &pid, .iov_len = sizeof pid};
  struct msghdr m = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  CHECK(recvmsg(from, &m, MSG_CMSG_CLOEXEC) == sizeof pid && CMSG_FIRSTHDR(&m));
  memcpy(&l->channel, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(int));
  struct ucred who;
  CHECK(getsockopt(from, SOL_SOCKET, SO_PEERCRED, &who, &(socklen_t){sizeof who}) == 0);
  l->manager = who.pid; /* in our own pid namespace */
  CHECK(read(from, &pid, 1) == 0); /* it has closed its own copies */
  close(from);
  EXPECT(l, HELLO, hello, hello);
  CHECK(l->fd_count == 2);
  l->hello = hello;
  l->hand_pid = hello.pid;
}

void lab_ready(struct lab *l) {
  lab_meet(l);
  close(l->fds[0]);
  close(l->fds[1]);
  EXPECT(l, READY, ready, ready);
  (void)ready;
}

int lab_wait(struct lab *l) {
  int status;
  for (int waited = 0;; waited += 5) { /* waitpid has no deadline of its own */
    pid_t pid = waitpid(l->hand, &status, WNOHANG);
    CHECK(pid >= 0);
    if (pid > 0) break;
    CHECK(waited < DEADLINE_MS, "hand does not end");
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  }
  to_kill = 0;
  if (l->channel >= 0) close(l->channel);
  close(l->listener);
  return status;
}

void lab_close(struct lab *l) {
  DO(l, exit, NULL, 0, .code = 0);
  int status = lab_wait(l);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "hand ended with wait status %x", (unsigned)status);
}

void lab_kill_manager(struct lab *l) { CHECK(kill(l->manager, SIGKILL) == 0); }

void send_bytes(struct lab *l, const void *bytes, size_t size, const int *fds, uint32_t n) {
  static char control[CMSG_SPACE(sizeof(int) * LIMIT_ATTACHED)];
  struct iovec data = {.iov_base = (void *)(uintptr_t)bytes, .iov_len = size};
  struct msghdr m = {.msg_iov = &data, .msg_iovlen = 1};
  if (n > 0) {
    m.msg_control = control;
    m.msg_controllen = CMSG_SPACE(n * sizeof(int));
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    *c = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(n * sizeof(int))};
    memcpy(CMSG_DATA(c), fds, n * sizeof(int));
  }
  struct pollfd p = {.fd = l->channel, .events = POLLOUT};
  CHECK(poll(&p, 1, DEADLINE_MS) == 1, "hand does not read");
  CHECK(sendmsg(l->channel, &m, MSG_NOSIGNAL) == (ssize_t)size);
}

uint32_t receive_within(struct lab *l, int milliseconds) {
  if (!readable(l->channel, milliseconds)) return 0;
  static char control[CMSG_SPACE(sizeof(int) * LIMIT_ATTACHED)];
  struct iovec data = {.iov_base = l->packet, .iov_len = sizeof l->packet};
  struct msghdr m = {.msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t n = recvmsg(l->channel, &m, MSG_CMSG_CLOEXEC);
  CHECK(n >= HEADER_BYTES, "hand closed the channel");
  l->size = (uint32_t)n;
  l->fd_count = 0;
  struct cmsghdr *c = CMSG_FIRSTHDR(&m);
  if (c) {
    l->fd_count = (uint32_t)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    memcpy(l->fds, CMSG_DATA(c), l->fd_count * sizeof(int));
  }
  CHECK(load32(l->packet) == CHANNEL_MAGIC && load32(l->packet + 8) == (uint32_t)n && load32(l->packet + 12) == l->fd_count);
  return load32(l->packet + 4) >> 16;
}

uint32_t receive(struct lab *l) {
  uint32_t type = receive_within(l, DEADLINE_MS);
  CHECK(type != 0, "no message came");
  return type;
}

const char *describe(struct lab *l) {
  static char text[512];
  struct reader in = {.at = l->packet + HEADER_BYTES, .end = l->packet + l->size};
  struct message_failed f;
  struct message_refused r;
  struct message_exited e;
  uint32_t type = load32(l->packet + 4) >> 16;
  snprintf(text, sizeof text, "%u bytes", l->size);
  if (type == MESSAGE_FAILED && get_message_failed(&in, &f)) {
    snprintf(text, sizeof text, "Failed id %lu step %d error %d status %d", (unsigned long)f.id, f.step, f.error, f.status);
  } else if (type == MESSAGE_REFUSED && get_message_refused(&in, &r)) {
    snprintf(text, sizeof text, "Refused %d error %d: %.200s", r.request, r.error, r.what);
  } else if (type == MESSAGE_EXITED && get_message_exited(&in, &e)) {
    snprintf(text, sizeof text, "Exited id %lu code %d status %d phase %u step %d error %d", (unsigned long)e.id, e.code, e.status,
             e.phase, e.step, e.error);
  }
  return text;
}

void ping(struct lab *l, uint64_t value) {
  DO(l, ping, NULL, 0, .value = value);
  EXPECT(l, PONG, pong, p);
  CHECK(p.value == value);
}

/* ---- recipes */

void recipe_begin(struct recipe *r) {
  size_t room = 9 << 20;
  r->bytes = malloc(room);
  CHECK(r->bytes);
  r->out = (struct writer){.start = r->bytes, .at = r->bytes, .end = r->bytes + room};
  r->steps = 0;
  put_u32(&r->out, RECIPE_MAGIC);
  put_u32(&r->out, CHANNEL_VERSION);
  put_u32(&r->out, 0);
  put_u32(&r->out, 0);
}

void recipe_step(struct recipe *r, uint32_t kind, bool tolerated, int status) {
  put_u32(&r->out, kind | (tolerated ? 1u << 16 : 0));
  put_i32(&r->out, status);
  r->step = r->out.at;
  put_u32(&r->out, 0);
  r->steps++;
}

void recipe_step_done(struct recipe *r) { store32(r->step, (uint32_t)(r->out.at - r->step) - 4); }

struct bytes recipe_end(struct recipe *r) {
  CHECK(!r->out.full);
  uint32_t size = (uint32_t)(r->out.at - r->bytes);
  store32(r->bytes + 8, size);
  store32(r->bytes + 12, r->steps);
  return (struct bytes){.at = r->bytes, .size = size};
}

void recipe_free(struct recipe *r) { free(r->bytes); }

void put_list(struct writer *out, const char *const *texts) {
  uint32_t n = 0;
  while (texts[n]) n++;
  put_u32(out, n);
  for (uint32_t i = 0; i < n; i++) put_text(out, texts[i]);
}

void step_exec(struct recipe *r, const char *const *argv) {
  STEP_WITH(r, EXEC, false, 203, put_text(out, argv[0]), put_list(out, argv));
}

void step_shell(struct recipe *r, const char *script) {
  STEP(r, ENVIRONMENT, put_list(out, (const char *[]){"PATH=/usr/bin:/bin", "A=b", NULL}));
  step_exec(r, (const char *[]){"/bin/sh", "-c", script, NULL});
}

void spawn_recipe(struct lab *l, uint64_t id, struct recipe *r, uint32_t flags, const int *fds, uint32_t n) {
  DO(l, spawn, fds, n, .id = id, .flags = flags, .cgroup = -1, .memfd = -1, .recipe = recipe_end(r));
  recipe_free(r);
}

void spawn_shell(struct lab *l, uint64_t id, const char *script, uint32_t flags) {
  struct recipe r;
  recipe_begin(&r);
  STEP(&r, SESSION, );
  STEP(&r, SIGNALS, put_u32(out, 0));
  step_shell(&r, script);
  spawn_recipe(l, id, &r, flags, NULL, 0);
}

pid_t expect_running(struct lab *l, uint64_t id) {
  EXPECT(l, STARTED, started, s);
  CHECK(s.id == id);
  for (uint32_t i = 0; i < l->fd_count; i++) close(l->fds[i]);
  EXPECT(l, EXECED, execed, e);
  CHECK(e.id == id);
  return s.pid;
}

struct message_exited expect_exited(struct lab *l, uint64_t id) {
  EXPECT(l, EXITED, exited, m);
  CHECK(m.id == id, "id is %lu", (unsigned long)m.id);
  return m;
}

/* ---- running */

static void remove_directory(void) {
  DIR *d = opendir(directory);
  for (struct dirent *e; d && (e = readdir(d));) unlinkat(dirfd(d), e->d_name, 0);
  if (d) closedir(d);
  rmdir(directory);
}

bool may_make_namespaces(void) {
  pid_t pid = fork();
  if (pid == 0) _exit(unshare(CLONE_NEWNS | CLONE_NEWPID) != 0);
  int status;
  return waitpid(pid, &status, 0) == pid && status == 0;
}

/* whatever a test has left running, down to its services: all orphans become the runner's children */
static void end_leftovers(void) {
  char path[64], text[4096];
  snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
  do {
    read_file(path, text, sizeof text);
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) kill(atoi(word), SIGKILL);
  } while (waitpid(-1, NULL, 0) > 0);
}

/* `PROGRAM [NAME...]` runs those tests, or all, each in a process of its own, and reports as TAP */
int run_tests(int argc, char **argv, const struct test *tests, size_t n) {
  if (argc == 4 && strcmp(argv[1], "relay") == 0) relay(argv[2]); /* the fourth is --channel=3 */
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  setvbuf(stdout, NULL, _IOLBF, 0);
  int failed = 0;
  const char *prefix = getenv("PREFIX") ? getenv("PREFIX") : "";
  for (size_t i = 0; i < n; i++) {
    bool wanted = argc == 1;
    for (int k = 1; k < argc; k++) wanted |= strcmp(argv[k], tests[i].name) == 0;
    if (!wanted) continue;
    const char *lacks = tests[i].needs == NEEDS_ROOT && geteuid() != 0               ? "root"
                        : tests[i].needs == NEEDS_NAMESPACES && !may_make_namespaces() ? "namespaces of its own (CAP_SYS_ADMIN)"
                                                                                       : NULL;
    if (lacks) {
      printf("ok %s%s # SKIP needs %s\n", prefix, tests[i].name, lacks);
      continue;
    }
    snprintf(directory, sizeof directory, "/tmp/hand-test.XXXXXX");
    CHECK(mkdtemp(directory));
    fflush(stdout);
    pid_t pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
      alarm(TEST_SECONDS);
      setsid(); /* off the terminal of whoever runs the tests: hand would stay on it */
      tests[i].run();
      fflush(stdout);
      _exit(0);
    }
    int status;
    while (waitpid(pid, &status, 0) != pid) {}
    end_leftovers();
    remove_directory();
    printf("%sok %s%s\n", status == 0 ? "" : "not ", prefix, tests[i].name);
    failed += status != 0;
  }
  return failed > 0;
}
