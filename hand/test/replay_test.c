/* What the manager sees of hand: the death of a manager, and what the next one is told. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

static struct lab l; /* each test is a process of its own */

static void the_next_manager_is_handed_everything_back(void) {
  lab_open(&l, LAB_QUIET);
  lab_meet(&l);
  CHECK(pwrite(l.fds[0], "state of the first", 18, 0) == 18);
  EXPECT(&l, READY, ready, first);
  int pipes[2];
  CHECK(pipe(pipes) == 0);
  DO(&l, keep, &pipes[0], 1, .name = "out");
  DO(&l, keep, &pipes[1], 1, .name = "in");
  DO(&l, unkeep, NULL, 0, .name = "in");
  CHECK(write(pipes[1], "kept", 4) == 4);
  spawn_shell(&l, 1, "exec sleep 1000", 0);
  pid_t lives = expect_running(&l, 1);
  spawn_shell(&l, 2, "exit 2", 0);
  expect_running(&l, 2);
  uint64_t acknowledged = expect_exited(&l, 2).sequence;
  DO(&l, ack, NULL, 0, .sequence = acknowledged);
  spawn_shell(&l, 3, "exit 3", 0);
  expect_running(&l, 3);
  uint64_t unacknowledged = expect_exited(&l, 3).sequence;
  ping(&l, 1);
  uint64_t killed = microseconds();
  lab_kill_manager(&l);
  lab_meet(&l);
  printf("# the next manager is spoken to %lu us after kill -9 of the last\n", (unsigned long)(microseconds() - killed));
  CHECK(l.hello.generation == 2 && l.hello.previous_code == CLD_KILLED && l.hello.previous_status == SIGKILL);
  CHECK(l.hello.previous_ended >= killed && l.hello.previous_ended <= microseconds());
  char state[32] = "";
  CHECK(pread(l.fds[0], state, sizeof state, 0) == 18 && strcmp(state, "state of the first") == 0);
  EXPECT(&l, KEPT, kept, k);
  CHECK(strcmp(k.name, "out") == 0 && l.fd_count == 1 && read(l.fds[0], state, 4) == 4 && memcmp(state, "kept", 4) == 0);
  EXPECT(&l, CHILD, child, c);
  CHECK(c.id == 1 && c.pid == lives && c.phase == PHASE_EXECED && l.fd_count == 1);
  CHECK(syscall(SYS_pidfd_send_signal, l.fds[0], 0, NULL, 0) == 0);
  struct message_exited m = expect_exited(&l, 3);
  CHECK(m.sequence == unacknowledged && m.status == 3);
  EXPECT(&l, READY, ready, second);
  (void)first, (void)second;
  kill(lives, SIGKILL);
  CHECK(expect_exited(&l, 1).sequence == unacknowledged + 1);
  lab_close(&l);
}

static void the_last_requests_of_a_dead_manager_count(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  DO(&l, ping, NULL, 0, .value = 1);
  CHECK(poll(&(struct pollfd){.fd = l.channel, .events = POLLIN}, 1, 10000) == 1); /* an answer it will never read */
  CHECK(kill(l.hand, SIGSTOP) == 0);
  int kept = open("/dev/null", O_RDONLY | O_CLOEXEC);
  DO(&l, keep, &kept, 1, .name = "last");
  spawn_shell(&l, 9, "exec sleep 1000", 0);
  lab_kill_manager(&l);
  close(l.channel);
  l.channel = -1;
  CHECK(kill(l.hand, SIGCONT) == 0);
  lab_meet(&l);
  EXPECT(&l, KEPT, kept, k);
  CHECK(strcmp(k.name, "last") == 0);
  EXPECT(&l, CHILD, child, c);
  CHECK(c.id == 9);
  uint32_t type = receive(&l);
  CHECK(type == MESSAGE_READY, "%s", describe(&l));
  kill(c.pid, SIGKILL);
  lab_close(&l);
}

static void twenty_processes_that_end_while_no_manager_runs_are_all_told_with_their_status(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  pid_t pids[20];
  for (uint64_t i = 0; i < 20; i++) {
    char script[256], name[16];
    snprintf(name, sizeof name, "trap%d", (int)i);
    const char *file = temporary(name);
    snprintf(script, sizeof script, "trap 'exit %d' TERM; echo 1 > %s; while :; do sleep 0.01; done", (int)i + 1, file);
    spawn_shell(&l, i + 1, script, 0);
    pids[i] = expect_running(&l, i + 1);
    number_in(file);
  }
  /* twice young: the third manager is started only 100 ms after the second died, and in between they all end */
  lab_kill_manager(&l);
  lab_meet(&l);
  while (receive(&l) != MESSAGE_READY) {}
  lab_kill_manager(&l);
  for (int i = 0; i < 20; i++) kill(pids[i], SIGTERM);
  lab_meet(&l);
  bool seen[21] = {false};
  int exits = 0;
  while (exits < 20) {
    if (receive(&l) != MESSAGE_EXITED) continue;
    struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
    struct message_exited m;
    CHECK(get_message_exited(&in, &m));
    if (m.id == 0) continue; /* a sleep that outlived its shell */
    CHECK(!seen[m.id] && m.code == CLD_EXITED && m.status == (int)m.id, "%s", describe(&l));
    seen[m.id] = true;
    exits++;
  }
  lab_close(&l);
}

/* a process that waits in its recipe until somebody opens the FIFO, and so holds copies of whatever hand had open */
static pid_t spawn_waiting(uint64_t id, const char *fifo) {
  CHECK(mkfifo(fifo, 0600) == 0);
  struct recipe r;
  recipe_begin(&r);
  STEP(&r, OPEN, put_text(out, fifo), put_u32(out, OPEN_FLAGS_READ), put_i32(out, 0), put_i32(out, 0));
  step_shell(&r, "exec sleep 1000");
  spawn_recipe(&l, id, &r, 0, NULL, 0);
  EXPECT(&l, STARTED, started, s);
  return s.pid;
}

static void a_child_that_still_holds_the_old_channel_does_not_deafen_the_next_manager(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  pid_t waits = spawn_waiting(1, temporary("fifo"));
  lab_kill_manager(&l);
  lab_meet(&l);
  EXPECT(&l, CHILD, child, c);
  CHECK(c.id == 1 && c.phase == PHASE_STARTED);
  CHECK(receive(&l) == MESSAGE_READY);
  for (uint64_t i = 0; i < 10; i++) ping(&l, i);
  kill(waits, SIGKILL);
  EXPECT(&l, FAILED, failed, f);
  CHECK(f.id == 1 && expect_exited(&l, 1).phase == PHASE_UNTOLD);
  lab_close(&l);
}

static long cpu_ticks(pid_t pid) {
  char path[64], text[1024];
  long user = 0, system = 0;
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  read_file(path, text, sizeof text);
  CHECK(sscanf(strrchr(text, ')') + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user, &system) == 2);
  return user + system;
}

static void a_child_that_holds_the_end_of_anothers_report_pipe_keeps_nobody_busy(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  const char *first_fifo = temporary("first"), *second_fifo = temporary("second");
  pid_t first = spawn_waiting(1, first_fifo), second = spawn_waiting(2, second_fifo);
  int fd = open(first_fifo, O_WRONLY | O_CLOEXEC);
  EXPECT(&l, EXECED, execed, e);
  CHECK(e.id == 1);
  long before = cpu_ticks(l.hand);
  nanosleep(&(struct timespec){.tv_nsec = 500000000}, NULL); /* the time over which it is measured */
  CHECK(cpu_ticks(l.hand) - before < 10, "hand used %ld ticks in half a second", cpu_ticks(l.hand) - before);
  close(fd);
  kill(first, SIGKILL);
  kill(second, SIGKILL);
  lab_close(&l);
}

static void a_failure_nobody_heard_of_is_in_the_replayed_exit(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  CHECK(kill(l.hand, SIGSTOP) == 0);
  struct recipe r;
  recipe_begin(&r);
  STEP_WITH(&r, EXEC, false, 203, put_text(out, "/nonexistent"), put_u32(out, 0));
  spawn_recipe(&l, 4, &r, 0, NULL, 0);
  lab_kill_manager(&l);
  CHECK(kill(l.hand, SIGCONT) == 0);
  lab_meet(&l);
  uint32_t type;
  struct message_exited m = {0};
  struct message_failed f = {0};
  while ((type = receive(&l)) != MESSAGE_EXITED) {
    struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
    if (type == MESSAGE_FAILED) CHECK(get_message_failed(&in, &f)); /* if the child was slower than the new manager */
  }
  struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
  CHECK(get_message_exited(&in, &m));
  CHECK(m.id == 4 && m.phase == PHASE_FAILED && m.step == 0 && m.kind == STEP_EXEC && m.error == ENOENT && m.status == 203);
  lab_close(&l);
}

static void a_manager_that_dies_young_again_and_again_is_started_later_each_time(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  const uint64_t least[] = {0, 100000, 200000, 400000};
  for (size_t i = 0; i < 4; i++) {
    uint64_t before = microseconds();
    lab_kill_manager(&l);
    lab_ready(&l);
    uint64_t gap = microseconds() - before;
    CHECK(gap >= least[i] && l.hello.generation == i + 2, "gap %lu", (unsigned long)gap);
  }
  lab_close(&l);
}

static void a_manager_that_asks_for_it_is_replaced_at_once(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  for (uint32_t i = 2; i < 6; i++) {
    uint64_t before = microseconds();
    DO(&l, restart, NULL, 0, 0);
    lab_ready(&l);
    CHECK(l.hello.generation == i && microseconds() - before < 2000000);
  }
  lab_close(&l);
}

static void a_manager_that_closes_its_channel_is_replaced(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  close(l.channel);
  l.channel = -1;
  lab_ready(&l);
  CHECK(l.hello.generation == 2);
  lab_close(&l);
}

int main(int argc, char **argv) {
  static const struct test tests[] = {
#define T(name) {#name, name, NEEDS_NOTHING}
#define ROOT(name) {#name, name, NEEDS_NAMESPACES}
      T(the_next_manager_is_handed_everything_back),
      T(the_last_requests_of_a_dead_manager_count),
      T(twenty_processes_that_end_while_no_manager_runs_are_all_told_with_their_status),
      T(a_child_that_still_holds_the_old_channel_does_not_deafen_the_next_manager),
      T(a_child_that_holds_the_end_of_anothers_report_pipe_keeps_nobody_busy),
      T(a_failure_nobody_heard_of_is_in_the_replayed_exit),
      T(a_manager_that_dies_young_again_and_again_is_started_later_each_time),
      T(a_manager_that_asks_for_it_is_replaced_at_once),
      T(a_manager_that_closes_its_channel_is_replaced),
  };
  return run_tests(argc, argv, tests, sizeof tests / sizeof *tests);
}
