/* What the parts of hand share. hand.c tells what hand is and in which order things happen; start reading there. */
#pragma once
#include <errno.h>
#include <sys/types.h>

#include "channel.h"

enum {
  MAX_PROCESSES = 16384,
  MAX_KEPT = 8192,
  OUTGOING_BYTES = 256 * 1024,
  UNACKED_BYTES = 1024 * 1024,
  RESERVE = 8 * 1024, /* free space in a ring that any one event needs at most */
};

/* A queue of packets in a fixed block of memory; each may carry up to two descriptors, which the queue then owns. */
struct ring {
  uint8_t *memory;
  uint32_t capacity, head, used, count;
};

struct packet {
  uint32_t size;     /* of the bytes that follow in memory, 0 for the gap at the end of the block */
  int descriptor[2]; /* -1 if none */
};

/* what a child writes into its report pipe, one at a time (atomic: far less than PIPE_BUF) */
struct report {
  enum { REPORT_NOTHING, REPORT_EXECING, REPORT_TOLERATED, REPORT_FAILED } what;
  int32_t step, error, status; /* index of the step, errno, its exit status */
  uint32_t kind;               /* of step */
  uint64_t detail;
};

/* a child that hand made and has not reaped */
struct process {
  uint64_t id, inode, started;
  pid_t pid;
  int pipe; /* reading end of its report pipe, -1 once it is at its end */
  enum phase phase;
  bool execing;         /* it said that it is about to execute its program */
  struct report failed; /* step -1 if it did not */
};

enum replay { REPLAY_HELLO, REPLAY_KEPT, REPLAY_CHILDREN, REPLAY_EXITS, REPLAY_READY, REPLAY_DONE };

struct hand {
  bool pid_one;
  pid_t pid;
  uint32_t abilities;
  int own_base; /* hand's own descriptors have at least this number; below it is the recipes' */
  uint64_t started;
  char **manager_argv;
  int log;                                  /* console for sentences, written without blocking */
  int epoll, reports, signals, children;    /* epoll of all, epoll of report pipes, signalfds */
  int ending;                               /* signalfd of what asks a program to end; of nothing in PID 1 */
  int state, launch;                        /* memfds */
  uint32_t channel_events, signal_events, ending_events, report_events; /* registered with epoll */
  /* the manager */
  pid_t manager;
  int channel;          /* -1: nobody to talk to; what is queued is dropped */
  bool draining;        /* the manager is gone, its last messages are being read */
  bool restarting;      /* it asked to be replaced */
  bool ever_spoke;      /* some manager has sent something */
  uint32_t generation, quick_deaths;
  uint64_t manager_started, start_due; /* start_due: when to start the next */
  uint64_t previous_ended;
  int32_t previous_code, previous_status;
  enum replay replay;
  uint32_t replay_at; /* index or offset within that part of the replay */
  uint32_t replay_left;
  /* the end */
  struct message_signalled asked; /* by what hand was last asked to end, below another init; signal 0 if it was not */
  uint64_t asked_at, alone_due;   /* when a manager was last told so; from when on hand ends if none lives, 0 for never */
  uint32_t finish_verb;
  int32_t finish_code;
  uint64_t finish_due;
  /* tables */
  struct ring outgoing, unacked;
  uint64_t sequence; /* of the last exit */
  bool children_pending;
  uint32_t processes;
  struct process process[MAX_PROCESSES]; /* dense */
  uint16_t process_index[2 * MAX_PROCESSES];
  uint32_t kept;
  uint32_t kept_hash[MAX_KEPT];
  int kept_descriptor[MAX_KEPT];
  char kept_name[MAX_KEPT][LIMIT_NAME_BYTES + 1];
  uint8_t packet[LIMIT_MESSAGE_BYTES];
};

/* descriptors that came with a message; whoever takes one sets it to -1, the rest are closed */
struct attached {
  uint32_t count;
  int descriptor[LIMIT_ATTACHED];
};

/* hand.c */
uint64_t now(void);
void say(const struct hand *h, const char *format, ...) __attribute__((format(printf, 2, 3)));
_Noreturn void finish(struct hand *h, uint32_t verb, int32_t code);
void block_signals(void);

/* table.c: rings, processes by pid, descriptors by name */
bool ring_has_room(const struct ring *r, uint32_t size);
void ring_push(struct ring *r, const uint8_t *bytes, uint32_t size, int first, int second);
struct packet *ring_first(const struct ring *r);
struct packet *ring_next(const struct ring *r, uint32_t *offset);
void ring_pop(struct ring *r);
void ring_clear(struct ring *r);
struct process *process_add(struct hand *h, pid_t pid);
struct process *process_find(struct hand *h, pid_t pid);
void process_remove(struct hand *h, struct process *p);
int kept_put(struct hand *h, const char *name, int descriptor); /* 0 or errno; the descriptor is taken on success */
int kept_find(const struct hand *h, const char *name);          /* the descriptor or -1 */
void kept_drop(struct hand *h, const char *name);

/* channel.c */
#define SEND(h, type, first, second, ...) \
  do { \
    struct message_##type message_ = {__VA_ARGS__}; \
    uint8_t bytes_[LIMIT_NAME_BYTES + 4096 + 512]; \
    struct writer out_ = {.start = bytes_, .at = bytes_, .end = bytes_ + sizeof bytes_}; \
    int first_ = (first), second_ = (second); \
    put_message_##type(&out_, &message_, (first_ >= 0) + (second_ >= 0)); \
    channel_queue(h, bytes_, out_.full ? 0 : (uint32_t)(out_.at - out_.start), first_, second_); \
  } while (0)
void channel_queue(struct hand *h, const uint8_t *bytes, uint32_t size, int first, int second);
bool channel_has_room(const struct hand *h);
void channel_flush(struct hand *h);
void channel_read(struct hand *h);
void channel_close(struct hand *h);
void channel_accept(struct hand *h, uint8_t *packet, uint32_t size, struct attached *a); /* for the fuzzer too */

/* spawn.c */
void spawn(struct hand *h, const struct message_spawn *m, struct attached *a);
bool read_report(struct hand *h, struct process *p);
void end_report(struct hand *h, struct process *p);
int above(const struct hand *h, int descriptor); /* moves a descriptor out of the recipes' range; closes the old one */
void forget(int epoll, int descriptor); /* takes a descriptor out of an epoll and closes it */
bool shares_memory(void);
long make_process(struct hand *h, bool share, int cgroup, int *pidfd, int (*run)(void *), void *argument);
int open_pidfd(pid_t pid);
uint64_t inode_of(const struct hand *h, int pidfd);

/* steps.c */
struct child {
  struct hand *hand;
  struct bytes recipe;
  int memfd;
  const struct attached *attached;
  int report; /* writing end; -1 in hand itself */
  bool shared;
  struct report result; /* how it ended, where there is no pipe */
  uint64_t id;
  int cgroup; /* directory to enter by writing, -1 if born there */
};
int carry_out(void *child);

/* exits.c */
void reap(struct hand *h);

/* manager.c */
enum { PATIENCE = 5 * 1000 * 1000 }; /* microseconds that hand waits for a manager to obey, or for the killed to be gone */
bool live(const struct hand *h);
void tell_signal(struct hand *h, struct message_signalled s);
void manager_disobeyed(struct hand *h);
void manager_turn(struct hand *h);
void manager_died(struct hand *h);
void manager_replace(struct hand *h);
void manager_lost(struct hand *h);
