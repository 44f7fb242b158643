/* Carrying out a recipe: in a child between fork and exec, or in hand itself (Steps).
 *
 * The child alone reads the recipe, all of it before the first step: a malformed one ends that child. There is one
 * function per step (the longer ones in files of their own); it returns 0 or an errno value. Between fork and exec nothing allocates and nothing that belongs to
 * hand is written, since memory may be shared with it: what is needed lies on the child's stack or in `scratch`, which
 * is nobody's between two children. Descriptors below own_base belong to the recipe, all others to hand. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "course.h"

enum { MAX_STRINGS = 128 * 1024, NO_STEP = -1 };

/* pointers for execve, or group ids; zero pages until used */
static union {
  const char *strings[MAX_STRINGS];
  gid_t groups[65536];
} scratch;

/* ---- descriptors */

/* makes `from` the program's descriptor `target` too */
static int copy(struct course *c, int from, int target) {
  if (target < 0 || target >= c->child->hand->own_base) return EBADF;
  if (from == target) return fcntl(from, F_SETFD, 0) < 0 ? errno : 0;
  return dup2(from, target) < 0 ? errno : 0;
}

/* the same, but `from` is closed */
int place(struct course *c, int from, int target) {
  if (from < 0) return errno;
  int error = copy(c, from, target);
  if (from != target) close(from);
  return error;
}

static int do_null(struct course *c, const struct step_null *s) {
  return place(c, open("/dev/null", O_RDWR | O_NOCTTY | O_CLOEXEC), s->target);
}

static int do_open(struct course *c, const struct step_open *s) {
  static const int bits[][2] = {
      {OPEN_FLAGS_CREATE, O_CREAT},        {OPEN_FLAGS_APPEND, O_APPEND},  {OPEN_FLAGS_TRUNCATE, O_TRUNC},
      {OPEN_FLAGS_NONBLOCK, O_NONBLOCK},   {OPEN_FLAGS_NO_CTTY, O_NOCTTY}, {OPEN_FLAGS_NO_FOLLOW, O_NOFOLLOW},
  };
  bool reads = s->flags & OPEN_FLAGS_READ, writes = s->flags & OPEN_FLAGS_WRITE;
  int flags = O_CLOEXEC | (reads && writes ? O_RDWR : writes ? O_WRONLY : O_RDONLY);
  for (size_t i = 0; i < sizeof bits / sizeof *bits; i++) flags |= s->flags & (uint32_t)bits[i][0] ? bits[i][1] : 0;
  return place(c, open(s->path, flags, (mode_t)s->mode), s->target);
}

static int do_data(struct course *c, const struct step_data *s) {
  int fd = memfd_create("data-fd", MFD_CLOEXEC);
  for (uint32_t done = 0; fd >= 0 && done < s->content.size;) {
    ssize_t n = write(fd, s->content.at + done, s->content.size - done);
    if (n <= 0 && !(n < 0 && errno == EINTR)) {
      int error = n < 0 ? errno : ENOSPC;
      close(fd);
      return error;
    }
    done += n > 0 ? (uint32_t)n : 0;
  }
  if (fd >= 0 && lseek(fd, 0, SEEK_SET) < 0) {
    close(fd);
    return EIO;
  }
  return place(c, fd, s->target);
}

static int do_duplicate(struct course *c, const struct step_duplicate *s) { return copy(c, s->source, s->target); }

static int do_attached(struct course *c, const struct step_attached *s) {
  if (s->index < 0 || (uint32_t)s->index >= c->child->attached->count) return EBADF;
  return copy(c, c->attached[s->index], s->target);
}

static int do_kept(struct course *c, const struct step_kept *s) {
  int kept = kept_find(c->child->hand, s->name);
  return kept < 0 ? ENOENT : copy(c, kept, s->target);
}

static int do_blocking(struct course *c, const struct step_blocking *s) {
  if (s->descriptor < 0 || s->descriptor >= c->child->hand->own_base) return EBADF;
  int flags = fcntl(s->descriptor, F_GETFL);
  if (flags < 0) return errno;
  int wanted = s->blocks ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
  return wanted != flags && fcntl(s->descriptor, F_SETFL, wanted) < 0 ? errno : 0;
}

/* never a plain close: the report pipe has to live until exec */
static int close_on_exec(unsigned first, unsigned last) {
  if (first > last || syscall(SYS_close_range, first, last, 1u << 2 /* CLOSE_RANGE_CLOEXEC */) == 0) return 0;
  if (errno != ENOSYS && errno != EINVAL && errno != EPERM) return errno;
  struct rlimit limit; /* kernels before 5.11 */
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return errno;
  for (unsigned fd = first; fd <= last && fd < limit.rlim_max; fd++) fcntl((int)fd, F_SETFD, FD_CLOEXEC);
  return 0;
}

static int do_close_others(struct course *c, const struct step_close_others *s) {
  unsigned from = 0;
  for (uint32_t i = 0; i < s->keep.count; i++) {
    unsigned kept = number_at(&s->keep, i);
    if (kept < from || kept > INT32_MAX) return EINVAL; /* not ascending */
    int error = kept > 0 ? close_on_exec(from, kept - 1) : 0;
    if (error) return error;
    from = kept + 1;
  }
  return close_on_exec(from, ~0u);
}

/* ---- the process */

static int do_fork(struct course *c, const struct step_fork *s) {
  (void)s;
  int pipes[2];
  if (c->child->shared || c->child->report < 0) return EINVAL;
  if (pipe2(pipes, O_CLOEXEC) < 0) return errno;
  pid_t pid = fork();
  if (pid < 0) return errno;
  close(pipes[pid == 0 ? 0 : 1]);
  if (pid == 0) {
    c->child->starter = NULL;
    c->relay = above(c->child->hand, pipes[1]);
    return c->relay < 0 ? errno : 0;
  }
  close(c->child->report); /* the child's from here on */
  if (c->child->starter) c->child->starter(c->child, pid);
  uint8_t status = 0;
  ssize_t n;
  while ((n = read(pipes[0], &status, 1)) < 0 && errno == EINTR) {}
  _exit(n == 1 ? status : 0);
}

static int do_session(struct course *c, const struct step_session *s) {
  return setsid() < 0 ? errno : 0;
}

static int do_umask(struct course *c, const struct step_umask *s) {
  umask((mode_t)s->mask & 0777);
  return 0;
}

static int do_working_directory(struct course *c, const struct step_working_directory *s) {
  return chdir(s->path) < 0 && !s->missing_ok ? errno : 0;
}

/* hand blocks nearly all signals and handles none, so only the mask and what shall be ignored are left to do */
static int do_signals(struct course *c, const struct step_signals *s) {
  for (uint32_t i = 0; i < s->ignored.count; i++) {
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    if (sigaction((int)number_at(&s->ignored, i), &ignore, NULL) < 0) return errno;
  }
  sigset_t none;
  sigemptyset(&none);
  return sigprocmask(SIG_SETMASK, &none, NULL) < 0 ? errno : 0;
}

/* identity by plain system calls: the C library's wrappers may signal threads, which hand has none of */
static int do_groups(struct course *c, const struct step_groups *s) {
  if (s->gids.count > sizeof scratch.groups / sizeof *scratch.groups) return EINVAL;
  for (uint32_t i = 0; i < s->gids.count; i++) scratch.groups[i] = number_at(&s->gids, i);
  return syscall(SYS_setgroups, (size_t)s->gids.count, scratch.groups) < 0 ? errno : 0;
}

static int do_group(struct course *c, const struct step_group *s) {
  return syscall(SYS_setresgid, s->gid, s->gid, s->gid) < 0 ? errno : 0;
}

/* Not while hand waits for this process: others of that user could stop it, and hand with it. */
static int do_user(struct course *c, const struct step_user *s) {
  if (c->child->shared && s->uid != geteuid()) return EPERM;
  return syscall(SYS_setresuid, s->uid, s->uid, s->uid) < 0 ? errno : 0;
}

static int do_no_new_privileges(struct course *c, const struct step_no_new_privileges *s) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? errno : 0;
}

static int do_name(struct course *c, const struct step_name *s) {
  return prctl(PR_SET_NAME, s->name) < 0 ? errno : 0;
}

/* ---- files of daemons */

static int do_pid_file(struct course *c, const struct step_pid_file *s) {
  char aside[4096];
  int length = snprintf(aside, sizeof aside, "%s.%d", s->path, (int)getpid());
  if (length < 0 || (size_t)length >= sizeof aside) return ENAMETOOLONG;
  unlink(aside); /* of an earlier process with our pid */
  int fd = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (fd < 0) return errno;
  int error = write_number(fd, getpid());
  close(fd);
  if (!error && rename(aside, s->path) < 0) error = errno;
  if (error) unlink(aside);
  return error;
}

/* The lock is taken on the descriptor in its final place, as closing any descriptor of the file would drop it. */
static int do_lock(struct course *c, const struct step_lock *s) {
  int error = place(c, open(s->path, O_RDWR | O_CREAT | O_NOCTTY | O_CLOEXEC, 0644), s->target);
  if (error) return error;
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
  if (fcntl(s->target, F_SETLK, &lock) < 0) {
    error = errno == EACCES ? EAGAIN : errno;
    if (fcntl(s->target, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK) c->detail = (uint64_t)lock.l_pid;
    return error;
  }
  if (!s->write_pid) return 0;
  return ftruncate(s->target, 0) < 0 ? errno : write_number(s->target, getpid());
}

/* ---- the program */

static int do_environment(struct course *c, const struct step_environment *s) {
  c->environment = s->variables;
  return 0;
}

/* a variable that only the process itself knows */
static int own(struct course *c, const char *variable, const char *value) {
  if (c->owns == MAX_OWN) return E2BIG;
  int length = snprintf(c->own[c->owns], OWN_BYTES, "%s=%s", variable, value);
  if (length < 0 || length >= OWN_BYTES || !*variable || strchr(variable, '=')) return EINVAL;
  c->owns++;
  return 0;
}

static int do_own_pid(struct course *c, const struct step_own_pid *s) {
  char value[32];
  snprintf(value, sizeof value, "%d", (int)getpid());
  return own(c, s->variable, value);
}

static int do_own_stream(struct course *c, const struct step_own_stream *s) {
  struct stat file;
  char value[64];
  if (fstat(s->descriptor, &file) < 0) return errno;
  snprintf(value, sizeof value, "%llu:%llu", (unsigned long long)file.st_dev, (unsigned long long)file.st_ino);
  return own(c, s->variable, value);
}

static bool is_own(const struct course *c, const char *variable) {
  for (uint32_t i = 0; i < c->owns; i++) {
    size_t name = (size_t)(strchr(c->own[i], '=') - c->own[i]) + 1;
    if (strncmp(variable, c->own[i], name) == 0) return true;
  }
  return false;
}

static void tell(struct course *c, struct report r) {
  if (c->child->report < 0) {
    if (r.what == REPORT_TOLERATED) {
      SEND(c->child->hand, tolerated, -1, -1, .id = c->child->id, .step = r.step, .kind = r.kind, .error = r.error);
    }
    c->child->result = r;
    return;
  }
  while (write(c->child->report, &r, sizeof r) < 0 && errno == EINTR) {}
}

static int do_exec(struct course *c, const struct step_exec *s) {
  struct texts arguments = s->arguments, environment = c->environment;
  if ((uint64_t)arguments.count + environment.count + c->owns + 2 > MAX_STRINGS) return E2BIG;
  const char **at = scratch.strings;
  while (arguments.count > 0) *at++ = next_text(&arguments);
  *at++ = NULL;
  const char **variables = at;
  while (environment.count > 0) {
    const char *variable = next_text(&environment);
    if (!is_own(c, variable)) *at++ = variable;
  }
  for (uint32_t i = 0; i < c->owns; i++) *at++ = c->own[i];
  *at = NULL;
  if (c->child->report >= 0) tell(c, (struct report){.what = REPORT_EXECING, .detail = (uint64_t)getpid()});
  execve(s->path, (char **)(uintptr_t)scratch.strings, (char **)(uintptr_t)variables);
  return errno;
}

/* ---- the recipe */

struct line {
  uint32_t kind;
  bool tolerated;
  int32_t exit_status;
  struct reader fields;
};

static bool begin_recipe(struct reader *in, const struct bytes *recipe, uint32_t *steps) {
  *in = (struct reader){.at = recipe->at, .end = recipe->at + recipe->size};
  bool right = get_u32(in) == RECIPE_MAGIC && get_u32(in) == CHANNEL_VERSION && get_u32(in) == recipe->size;
  *steps = get_u32(in);
  return right && !in->bad;
}

static bool next_line(struct reader *in, struct line *line) {
  uint32_t kind = get_u32(in);
  line->kind = kind & 0xffff;
  line->tolerated = kind >> 16 == 1;
  line->exit_status = get_i32(in);
  struct bytes fields = get_bytes(in);
  if (in->bad) return false;
  line->fields = (struct reader){.at = fields.at, .end = fields.at + fields.size};
  return kind >> 16 <= 1;
}

/* Reads the fields of a step and, if there is a course, carries it out. EBADMSG if they are not what they should be. */
static int step(struct course *c, const struct line *line) {
  struct reader fields = line->fields;
  switch (line->kind) {
#define X(NAME, name) \
  case STEP_##NAME: { \
    struct step_##name s; \
    if (!get_step_##name(&fields, &s)) return EBADMSG; \
    return c ? do_##name(c, &s) : 0; \
  }
    FOR_EACH_STEP(X)
#undef X
    default:
      return EBADMSG;
  }
}

static int check(const struct bytes *recipe) {
  struct reader in;
  uint32_t steps;
  struct line line;
  if (!begin_recipe(&in, recipe, &steps)) return EBADMSG;
  for (uint32_t i = 0; i < steps; i++) {
    int error = next_line(&in, &line) ? step(NULL, &line) : EBADMSG;
    if (error) return error;
  }
  return at_end(&in) ? 0 : EBADMSG;
}

/* A recipe in a memfd must be sealed against shrinking and writing, or its reader could be made to fault or to misread. */
static int map_memfd(struct child *child) {
  int seals = fcntl(child->memfd, F_GET_SEALS), needed = F_SEAL_SHRINK | F_SEAL_WRITE;
  struct stat s;
  if (seals < 0 || (seals & needed) != needed || fstat(child->memfd, &s) < 0) return EPERM;
  if (s.st_size <= 0 || s.st_size > LIMIT_MEMFD_RECIPE_BYTES) return EFBIG;
  void *at = mmap(NULL, (size_t)s.st_size, PROT_READ, MAP_PRIVATE, child->memfd, 0);
  if (at == MAP_FAILED) return errno;
  child->recipe = (struct bytes){.at = at, .size = (uint32_t)s.st_size};
  return 0;
}

/* what make_room made, if it was in hand itself */
static void free_room(const struct course *c) {
  for (uint32_t i = 0; i < c->child->attached->count; i++) {
    if (c->attached[i] >= 0 && c->attached[i] != c->child->attached->descriptor[i]) close(c->attached[i]);
  }
}

/* moves what the child inherits from hand out of the way of the recipe's descriptors */
static int make_room(struct course *c) {
  struct child *child = c->child;
  for (uint32_t i = 0; i < child->attached->count; i++) c->attached[i] = -1;
  for (uint32_t i = 0; i < child->attached->count; i++) {
    int fd = child->attached->descriptor[i];
    c->attached[i] = fd < child->hand->own_base ? fcntl(fd, F_DUPFD_CLOEXEC, child->hand->own_base) : fd;
    if (c->attached[i] < 0) return errno;
  }
  if (child->report < 0 || child->report >= child->hand->own_base) return 0;
  int moved = fcntl(child->report, F_DUPFD_CLOEXEC, child->hand->own_base);
  if (moved < 0) return errno;
  close(child->report);
  child->report = moved;
  return 0;
}

static int enter_cgroup(int cgroup) {
  int fd = openat(cgroup, "cgroup.procs", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  int error = write(fd, "0", 1) < 0 ? errno : 0;
  close(fd);
  return error;
}

static int give_up(struct course *c, int32_t at, uint32_t kind, int error, int32_t status) {
  tell(c, (struct report){.what = REPORT_FAILED, .step = at, .kind = kind, .error = error, .status = status, .detail = c->detail});
  if (c->relay >= 0) {
    uint8_t byte = (uint8_t)status;
    while (write(c->relay, &byte, 1) < 0 && errno == EINTR) {}
  }
  if (c->child->report < 0) free_room(c);
  return status;
}

/* Returns the exit status, if it returns. In hand itself child->result says how it went. */
int carry_out(void *argument) {
  struct child own = *(struct child *)argument; /* the original is hand's, which may share our memory */
  bool in_hand = own.report < 0;
  struct child *child = in_hand ? argument : &own;
  struct course c = {.child = child, .relay = -1};
  struct reader in;
  uint32_t steps;
  if (own.guarded) { /* hand did not make it and does not know its pid */
    int pidfd = child->hand->abilities & ABILITIES_PIDFD_INODE ? open_pidfd(getpid()) : -1;
    tell(&c, (struct report){.what = REPORT_BORN, .status = getpid(), .detail = inode_of(child->hand, pidfd)});
    if (pidfd >= 0) close(pidfd);
  }
  int error = make_room(&c);
  if (error) return give_up(&c, NO_STEP, 0, error, 202);
  if (child->cgroup >= 0 && (error = enter_cgroup(child->cgroup))) return give_up(&c, NO_STEP, 0, error, 219);
  if (child->memfd >= 0 && (error = map_memfd(child))) return give_up(&c, NO_STEP, 0, error, 1);
  if ((error = check(&child->recipe))) return give_up(&c, NO_STEP, 0, error, 1);
  begin_recipe(&in, &child->recipe, &steps);
  for (uint32_t i = 0; i < steps; i++) {
    struct line line;
    next_line(&in, &line);
    error = step(&c, &line);
    if (error > 0 && !line.tolerated) return give_up(&c, (int32_t)i, line.kind, error, line.exit_status);
    bool sought = line.kind == STEP_EXEC && error == ENOENT; /* a program that lies elsewhere */
    if (error && !sought) tell(&c, (struct report){.what = REPORT_TOLERATED, .step = (int32_t)i, .kind = line.kind, .error = error > 0 ? error : DEGRADED(error)});
  }
  if (in_hand) {
    free_room(&c);
    child->result = (struct report){0};
    return 0;
  }
  return give_up(&c, NO_STEP, 0, ENOEXEC, 203); /* a recipe that executes nothing */
}
