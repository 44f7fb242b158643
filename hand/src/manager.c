/* The manager's life: start, death, the next one, and the replay that tells it all that is.
 *
 * A manager that lived long enough is replaced at once; one that dies young again and again after 0.1, 0.2, ... 10 s, for
 * ever. Whatever it had sent before it died counts: its channel is read to the end before the next one begins. */
#include <fcntl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hand.h"

enum { YOUNG = 10 * 1000 * 1000, FIRST_DELAY = 100 * 1000, LONGEST_DELAY = 10 * 1000 * 1000 }; /* microseconds */

struct start {
  struct hand *h;
  int channel, report;
};

/* in the child: descriptors 0 to 2 are hand's, MANAGER_CHANNEL is the channel, all others close on exec */
static int run_manager(void *argument) {
  const struct start *s = argument;
  char *environment[] = {"LC_ALL=C.UTF-8", NULL};
  if (dup2(s->channel, LIMIT_MANAGER_CHANNEL) >= 0) execve(s->h->manager_argv[0], s->h->manager_argv, environment);
  int error = errno;
  return write(s->report, &error, sizeof error) < 0 ? 202 : 203;
}

static void schedule(struct hand *h) {
  uint32_t doublings = h->quick_deaths < 9 ? h->quick_deaths : 8;
  uint64_t delay = h->quick_deaths == 0 ? 0 : (uint64_t)FIRST_DELAY << (doublings - 1);
  h->start_due = now() + (delay < LONGEST_DELAY ? delay : LONGEST_DELAY);
  h->quick_deaths++;
}

static void cannot_start(struct hand *h, const char *what, int error) {
  errno = error;
  say(h, "the manager %s could not be started: %s: %s.", h->manager_argv[0], what, strerror(errno));
  /* below another init a wrong command line is the caller's to mend; PID 1 must go on trying */
  if (!h->pid_one && !h->ever_spoke && h->processes == 0) finish(h, FINISH_VERB_EXIT, 203);
  schedule(h);
}

static void start(struct hand *h) {
  int channel[2], report[2], pidfd, error = 0;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel) < 0) {
    cannot_start(h, "socketpair", errno);
    return;
  }
  if ((channel[0] = above(h, channel[0])) < 0 || (channel[1] = above(h, channel[1])) < 0 || pipe2(report, O_CLOEXEC) < 0) {
    error = errno;
    close(channel[0]);
    close(channel[1]);
    cannot_start(h, "descriptors", error);
    return;
  }
  report[1] = above(h, report[1]);
  struct start s = {.h = h, .channel = channel[1], .report = report[1]};
  long pid = make_process(h, shares_memory(), -1, &pidfd, run_manager, &s);
  close(channel[1]);
  close(report[1]);
  if (pidfd >= 0) close(pidfd);
  ssize_t n = pid > 0 ? read(report[0], &error, sizeof error) : 0; /* until it has executed: there is nothing else to do */
  close(report[0]);
  if (pid < 0 || n > 0) {
    if (pid > 0) waitid(P_PID, (id_t)pid, &(siginfo_t){0}, WEXITED);
    close(channel[0]);
    cannot_start(h, pid < 0 ? "fork" : "execve", pid < 0 ? (int)-pid : error);
    return;
  }
  h->manager = (pid_t)pid;
  h->channel = channel[0];
  h->manager_started = now();
  h->generation++;
  h->replay = REPLAY_HELLO;
  h->channel_events = EPOLLIN;
  struct epoll_event watch = {.events = EPOLLIN, .data.fd = h->channel};
  if (epoll_ctl(h->epoll, EPOLL_CTL_ADD, h->channel, &watch) < 0) say(h, "cannot watch the channel: %s.", strerror(errno));
}

void manager_died(struct hand *h) {
  siginfo_t info = {0};
  if (waitid(P_PID, (id_t)h->manager, &info, WEXITED | WNOHANG) < 0 || info.si_pid == 0) return;
  h->previous_ended = now();
  h->previous_code = info.si_code;
  h->previous_status = info.si_status;
  ring_clear(&h->outgoing);
  h->draining = true;
  channel_read(h); /* its last KEEP and SPAWN count */
  channel_close(h);
  if (h->restarting || h->previous_ended - h->manager_started >= YOUNG) h->quick_deaths = 0;
  bool wanted = h->restarting;
  h->restarting = false;
  if (wanted || h->previous_ended - h->asked_at >= YOUNG) {
    h->asked.signal = 0;
    h->alone_due = 0;
  }
  if (h->asked.signal) manager_disobeyed(h);
  pid_t pid = h->manager;
  h->manager = 0;
  schedule(h);
  if (wanted) return;
  say(h, "the manager (pid %d) %s %d; the next one starts in %lu ms.", (int)pid,
      info.si_code == CLD_EXITED ? "ended with exit code" : "was ended by signal", info.si_status,
      (unsigned long)((h->start_due - h->previous_ended) / 1000));
}

/* It asked for it: its end, which is seen as every other's, is no failure. */
void manager_replace(struct hand *h) {
  if (h->manager <= 0) return;
  h->restarting = true;
  kill(h->manager, SIGKILL);
}

/* Its end of the channel is closed and read to the end: it is dying already, or can no longer be talked to. */
void manager_lost(struct hand *h) {
  channel_close(h);
  if (h->manager > 0) kill(h->manager, SIGKILL);
}

/* it is told all there is, and whatever is new */
bool live(const struct hand *h) { return h->channel >= 0 && h->replay == REPLAY_DONE; }

void tell_signal(struct hand *h, struct message_signalled s) {
  SEND(h, signalled, -1, -1, .signal = s.signal, .pid = s.pid, .uid = s.uid, .code = s.code, .value = s.value);
}

/* Below another init, what ends other programs ends hand too. The manager is told, and takes what time it needs. But if it
 * dies within YOUNG it has not heeded the signal: the next one is told again, and the first moment without a manager
 * after PATIENCE is the end: at once if nothing runs. PID 1 goes on trying instead, as only FINISH ends a machine. */
void manager_disobeyed(struct hand *h) {
  if (!h->alone_due) h->alone_due = now() + (h->processes ? PATIENCE : 0);
}

static int duplicate(const struct hand *h, int fd) { return fcntl(fd, F_DUPFD_CLOEXEC, h->own_base); }

/* Says as much of the replay as there is room for; it goes on where it stopped. */
static void replay(struct hand *h) {
  uint64_t at = now();
  if (h->replay == REPLAY_HELLO) {
    SEND(h, hello, duplicate(h, h->state), duplicate(h, h->launch), .pid = h->pid, .abilities = h->abilities,
         .generation = h->generation, .hand_started = h->started, .previous_ended = h->previous_ended,
         .previous_code = h->previous_code, .previous_status = h->previous_status, .finish = h->finish_verb,
         .finish_in = h->finish_verb == FINISH_VERB_NONE || h->finish_due <= at ? 0 : h->finish_due - at);
    h->replay = REPLAY_KEPT;
    h->replay_at = 0;
  }
  for (; h->replay == REPLAY_KEPT && channel_has_room(h); h->replay_at++) {
    if (h->replay_at == h->kept) {
      h->replay = REPLAY_CHILDREN;
      h->replay_at = 0;
      break;
    }
    int copy = duplicate(h, h->kept_descriptor[h->replay_at]);
    if (copy >= 0) SEND(h, kept, copy, -1, .name = h->kept_name[h->replay_at]);
    if (copy < 0) say(h, "cannot hand back the descriptor %s: %s.", h->kept_name[h->replay_at], strerror(errno));
  }
  for (; h->replay == REPLAY_CHILDREN && channel_has_room(h); h->replay_at++) {
    if (h->replay_at == h->processes) {
      h->replay = REPLAY_EXITS;
      h->replay_at = h->unacked.head;
      h->replay_left = h->unacked.count;
      break;
    }
    const struct process *p = &h->process[h->replay_at];
    SEND(h, child, open_pidfd(p->pid), -1, .id = p->id, .pid = p->pid, .inode = p->inode, .started = p->started,
         .phase = p->phase, .step = p->failed.step, .kind = p->failed.kind, .error = p->failed.error, .status = p->failed.status,
         .detail = p->failed.detail);
  }
  for (; h->replay == REPLAY_EXITS && channel_has_room(h); h->replay_left--) {
    if (h->replay_left == 0) {
      h->replay = REPLAY_READY;
      break;
    }
    const struct packet *p = ring_next(&h->unacked, &h->replay_at);
    channel_queue(h, (const uint8_t *)(p + 1), p->size, -1, -1);
  }
  if (h->replay == REPLAY_READY && channel_has_room(h)) {
    SEND(h, ready, -1, -1, 0);
    h->replay = REPLAY_DONE;
    h->asked_at = now();
    if (h->asked.signal) tell_signal(h, h->asked);
  }
}

void manager_turn(struct hand *h) {
  if (h->manager == 0 && now() >= h->start_due) start(h);
  if (h->channel >= 0 && h->replay != REPLAY_DONE) replay(h);
}
