/* Attributes of the process that one system call sets: limits, scheduling, capabilities. */
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "course.h"

/* What needs a privilege that we do not have stays as it is; the program runs all the same. */
static int unless_refused(int error) { return error == EPERM || error == EACCES ? DEGRADED(error) : error; }

/* ---- limits */

/* Who may not raise the hard limit gets as much as there is. */
int do_limit(struct course *c, const struct step_limit *s) {
  _Static_assert((int)RESOURCE_RSS == RLIMIT_RSS && (int)RESOURCE_NPROC == RLIMIT_NPROC && (int)RESOURCE_NOFILE == RLIMIT_NOFILE &&
                     (int)RESOURCE_MEMLOCK == RLIMIT_MEMLOCK && (int)RESOURCE_AS == RLIMIT_AS,
                 "this architecture numbers them otherwise");
  struct rlimit wanted = {.rlim_cur = s->soft == UINT64_MAX ? RLIM_INFINITY : s->soft,
                          .rlim_max = s->hard == UINT64_MAX ? RLIM_INFINITY : s->hard},
                now;
  if (setrlimit((__rlimit_resource_t)s->resource, &wanted) == 0) return 0;
  if (errno != EPERM || getrlimit((__rlimit_resource_t)s->resource, &now) < 0) return errno;
  if (wanted.rlim_max > now.rlim_max) wanted.rlim_max = now.rlim_max;
  if (wanted.rlim_cur > now.rlim_max) wanted.rlim_cur = now.rlim_max;
  return setrlimit((__rlimit_resource_t)s->resource, &wanted) < 0 ? errno : DEGRADED(EPERM);
}

int write_number(int fd, long number) {
  char text[32];
  int length = snprintf(text, sizeof text, "%ld\n", number);
  ssize_t n = write(fd, text, (size_t)length);
  return n == length ? 0 : n < 0 ? errno : ENOSPC;
}

static int write_attribute(const char *path, long number) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  int error = write_number(fd, number);
  close(fd);
  return error;
}

int do_oom_score(struct course *c, const struct step_oom_score *s) {
  return unless_refused(write_attribute("/proc/self/oom_score_adj", s->value));
}

/* (it belongs to the memory, which may be hand's too) */
int do_coredump_filter(struct course *c, const struct step_coredump_filter *s) {
  if (c->child->shared) return EPERM;
  return write_attribute("/proc/self/coredump_filter", s->mask);
}

int do_personality(struct course *c, const struct step_personality *s) { return personality(s->persona) < 0 ? errno : 0; }

/* ---- scheduling */

int do_nice(struct course *c, const struct step_nice *s) {
  return setpriority(PRIO_PROCESS, 0, s->value) < 0 ? unless_refused(errno) : 0;
}

/* (the C library's function of this name is about threads) */
int do_scheduler(struct course *c, const struct step_scheduler *s) {
  struct sched_param parameter = {.sched_priority = s->priority};
  int policy = s->policy | (s->reset_on_fork ? 0x40000000 /* SCHED_RESET_ON_FORK */ : 0);
  return syscall(SYS_sched_setscheduler, 0, policy, &parameter) < 0 ? unless_refused(errno) : 0;
}

int do_io_priority(struct course *c, const struct step_io_priority *s) {
  return syscall(SYS_ioprio_set, 1 /* IOPRIO_WHO_PROCESS */, 0, s->priority) < 0 ? unless_refused(errno) : 0;
}

int do_affinity(struct course *c, const struct step_affinity *s) {
  unsigned long set[8192 / (8 * sizeof(unsigned long))] = {0};
  for (uint32_t i = 0; i < s->cpus.count; i++) {
    uint32_t cpu = number_at(&s->cpus, i);
    if (cpu >= 8 * sizeof set) return EINVAL;
    set[cpu / (8 * sizeof *set)] |= 1ul << cpu % (8 * sizeof *set);
  }
  return syscall(SYS_sched_setaffinity, 0, sizeof set, set) < 0 ? errno : 0;
}

int do_timer_slack(struct course *c, const struct step_timer_slack *s) {
  return prctl(PR_SET_TIMERSLACK, (unsigned long)s->nanoseconds, 0, 0, 0) < 0 ? errno : 0;
}

/* ---- capabilities */

struct capabilities {
  uint64_t effective, permitted, inheritable;
};

static int get_capabilities(struct capabilities *all) {
  struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct d[2];
  if (syscall(SYS_capget, &head, d) < 0) return errno;
  *all = (struct capabilities){.effective = d[0].effective | (uint64_t)d[1].effective << 32,
                               .permitted = d[0].permitted | (uint64_t)d[1].permitted << 32,
                               .inheritable = d[0].inheritable | (uint64_t)d[1].inheritable << 32};
  return 0;
}

static int set_capabilities(const struct capabilities *all) {
  struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct d[2] = {
      {.effective = (uint32_t)all->effective, .permitted = (uint32_t)all->permitted, .inheritable = (uint32_t)all->inheritable},
      {.effective = (uint32_t)(all->effective >> 32), .permitted = (uint32_t)(all->permitted >> 32), .inheritable = (uint32_t)(all->inheritable >> 32)}};
  return syscall(SYS_capset, &head, d) < 0 ? errno : 0;
}

/* what is not in the set any more needs no dropping, and no privilege */
int do_bounding_set(struct course *c, const struct step_bounding_set *s) {
  struct capabilities now;
  int present;
  for (unsigned long i = 0; i < 64 && (present = prctl(PR_CAPBSET_READ, i, 0, 0, 0)) >= 0; i++) {
    if (present && !(s->keep >> i & 1) && prctl(PR_CAPBSET_DROP, i, 0, 0, 0) < 0) return errno;
  }
  int error = get_capabilities(&now);
  if (error || !(now.inheritable & ~s->keep)) return error;
  now.inheritable &= s->keep;
  return set_capabilities(&now);
}

int do_keep_capabilities(struct course *c, const struct step_keep_capabilities *s) {
  return prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0 ? errno : 0;
}

/* What this place does not permit cannot be given. */
int do_ambient(struct course *c, const struct step_ambient *s) {
  struct capabilities now;
  int error = get_capabilities(&now);
  if (error) return error;
  uint64_t possible = s->mask & now.permitted;
  now.effective = now.permitted;
  now.inheritable |= possible;
  if ((error = set_capabilities(&now))) return error;
  for (unsigned long i = 0; i < 64; i++) {
    if (possible >> i & 1 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, i, 0, 0) < 0) return errno;
  }
  return possible == s->mask ? 0 : DEGRADED(EPERM);
}

int do_secure_bits(struct course *c, const struct step_secure_bits *s) {
  return prctl(PR_SET_SECUREBITS, (unsigned long)s->bits, 0, 0, 0) < 0 ? errno : 0;
}
