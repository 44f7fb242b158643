/* Exits: peek, read what only a zombie's /proc and report pipe still tell, reap, queue until acknowledged.
 *
 * When the table of unacknowledged exits is full nothing is reaped: zombies are the overflow, and they keep their status. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hand.h"

/* the path in the cgroup2 tree, empty if unknown */
static void read_cgroup(pid_t pid, char *path, size_t size) {
  char name[32], text[8192];
  snprintf(name, sizeof name, "/proc/%d/cgroup", (int)pid);
  path[0] = 0;
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  ssize_t n = read(fd, text, sizeof text - 1);
  close(fd);
  text[n > 0 ? n : 0] = 0;
  for (char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
    if (strncmp(line, "0::", 3) != 0) continue;
    size_t length = strcspn(line + 3, "\n");
    const char deleted[] = " (deleted)"; /* the kernel's mark for a group that was removed since */
    size_t mark = sizeof deleted - 1;
    if (length > mark && memcmp(line + 3 + length - mark, deleted, mark) == 0) length -= mark;
    if (length >= size) return;
    memcpy(path, line + 3, length);
    path[length] = 0;
    return;
  }
}

uint64_t microseconds(struct timeval t) { return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_usec; }

/* Numbers an exit, adds what is known of the process, if it is one that was ordered, and queues it. */
void tell_exit(struct hand *h, struct message_exited *m, struct process *p) {
  m->sequence = ++h->sequence;
  m->step = -1;
  m->phase = PHASE_EXECED;
  if (p) {
    m->id = p->m.id;
    m->inode = p->m.inode;
    m->started = p->m.started;
    m->phase = p->m.phase;
    m->step = p->m.step;
    m->kind = p->m.kind;
    m->error = p->m.error;
    m->detail = p->m.detail;
    if (p->guarded) m->warden = p->m.id;
  }
  uint8_t bytes[4096 + 256];
  struct writer out = {.start = bytes, .at = bytes, .end = bytes + sizeof bytes};
  put_message_exited(&out, m, 0);
  queue_push(&h->unacked, bytes, (uint32_t)(out.at - bytes), -1, -1);
  channel_queue(h, bytes, (uint32_t)(out.at - bytes), -1, -1);
}

static void reap_one(struct hand *h, pid_t pid, struct process *p) {
  char cgroup[4096] = "";
  uint64_t inode = 0;
  if (!p) {
    read_cgroup(pid, cgroup, sizeof cgroup);
    int pidfd = h->abilities & ABILITIES_PIDFD_INODE ? open_pidfd(pid) : -1;
    inode = inode_of(h, pidfd);
    if (pidfd >= 0) close(pidfd);
  }
  siginfo_t info = {0};
  struct rusage usage = {0};
  if (syscall(SYS_waitid, P_PID, pid, &info, WEXITED | WNOHANG, &usage) < 0 || info.si_pid != pid) return;
  struct message_exited m = {
      .pid = pid,
      .inode = inode,
      .cgroup = cgroup,
      .code = info.si_code,
      .status = info.si_status,
      .ended = now(),
      .user_time = microseconds(usage.ru_utime),
      .system_time = microseconds(usage.ru_stime),
      .max_rss = (uint64_t)usage.ru_maxrss * 1024,
  };
  tell_exit(h, &m, p);
  if (p) process_remove(h, p);
}

/* Reaps all there is, as long as there is room, and not while a replay is under way: a child is either in it or after it. */
void reap(struct hand *h) {
  siginfo_t info = {0};
  if (h->manager > 0 && waitid(P_PID, (id_t)h->manager, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid) {
    manager_died(h);
  }
  while (h->channel < 0 || h->live) {
    if (!take_wardens(h)) return;
    if (!queue_has_room(&h->unacked, RESERVE) || !channel_has_room(h)) return;
    info.si_pid = 0;
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid == 0) {
      h->children_pending = false;
      return;
    }
    if (info.si_pid == h->manager) {
      manager_died(h);
      continue;
    }
    struct process *p = process_find(h, info.si_pid), *unborn = p ? NULL : process_find(h, 0);
    if (unborn) { /* its warden died before it could say who it is; perhaps this is it */
      if (!read_report(h, unborn)) return;
      p = process_find(h, info.si_pid);
    }
    if (p && p->warden) {
      if (!warden_ended(h, p)) return;
      continue;
    }
    if (p && p->pipe >= 0) {
      if (!read_report(h, p)) return;
      if (p->pipe >= 0) end_report(h, p); /* a copy lives on in a process it forked */
    }
    reap_one(h, info.si_pid, p);
  }
}
