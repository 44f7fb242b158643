/* What the manager sees of hand: processes below wardens, which stay together whatever they do. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

static struct lab l; /* each test is a process of its own */

enum { GUARDED = SPAWN_FLAGS_WARDEN, SHARED = SPAWN_FLAGS_WARDEN | SPAWN_FLAGS_SHARE_MEMORY };

static pid_t expect_warden(uint64_t id) {
  EXPECT(&l, WARDEN, warden, w);
  CHECK(w.id == id && w.pid > 0);
  return w.pid;
}

static struct message_warden_ended expect_warden_ended(uint64_t id, bool lost) {
  EXPECT(&l, WARDEN_ENDED, warden_ended, m);
  CHECK(m.id == id && m.lost == lost);
  return m;
}

static pid_t parent_of(pid_t pid) {
  char path[64], text[1024];
  int parent;
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  read_file(path, text, sizeof text);
  CHECK(sscanf(strrchr(text, ')') + 1, " %*c %d", &parent) == 1);
  return parent;
}

static void check_order(uint32_t flags, int how) {
  lab_open(&l, how);
  lab_ready(&l);
  spawn_shell(&l, 7, "exit 3", flags);
  pid_t warden = expect_warden(7);
  EXPECT(&l, STARTED, started, s);
  CHECK(s.id == 7 && s.pid > 0 && s.pid != warden && s.started >= l.hello.hand_started && l.fd_count == 0);
  CHECK((s.inode != 0) == ((l.hello.abilities & ABILITIES_PIDFD_INODE) != 0));
  EXPECT(&l, EXECED, execed, e);
  CHECK(e.id == 7);
  struct message_exited m = expect_exited(&l, 7);
  CHECK(m.sequence == 1 && m.pid == s.pid && m.inode == s.inode && m.code == CLD_EXITED && m.status == 3 && m.phase == PHASE_EXECED);
  CHECK(m.warden == 7 && m.max_rss > 0 && m.ended >= s.started && m.started == s.started);
  struct message_warden_ended w = expect_warden_ended(7, false);
  CHECK(w.sequence == 2 && w.pid == warden && w.ended >= m.ended);
  lab_close(&l);
}

static void a_process_below_a_warden_is_started_execed_and_exited_in_that_order_and_then_its_warden_ends(void) {
  check_order(GUARDED, 0);
}
static void so_is_one_that_shares_its_wardens_memory(void) { check_order(SHARED, 0); }
static void so_is_one_where_clone3_does_not_exist(void) { check_order(SHARED, LAB_OLD); }
static void so_is_one_where_there_are_no_pidfds(void) { check_order(GUARDED, LAB_BARE); }
static void so_is_one_below_a_hand_that_is_pid_1(void) { check_order(GUARDED, LAB_PID_ONE); }

static void failed_comes_before_exited_below_a_warden_too(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  for (uint32_t flags = GUARDED; flags <= SHARED; flags++) {
    struct recipe r;
    recipe_begin(&r);
    STEP(&r, UMASK, put_i32(out, 022));
    STEP_WITH(&r, WORKING_DIRECTORY, true, 200, put_text(out, "/nonexistent"), put_flag(out, false));
    STEP_WITH(&r, EXEC, false, 203, put_text(out, "/nonexistent"), put_u32(out, 0));
    spawn_recipe(&l, flags, &r, flags, NULL, 0);
    expect_warden(flags);
    EXPECT(&l, STARTED, started, s);
    EXPECT(&l, TOLERATED, tolerated, t);
    EXPECT(&l, FAILED, failed, f);
    CHECK(t.id == flags && t.step == 1 && t.error == ENOENT);
    CHECK(f.id == flags && f.pid == s.pid && f.step == 2 && f.kind == STEP_EXEC && f.error == ENOENT && f.status == 203);
    struct message_exited m = expect_exited(&l, flags);
    CHECK(m.status == 203 && m.phase == PHASE_FAILED && m.step == 2 && m.error == ENOENT && m.warden == flags);
    expect_warden_ended(flags, false);
  }
  lab_close(&l);
}

static void the_parent_of_a_process_is_its_warden_which_holds_one_descriptor_and_hand_none(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  ping(&l, 1);
  uint32_t before = open_descriptors(l.hand);
  spawn_shell(&l, 1, "exec sleep 1000", GUARDED);
  pid_t warden = expect_warden(1), pid = expect_running(&l, 1);
  CHECK(parent_of(pid) == warden && parent_of(warden) == l.hand);
  CHECK(open_descriptors(l.hand) == before, "%u, not %u", open_descriptors(l.hand), before);
  for (int waited = 0; open_descriptors(warden) != 1 + 2; waited++) { /* it closes them after the fork */
    CHECK(waited < 30000, "the warden holds %u descriptors", open_descriptors(warden) - 2);
    nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
  }
  char path[64], text[64];
  snprintf(path, sizeof path, "/proc/%d/comm", (int)warden);
  read_file(path, text, sizeof text);
  CHECK(strcmp(text, "warden\n") == 0);
  kill(pid, SIGKILL);
  CHECK(expect_exited(&l, 1).status == SIGKILL);
  expect_warden_ended(1, false);
  lab_close(&l);
}

/* a script that leaves a grandchild with a session of its own, whose pid it writes to a file, and ends */
static void spawn_daemon(uint64_t id, const char *pid_file) {
  char script[512];
  snprintf(script, sizeof script, "(setsid env -i sh -c 'echo $$ > %s; exec sleep 1000' &) ; exit 0", pid_file);
  spawn_shell(&l, id, script, GUARDED);
}

/* reads on until the exit of that process of our making; other exits on the way are orphans' */
static struct message_exited await_exit(uint64_t id) {
  for (;;) {
    EXPECT(&l, EXITED, exited, m);
    CHECK(m.id == id || m.id == 0);
    if (m.id == id) return m;
  }
}

static void what_forks_twice_and_leaves_its_session_stays_below_its_warden_and_its_end_is_told_with_it(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  const char *file = temporary("pid");
  spawn_daemon(4, file);
  pid_t warden = expect_warden(4);
  expect_running(&l, 4);
  CHECK(await_exit(4).status == 0);
  pid_t daemon = number_in(file);
  while (parent_of(daemon) != warden) nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  while (receive_within(&l, 100) != 0) { /* the subshell between them may have ended as an orphan */
    struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
    struct message_exited m;
    CHECK(load32(l.packet + 4) >> 16 == MESSAGE_EXITED && get_message_exited(&in, &m) && m.id == 0 && m.warden == 4);
  }
  CHECK(kill(daemon, SIGKILL) == 0);
  EXPECT(&l, EXITED, exited, m);
  CHECK(m.id == 0 && m.warden == 4 && m.pid == daemon && m.code == CLD_KILLED && m.cgroup[0] == 0);
  expect_warden_ended(4, false);
  lab_close(&l);
}

static void a_warden_heeds_no_signal_but_kill(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  spawn_shell(&l, 1, "exec sleep 1000", GUARDED);
  pid_t warden = expect_warden(1), pid = expect_running(&l, 1);
  for (int signal = 1; signal < 65; signal++) {
    if (signal != SIGKILL && signal != SIGSTOP && signal != SIGSEGV && signal != SIGILL && signal != SIGBUS && signal != SIGFPE &&
        signal != SIGTRAP && signal != SIGABRT && signal != SIGSYS) {
      CHECK(kill(warden, signal) == 0);
    }
  }
  kill(pid, SIGTERM);
  CHECK(expect_exited(&l, 1).status == SIGTERM);
  expect_warden_ended(1, false);
  lab_close(&l);
}

static void a_killed_warden_is_told_as_lost_and_hand_sees_the_ends_of_what_it_had(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  const char *file = temporary("pid");
  char script[256];
  snprintf(script, sizeof script, "setsid sh -c 'echo $$ > %s; exec sleep 1000' & wait", file);
  spawn_shell(&l, 1, script, GUARDED);
  pid_t warden = expect_warden(1), pid = expect_running(&l, 1), child = number_in(file);
  kill(warden, SIGKILL);
  struct message_warden_ended w = expect_warden_ended(1, true);
  CHECK(w.pid == warden && w.sequence == 1 && parent_of(pid) == l.hand);
  kill(pid, SIGTERM);
  struct message_exited m = expect_exited(&l, 1);
  CHECK(m.pid == pid && m.status == SIGTERM && m.phase == PHASE_EXECED && m.warden == 1 && m.sequence == 2);
  CHECK(parent_of(child) == l.hand);
  kill(child, SIGKILL);
  m = expect_exited(&l, 0);
  CHECK(m.pid == child && m.status == SIGKILL && m.warden == 0);
  lab_close(&l);
}

static void a_process_whose_warden_is_killed_while_it_carries_out_its_recipe_goes_on(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  const char *fifo = temporary("fifo");
  CHECK(mkfifo(fifo, 0600) == 0);
  struct recipe r;
  recipe_begin(&r);
  STEP(&r, OPEN, put_text(out, fifo), put_u32(out, OPEN_FLAGS_READ), put_i32(out, 0), put_i32(out, 0));
  step_shell(&r, "exit 9");
  spawn_recipe(&l, 1, &r, GUARDED, NULL, 0);
  pid_t warden = expect_warden(1);
  EXPECT(&l, STARTED, started, s);
  kill(warden, SIGKILL);
  expect_warden_ended(1, true);
  close(open(fifo, O_WRONLY | O_CLOEXEC));
  EXPECT(&l, EXECED, execed, e);
  struct message_exited m = expect_exited(&l, 1);
  CHECK(e.id == 1 && m.pid == s.pid && m.status == 9 && m.warden == 1);
  lab_close(&l);
}

static void the_next_manager_is_told_of_wardens_their_processes_and_their_ends(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  spawn_shell(&l, 1, "exec sleep 1000", GUARDED);
  pid_t first = expect_warden(1), pid = expect_running(&l, 1);
  const char *file = temporary("pid");
  spawn_daemon(2, file);
  pid_t second = expect_warden(2);
  expect_running(&l, 2);
  uint64_t acknowledged = await_exit(2).sequence;
  pid_t daemon = number_in(file);
  while (receive_within(&l, 100) != 0) {
    struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
    acknowledged = get_u64(&in);
  }
  DO(&l, ack, NULL, 0, .sequence = acknowledged);
  spawn_shell(&l, 3, "exit 3", GUARDED);
  pid_t third = expect_warden(3);
  expect_running(&l, 3);
  CHECK(expect_exited(&l, 3).status == 3);
  expect_warden_ended(3, false);
  lab_kill_manager(&l);
  lab_meet(&l);
  CHECK(expect_warden(1) == first);
  EXPECT(&l, CHILD, child, c);
  CHECK(c.id == 1 && c.pid == pid && c.phase == PHASE_EXECED);
  CHECK(expect_warden(2) == second); /* its process has ended, and that was acknowledged */
  CHECK(expect_exited(&l, 3).status == 3);
  CHECK(expect_warden_ended(3, false).pid == third);
  CHECK(receive(&l) == MESSAGE_READY);
  kill(daemon, SIGKILL);
  CHECK(expect_exited(&l, 0).warden == 2);
  expect_warden_ended(2, false);
  kill(pid, SIGKILL);
  expect_exited(&l, 1);
  expect_warden_ended(1, false);
  lab_close(&l);
}

static void processes_below_wardens_that_end_while_no_manager_runs_are_all_told_with_their_status(void) {
  enum { N = 20 };
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  pid_t pids[N];
  for (uint64_t i = 0; i < N; i++) {
    char script[256], name[16];
    snprintf(name, sizeof name, "trap%d", (int)i);
    const char *file = temporary(name);
    snprintf(script, sizeof script, "trap 'exit %d' TERM; echo 1 > %s; while :; do sleep 0.01; done", (int)i + 1, file);
    spawn_shell(&l, i + 1, script, GUARDED);
    expect_warden(i + 1);
    pids[i] = expect_running(&l, i + 1);
    number_in(file);
  }
  lab_kill_manager(&l);
  lab_meet(&l);
  while (receive(&l) != MESSAGE_READY) {}
  lab_kill_manager(&l); /* young: the next is started only 100 ms later */
  for (int i = 0; i < N; i++) kill(pids[i], SIGTERM);
  lab_meet(&l);
  uint32_t exited = 0, ended = 0;
  while (exited < N || ended < N) {
    uint32_t type = receive(&l);
    struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
    struct message_exited m;
    struct message_warden_ended w;
    if (type == MESSAGE_EXITED) {
      CHECK(get_message_exited(&in, &m));
      if (m.id) CHECK(m.code == CLD_EXITED && m.status == (int)m.id && m.warden == m.id, "%s", describe(&l));
      exited += m.id != 0;
    } else if (type == MESSAGE_WARDEN_ENDED) {
      CHECK(get_message_warden_ended(&in, &w) && !w.lost);
      ended++;
    }
  }
  lab_close(&l);
}

static void what_wardens_say_while_hand_does_not_listen_waits_and_is_all_told(void) {
  enum { N = 2000 }; /* a pipe holds some 1,200; of the two that each turn leaves the shell itself may have reaped one */
  lab_open(&l, 0);
  lab_ready(&l);
  const char *file = temporary("done");
  char script[256];
  snprintf(script, sizeof script, "i=0; while [ $i -lt %d ]; do (true &); (true &); i=$((i+1)); done; echo 1 > %s; exit 7", N, file);
  spawn_shell(&l, 1, script, GUARDED);
  expect_warden(1);
  expect_running(&l, 1);
  CHECK(kill(l.hand, SIGSTOP) == 0);
  number_in(file);
  CHECK(kill(l.hand, SIGCONT) == 0);
  uint64_t begun = microseconds();
  uint32_t orphans = 0, type;
  uint64_t sequence = 0;
  bool main_ended = false;
  while ((type = receive(&l)) != MESSAGE_WARDEN_ENDED) {
    struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
    struct message_exited m;
    if (type == MESSAGE_SIGNALLED) continue; /* the SIGCONT */
    CHECK(type == MESSAGE_EXITED && get_message_exited(&in, &m) && m.warden == 1, "got message %u, %s", type, describe(&l));
    CHECK(m.sequence == ++sequence, "%lu, not %lu", (unsigned long)m.sequence, (unsigned long)sequence);
    main_ended |= m.id == 1 && m.status == 7;
    orphans += m.id == 0;
    if (sequence % 100 == 0) DO(&l, ack, NULL, 0, .sequence = sequence);
  }
  printf("# %u orphans of one warden told in %lu ms\n", orphans, (unsigned long)(microseconds() - begun) / 1000);
  CHECK(main_ended && orphans > 1200, "%u orphans", orphans);
  lab_close(&l);
}

static void a_thousand_processes_live_and_end_below_wardens_and_nothing_is_left(void) {
  enum { N = 1000 };
  lab_open(&l, 0);
  lab_ready(&l);
  ping(&l, 1);
  uint32_t before = open_descriptors(l.hand), sent = 0, execed = 0, exited = 0, ended = 0;
  static pid_t pids[N + 1];
  struct recipe r;
  recipe_begin(&r);
  STEP(&r, SIGNALS, put_u32(out, 0));
  step_exec(&r, (const char *[]){"/bin/sleep", "1000", NULL});
  struct bytes recipe = recipe_end(&r);
  uint64_t begun = microseconds();
  while (execed < N) {
    while (sent < N && sent - execed < 50) {
      sent++;
      DO(&l, spawn, NULL, 0, .id = sent, .flags = SHARED, .cgroup = -1, .memfd = -1, .recipe = recipe);
    }
    uint32_t type = receive(&l);
    struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
    struct message_started s;
    if (type == MESSAGE_STARTED && get_message_started(&in, &s)) pids[s.id] = s.pid;
    execed += type == MESSAGE_EXECED;
  }
  printf("# %d below wardens started in %lu ms\n", N, (unsigned long)(microseconds() - begun) / 1000);
  CHECK(open_descriptors(l.hand) == before);
  begun = microseconds();
  for (uint32_t i = 1; i <= N; i++) kill(pids[i], SIGTERM);
  while (ended < N) {
    uint32_t type = receive(&l);
    struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
    CHECK(type == MESSAGE_EXITED || type == MESSAGE_WARDEN_ENDED);
    exited += type == MESSAGE_EXITED;
    ended += type == MESSAGE_WARDEN_ENDED;
    if ((exited + ended) % 100 == 0) DO(&l, ack, NULL, 0, .sequence = get_u64(&in));
  }
  printf("# and ended in %lu ms\n", (unsigned long)(microseconds() - begun) / 1000);
  CHECK(exited == N);
  char path[64], text[4096];
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)l.hand, (int)l.hand);
  read_file(path, text, sizeof text);
  CHECK(atoi(text) == l.manager && !strchr(strchr(text, ' ') + 1, ' '), "left: %s", text);
  lab_close(&l);
}

static void a_warden_and_a_cgroup_at_once_make_no_sense(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  struct recipe r;
  recipe_begin(&r);
  step_shell(&r, "exit 0");
  int directory = open("/", O_PATH | O_CLOEXEC);
  DO(&l, spawn, &directory, 1, .id = 1, .flags = GUARDED, .cgroup = 0, .memfd = -1, .recipe = recipe_end(&r));
  recipe_free(&r);
  EXPECT(&l, FAILED, failed, f);
  CHECK(f.id == 1 && f.pid == 0 && f.error == EBADMSG);
  lab_close(&l);
}

int main(int argc, char **argv) {
  static const struct test tests[] = {
#define T(name) {#name, name, NEEDS_NOTHING}
#define ROOT(name) {#name, name, NEEDS_NAMESPACES}
      T(a_process_below_a_warden_is_started_execed_and_exited_in_that_order_and_then_its_warden_ends),
      T(so_is_one_that_shares_its_wardens_memory),
      T(so_is_one_where_clone3_does_not_exist),
      T(so_is_one_where_there_are_no_pidfds),
      ROOT(so_is_one_below_a_hand_that_is_pid_1),
      T(failed_comes_before_exited_below_a_warden_too),
      T(the_parent_of_a_process_is_its_warden_which_holds_one_descriptor_and_hand_none),
      T(what_forks_twice_and_leaves_its_session_stays_below_its_warden_and_its_end_is_told_with_it),
      T(a_warden_heeds_no_signal_but_kill),
      T(a_killed_warden_is_told_as_lost_and_hand_sees_the_ends_of_what_it_had),
      T(a_process_whose_warden_is_killed_while_it_carries_out_its_recipe_goes_on),
      T(the_next_manager_is_told_of_wardens_their_processes_and_their_ends),
      T(processes_below_wardens_that_end_while_no_manager_runs_are_all_told_with_their_status),
      T(what_wardens_say_while_hand_does_not_listen_waits_and_is_all_told),
      T(a_thousand_processes_live_and_end_below_wardens_and_nothing_is_left),
      T(a_warden_and_a_cgroup_at_once_make_no_sense),
  };
  return run_tests(argc, argv, tests, sizeof tests / sizeof *tests);
}
