/* Wardens: what keeps a unit's processes together where there is no cgroup to keep them in.
 *
 * A warden is a fork of hand that never executes. It is subreaper, makes the one process that was ordered, and stays until
 * nothing is left below it: whatever that process forks, by whatever session, name or user, descends from the warden or,
 * once its own parents are dead, is its child. Who wants to know a unit's processes walks down from its wardens; whose a
 * process is, up to one. An order has a warden of its own, so a unit has as many as it has commands with something left.
 *
 * It needs to be told nothing, which spares hand a descriptor for each. It says two things. The process itself says by its
 * report pipe, whose reading end is hand's, who it is and how far it has come. And the warden writes each end of a child
 * into a pipe that all wardens share: before it reaps it, so that one that is killed loses nothing; in one piece, so that
 * reports of several do not mix; and waiting while the pipe is full, with zombies as the overflow. When it has no child left
 * it exits, and all that it has said lies in the pipe by then.
 *
 * It blocks all signals and holds no descriptor but that one. If it is killed, the kernel gives its children to hand. */
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hand.h"

/* ---- in the warden */

/* all but one */
static void close_others(const struct hand *h, int kept) {
  if (syscall(SYS_close_range, 0u, (unsigned)kept - 1, 0u) == 0 && syscall(SYS_close_range, (unsigned)kept + 1, ~0u, 0u) == 0) return;
  int last = h->own_base + MAX_KEPT + MAX_PROCESSES + 1024; /* hand takes the lowest that are free, and has no more than that */
  for (int fd = 0; fd <= last; fd++) {                      /* kernels before 5.9 */
    if (fd != kept) close(fd);
  }
}

static void drop(void *start, size_t size) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), from = ((uintptr_t)start + page - 1) & ~(page - 1);
  uintptr_t to = ((uintptr_t)start + size) & ~(page - 1);
  if (to > from) madvise((void *)from, to - from, MADV_DONTNEED);
}

/* Gives back the copy of hand's tables: hand goes on writing to its own, and each page it writes to would be one more. */
static void forget_tables(struct hand *h) {
  drop(h->outgoing.memory, OUTGOING_BYTES);
  drop(h->unacked.memory, UNACKED_BYTES);
  drop(h, sizeof *h);
}

/* Returns the exit status, 0 if nothing is left. */
int guard(void *argument) {
  struct child *c = argument;
  int to_hand = c->hand->wardens[1], pidfd;
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_NAME, "warden");
  long made = make_process(c->hand, c->shared, -1, &pidfd, carry_out, c);
  if (made < 0) {
    struct report r = {.what = REPORT_FAILED, .step = -1, .error = (int)-made, .status = 1};
    if (write(c->report, &r, sizeof r) < 0) return 1; /* its end says nearly the same */
  }
  close_others(c->hand, to_hand);
  forget_tables(c->hand);
  for (;;) {
    siginfo_t info = {0};
    struct rusage usage = {0};
    if (syscall(SYS_waitid, P_ALL, 0, &info, WEXITED | WNOWAIT, &usage) < 0) {
      if (errno == EINTR) continue;
      return 0; /* no child is left */
    }
    struct warden_report r = {
        .warden = getpid(),
        .pid = info.si_pid,
        .own = info.si_pid == made,
        .code = info.si_code,
        .status = info.si_status,
        .ended = now(),
        .user_time = microseconds(usage.ru_utime),
        .system_time = microseconds(usage.ru_stime),
        .max_rss = (uint64_t)usage.ru_maxrss * 1024,
    };
    while (write(to_hand, &r, sizeof r) < 0 && errno == EINTR) {}
    if (r.own) made = -1; /* its pid may come again */
    waitid(P_PID, (id_t)r.pid, &info, WEXITED | WNOHANG);
  }
}

/* ---- in hand */

/* Passes on what wardens have said. False if there is no room for it: then it waits, and so do they. */
bool take_wardens(struct hand *h) {
  for (struct warden_report *r = &h->told; ; r->pid = 0) {
    if (!channel_has_room(h) || !queue_has_room(&h->unacked, RESERVE)) return false;
    if (!r->pid && read(h->wardens[0], r, sizeof *r) != sizeof *r) {
      r->pid = 0;
      return true;
    }
    struct process *p = process_find(h, r->warden);
    if (!p || !p->warden) continue; /* not a warden's */
    if (r->own && !p->over) {
      if (!read_report(h, p)) return false;
      if (p->m.pid == 0) started(h, p, r->pid, 0, -1); /* it was killed before it could say so itself */
      if (p->pipe >= 0) end_report(h, p);              /* a copy lives on in a process it forked */
      p->over = true;
    }
    struct message_exited m = {.pid = r->pid, .cgroup = "", .code = r->code, .status = r->status, .ended = r->ended,
                               .user_time = r->user_time, .system_time = r->system_time, .max_rss = r->max_rss, .warden = p->m.id};
    tell_exit(h, &m, r->own ? p : NULL);
  }
}

/* The warden that stands for `p` is a zombie. False if there is no room to say so. */
bool warden_ended(struct hand *h, struct process *p) {
  siginfo_t info = {0};
  if (!take_wardens(h) || !read_report(h, p)) return false; /* its last words were said before it ended */
  if (waitid(P_PID, (id_t)p->warden, &info, WEXITED | WNOHANG) < 0 || info.si_pid == 0) return true;
  bool lost = info.si_code != CLD_EXITED;
  struct message_warden_ended m = {.sequence = ++h->sequence, .id = p->m.id, .pid = p->warden, .lost = lost, .ended = now()};
  if (lost) say(h, "warden %d was ended by signal %d; what it had below it is watched by hand itself.", (int)m.pid, info.si_status);
  if (!lost && !p->over && p->pipe >= 0) end_report(h, p);
  process_chain(h, p, p->m.pid, 0);
  if (!lost || p->over || (p->m.pid == 0 && p->pipe < 0)) process_remove(h, p);
  uint8_t bytes[64];
  struct writer out = {.start = bytes, .at = bytes, .end = bytes + sizeof bytes};
  put_message_warden_ended(&out, &m, 0);
  queue_push(&h->unacked, bytes, (uint32_t)(out.at - bytes), -1, -1);
  channel_queue(h, bytes, (uint32_t)(out.at - bytes), -1, -1);
  return true;
}
