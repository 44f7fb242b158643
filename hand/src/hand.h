/* What the parts of hand share. hand.c tells what hand is and in which order things happen; start reading there. */
#pragma once
#include <errno.h>
#include <sys/time.h>
#include <sys/types.h>

#include "channel.h"

#ifndef UNACKED_ROOM
#define UNACKED_ROOM (1024 * 1024) /* tests build a hand with less, as filling it takes long */
#endif

enum {
  MAX_PROCESSES = 16384,
  MAX_KEPT = 8192,
  OUTGOING_BYTES = 256 * 1024,
  UNACKED_BYTES = UNACKED_ROOM,
  RESERVE = 8 * 1024, /* free space in a queue that any one event needs at most */
};

/* Packets in a fixed block of memory; each may carry up to two descriptors, which the queue then owns. */
struct queue {
  uint8_t *memory;
  uint32_t capacity, head, tail, count;
};

struct packet {
  uint32_t size;     /* of the bytes that follow in memory */
  int descriptor[2]; /* -1 if none */
};

/* what a child writes into its report pipe, one at a time (atomic: far less than PIPE_BUF) */
struct report {
  enum { REPORT_NOTHING, REPORT_BORN, REPORT_EXECING, REPORT_TOLERATED, REPORT_FAILED } what;
  int32_t step, error, status; /* index of the step, errno, its exit status; BORN: status is its pid */
  uint32_t kind;               /* of step */
  uint64_t detail;             /* BORN: inode of its pidfd */
};

/* what a warden writes into the pipe that all of them share, one at a time (atomic too): a child of its has ended */
struct warden_report {
  pid_t warden, pid; /* pid 0: none */
  bool own;          /* it is the process that the warden was made for, not an orphan */
  int32_t code, status;
  uint64_t ended, user_time, system_time, max_rss;
};

/* A process that hand or its warden made, whose end, and its warden's, has not been seen. It is found by the child of hand's
 * that stands for it: its warden as long as that lives, otherwise itself. */
struct process {
  struct message_child m; /* what there is to tell of it; id 0 if the slot is free, pid 0 until a warden's child says it */
  pid_t warden;           /* 0 if hand is its parent, be it because the warden has died */
  bool guarded, over;     /* it was made below a warden; its end is told, and only the warden lives */
  int pipe;               /* reading end of its report pipe, -1 once it is at its end */
  bool execing;           /* it said that it is about to execute its program */
  uint16_t next;          /* slot of the next in its chain, 0 if none */
};

struct hand {
  bool pid_one;
  pid_t pid;
  uint32_t abilities;
  int own_base; /* hand's own descriptors have at least this number; below it is the recipes' */
  uint64_t started;
  char **manager_argv;
  int log;                                  /* console for sentences, written without blocking */
  int epoll, reports;                       /* epoll of all, epoll of report pipes */
  int signals, urgent;                      /* signalfds: of what waits for a manager, and of what does not */
  int state, launch;                        /* memfds */
  int wardens[2];                           /* the pipe they share */
  uint32_t channel_events, signal_events, report_events, warden_events; /* registered with epoll */
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
  bool live;            /* it has been told all there is, and is told what is new */
  uint32_t replay_at;   /* before that: how much it has been told */
  uint32_t replay_exit; /* offset of the next exit to tell */
  /* the end */
  struct message_signalled asked; /* by what hand was last asked to end, below another init; signal 0 if it was not */
  uint64_t asked_at, alone_due;   /* when a manager was last told so; from when on hand ends if none lives, 0 for never */
  uint32_t finish_verb;
  int32_t finish_code;
  uint64_t finish_due;
  /* tables */
  struct queue outgoing, unacked;
  uint64_t sequence; /* of the last exit */
  bool children_pending;      /* some have ended, or wardens said so of theirs */
  struct warden_report told;  /* taken from the wardens' pipe, not yet passed on */
  uint32_t processes;              /* in use */
  uint16_t slots, free_slot;       /* ever used; the first free one of these, 0 if none */
  struct process process[MAX_PROCESSES + 1];
  uint16_t process_chain[MAX_PROCESSES];
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
int watch(struct hand *h, int fd, uint32_t events); /* adds it to the epoll of all; the descriptor or -1 */

/* table.c: queues, processes by child, descriptors by name */
bool queue_has_room(const struct queue *q, uint32_t size);
void queue_push(struct queue *q, const uint8_t *bytes, uint32_t size, int first, int second);
struct packet *queue_first(const struct queue *q);
struct packet *queue_next(const struct queue *q, uint32_t *offset);
void queue_pop(struct queue *q);
void queue_clear(struct queue *q);
struct process *process_add(struct hand *h, const struct message_child *m, pid_t warden);
struct process *process_find(struct hand *h, pid_t child);
void process_chain(struct hand *h, struct process *p, pid_t pid, pid_t warden); /* it is found by another child from here on */
void process_remove(struct hand *h, struct process *p);
int kept_put(struct hand *h, const char *name, int descriptor); /* 0 or errno; the descriptor is taken on success */
int kept_find(const struct hand *h, const char *name);          /* the descriptor or -1 */
void kept_drop(struct hand *h, const char *name);

/* channel.c */
#define SEND(h, type, first, second, ...) SEND_THIS(h, type, first, second, ((struct message_##type){__VA_ARGS__}))
#define SEND_THIS(h, type, first, second, message) \
  do { \
    struct message_##type message_ = (message); \
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
void started(struct hand *h, struct process *p, pid_t pid, uint64_t inode, int pidfd);
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
  bool shared, guarded;
  struct report result; /* how it ended, where there is no pipe */
  uint64_t id;
  int cgroup; /* directory to enter by writing, -1 if born there */
  void (*starter)(struct child *, pid_t made); /* what the parent of the first Fork does instead of waiting for exec; NULL for hand's own */
};
int carry_out(void *child);

/* exits.c */
void reap(struct hand *h);
uint64_t microseconds(struct timeval t);
void tell_exit(struct hand *h, struct message_exited *m, struct process *p);

/* warden.c */
int guard(void *child);
bool take_wardens(struct hand *h);
bool warden_ended(struct hand *h, struct process *p);

/* manager.c */
enum { PATIENCE = 5 * 1000 * 1000 }; /* microseconds that hand waits for a manager to obey, or for the killed to be gone */
void manager_disobeyed(struct hand *h);
void manager_turn(struct hand *h);
void manager_died(struct hand *h);
void manager_replace(struct hand *h);
void manager_lost(struct hand *h);
