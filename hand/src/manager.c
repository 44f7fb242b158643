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
enum { CANNOT_EXECUTE = 203 };

struct start {
  struct hand *h;
  int channel;
};

/* in the child: descriptors 0 to 2 are hand's, MANAGER_CHANNEL is the channel, all others close on exec */
static int run_manager(void *argument) {
  const struct start *s = argument;
  char *environment[] = {"LC_ALL=C.UTF-8", NULL};
  if (dup2(s->channel, LIMIT_MANAGER_CHANNEL) >= 0) execve(s->h->manager_argv[0], s->h->manager_argv, environment);
  say(s->h, "the manager %s could not be started: %s.", s->h->manager_argv[0], strerror(errno));
  return CANNOT_EXECUTE;
}

static void schedule(struct hand *h) {
  uint32_t doublings = h->quick_deaths < 9 ? h->quick_deaths : 8;
  uint64_t delay = h->quick_deaths == 0 ? 0 : (uint64_t)FIRST_DELAY << (doublings - 1);
  h->start_due = now() + (delay < LONGEST_DELAY ? delay : LONGEST_DELAY);
  h->quick_deaths++;
}

static void start(struct hand *h) {
  int channel[2] = {-1, -1}, pidfd = -1;
  long pid = -1;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel) == 0 && (channel[0] = above(h, channel[0])) >= 0 &&
      (channel[1] = above(h, channel[1])) >= 0) {
    struct start s = {.h = h, .channel = channel[1]};
    pid = make_process(h, shares_memory(), -1, &pidfd, run_manager, &s);
    if (pid < 0) errno = (int)-pid;
  }
  if (pid < 0) say(h, "no manager can be started: %s.", strerror(errno));
  close(channel[1]);
  if (pidfd >= 0) close(pidfd);
  if (pid < 0) {
    close(channel[0]);
    schedule(h);
    return;
  }
  h->manager = (pid_t)pid;
  h->channel = channel[0];
  h->manager_started = now();
  h->generation++;
  h->replay_at = 0;
  h->channel_events = EPOLLIN;
  if (watch(h, h->channel, EPOLLIN) < 0) say(h, "cannot watch the channel: %s.", strerror(errno));
}

void manager_died(struct hand *h) {
  siginfo_t info = {0};
  if (waitid(P_PID, (id_t)h->manager, &info, WEXITED | WNOHANG) < 0 || info.si_pid == 0) return;
  h->previous_ended = now();
  h->previous_code = info.si_code;
  h->previous_status = info.si_status;
  queue_clear(&h->outgoing);
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
  /* below another init a wrong command line is the caller's to mend; PID 1 must go on trying */
  bool hopeless = info.si_code == CLD_EXITED && info.si_status == CANNOT_EXECUTE && !h->pid_one && !h->ever_spoke;
  if (hopeless && h->processes == 0) finish(h, FINISH_VERB_EXIT, CANNOT_EXECUTE);
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

/* Below another init, what ends other programs ends hand too. The manager is told, and takes what time it needs. But if it
 * dies within YOUNG it has not heeded the signal: the next one is told again, and the first moment without a manager
 * after PATIENCE is the end: at once if nothing runs. PID 1 goes on trying instead, as only FINISH ends a machine. */
void manager_disobeyed(struct hand *h) {
  if (!h->alone_due) h->alone_due = now() + (h->processes ? PATIENCE : 0);
}

static int duplicate(const struct hand *h, int fd) { return fcntl(fd, F_DUPFD_CLOEXEC, h->own_base); }

/* Part `i` of the replay. Nothing it counts changes meanwhile: no request is read, no child is made or reaped. */
static void replay(struct hand *h, uint32_t i) {
  uint64_t at = now();
  if (i == 0) {
    SEND(h, hello, duplicate(h, h->state), duplicate(h, h->launch), .pid = h->pid, .abilities = h->abilities,
         .generation = h->generation, .hand_started = h->started, .previous_ended = h->previous_ended,
         .previous_code = h->previous_code, .previous_status = h->previous_status, .finish = h->finish_verb,
         .finish_in = h->finish_verb == FINISH_VERB_NONE || h->finish_due <= at ? 0 : h->finish_due - at);
    h->replay_exit = h->unacked.head;
  } else if ((i -= 1) < h->kept) {
    int copy = duplicate(h, h->kept_descriptor[i]);
    if (copy >= 0) SEND(h, kept, copy, -1, .name = h->kept_name[i]);
    if (copy < 0) say(h, "cannot hand back the descriptor %s: %s.", h->kept_name[i], strerror(errno));
  } else if ((i -= h->kept) < h->slots) {
    const struct process *p = &h->process[i + 1];
    if (p->warden) SEND(h, warden, -1, -1, .id = p->m.id, .pid = p->warden);
    if (p->m.pid && !p->over) SEND_THIS(h, child, open_pidfd(p->m.pid), -1, p->m);
  } else if (i - h->slots < h->unacked.count) {
    const struct packet *p = queue_next(&h->unacked, &h->replay_exit);
    channel_queue(h, (const uint8_t *)(p + 1), p->size, -1, -1);
  } else {
    SEND(h, ready, -1, -1, 0);
    h->live = true;
    h->asked_at = at;
    if (h->asked.signal) SEND_THIS(h, signalled, -1, -1, h->asked);
  }
}

void manager_turn(struct hand *h) {
  if (h->manager == 0 && now() >= h->start_due) start(h);
  while (h->channel >= 0 && !h->live && channel_has_room(h)) replay(h, h->replay_at++);
}
