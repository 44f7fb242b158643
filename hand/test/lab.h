/* A laboratory: the real hand as a child, and its manager's end of the channel in the test's own hands.
 *
 * hand starts this test program as its manager (`TEST relay ADDRESS`), which passes its end of the channel on to the test and
 * then sleeps until it is killed. So a test reads as a straight line: send this, expect that. Every wait has a deadline
 * and fails the test when it passes; nothing sleeps in the hope that something has happened. */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

#include "requests.h"

struct lab {
  pid_t hand;          /* the process the test started: hand, or what stands above it */
  pid_t hand_pid;      /* as hand says in Hello: 1 in a namespace of its own */
  pid_t manager;       /* the relay, as seen by the test */
  int listener;        /* where relays report */
  int channel;         /* the manager's end */
  char address[96];
  uint8_t packet[LIMIT_MESSAGE_BYTES];
  uint32_t size;
  int fds[LIMIT_ATTACHED];
  uint32_t fd_count;
  struct message_hello hello;
};

/* how a lab is made */
enum {
  LAB_PID_ONE = 1, /* as PID 1 of a namespace of its own; needs root */
  LAB_QUIET = 2,   /* its sentences are not printed */
  LAB_OLD = 4,     /* without clone3 and close_range, as on an old kernel or in a container with a filter */
  LAB_BARE = 8,    /* without pidfds, too */
};

#define CHECK(condition, ...) \
  do { \
    if (!(condition)) die(__FILE__, __LINE__, #condition, " " __VA_ARGS__); \
  } while (0)
_Noreturn void die(const char *file, int line, const char *what, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

void lab_open(struct lab *l, int flags);
void lab_open_with(struct lab *l, int flags, char *const extra[]); /* extra: words before `--` */
void lab_meet(struct lab *l);  /* takes the next manager's channel and reads Hello */
void lab_ready(struct lab *l); /* lab_meet and reads Ready, which must come next */
void lab_close(struct lab *l); /* EXIT(0) and waits for hand */
int lab_wait(struct lab *l);   /* waits for hand to end; its wait status */
void lab_kill_manager(struct lab *l);

void send_bytes(struct lab *l, const void *bytes, size_t size, const int *fds, uint32_t n);
uint32_t receive(struct lab *l); /* the next message, whatever it is: its type */
uint32_t receive_within(struct lab *l, int milliseconds); /* 0 if none comes */

/* DO(l, spawn, fds, n, .id = 1, ...) sends a message */
#define DO(l, type, list, n, ...) \
  do { \
    struct message_##type message_ = {__VA_ARGS__}; \
    static uint8_t bytes_[LIMIT_MESSAGE_BYTES + 4096]; \
    struct writer out_ = {.start = bytes_, .at = bytes_, .end = bytes_ + sizeof bytes_}; \
    put_message_##type(&out_, &message_, (n)); \
    CHECK(!out_.full); \
    send_bytes((l), bytes_, (size_t)(out_.at - bytes_), (list), (n)); \
  } while (0)

/* EXPECT(l, STARTED, started, m) receives a message that must be of that type, into m */
#define EXPECT(l, TYPE, type, m) \
  struct message_##type m; \
  do { \
    uint32_t type_ = receive(l); \
    CHECK(type_ == MESSAGE_##TYPE, "got message %u, %s", type_, describe(l)); \
    struct reader in_ = {.at = (l)->packet + HEADER_BYTES, .end = (l)->packet + (l)->size}; \
    CHECK(get_message_##type(&in_, &m)); \
  } while (0)

const char *describe(struct lab *l);
void ping(struct lab *l, uint64_t value); /* hand has done all before it when it returns */

/* ---- recipes */

struct recipe {
  uint8_t *bytes;
  struct writer out;
  uint32_t steps;
  uint8_t *step;
};

void recipe_begin(struct recipe *r);
void recipe_step(struct recipe *r, uint32_t kind, bool tolerated, int status);
void recipe_step_done(struct recipe *r);
struct bytes recipe_end(struct recipe *r);
void recipe_free(struct recipe *r);

/* STEP(&r, UMASK, umask, put_i32(out, 077)) */
#define STEP_WITH(r, NAME, tolerated, status, ...) \
  do { \
    recipe_step((r), STEP_##NAME, (tolerated), (status)); \
    struct writer *out = &(r)->out; \
    (void)out; \
    __VA_ARGS__; \
    recipe_step_done(r); \
  } while (0)
#define STEP(r, NAME, ...) STEP_WITH(r, NAME, false, 99, __VA_ARGS__)

void put_list(struct writer *out, const char *const *texts);
/* exec /bin/sh -c SCRIPT, with a PATH */
void step_shell(struct recipe *r, const char *script);
void step_exec(struct recipe *r, const char *const *argv);
/* sends a Spawn of a recipe */
void spawn_recipe(struct lab *l, uint64_t id, struct recipe *r, uint32_t flags, const int *fds, uint32_t n);
/* a whole `sh -c script` */
void spawn_shell(struct lab *l, uint64_t id, const char *script, uint32_t flags);
/* receives Exited, acknowledges nothing; the message */
struct message_exited expect_exited(struct lab *l, uint64_t id);
/* Started, Execed */
pid_t expect_running(struct lab *l, uint64_t id);

/* ---- tests */

struct test {
  const char *name;
  void (*run)(void);
  enum { NEEDS_NOTHING, NEEDS_ROOT, NEEDS_NAMESPACES } needs;
};
bool may_make_namespaces(void); /* CAP_SYS_ADMIN: PID 1 of a namespace, a cgroup2 tree of one's own */
int run_tests(int argc, char **argv, const struct test *tests, size_t n);
void read_file(const char *path, char *text, size_t size);
uint64_t microseconds(void);
uint32_t open_descriptors(pid_t pid); /* and two more: . and .. */
const char *temporary(const char *name); /* a path in this test's own directory, removed afterwards */
/* Waits until a line has been written to a file, and returns the number it begins with. */
pid_t number_in(const char *path);
