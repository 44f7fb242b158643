/* What the manager sees of hand: processes, exits, descriptors, signals, replay, the end. Recipes: steps_test.c. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/prctl.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

static struct lab l; /* each test is a process of its own */

static uint64_t microseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

static void ping(uint64_t value) {
  DO(&l, ping, NULL, 0, .value = value);
  EXPECT(&l, PONG, pong, p);
  CHECK(p.value == value);
}

static uint32_t open_descriptors(pid_t pid) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
  DIR *d = opendir(path);
  CHECK(d);
  uint32_t n = 0;
  while (readdir(d)) n++;
  closedir(d);
  return n;
}

/* ---- starting */

static void the_first_manager_is_told_hello_and_ready(void) {
  lab_open(&l, 0);
  lab_meet(&l);
  CHECK(l.hello.generation == 1 && l.hello.pid == l.hand && l.hello.previous_ended == 0 && l.hello.finish == 0);
  CHECK(l.hello.abilities & ABILITIES_SUBREAPER && !(l.hello.abilities & ABILITIES_PID_ONE));
  EXPECT(&l, READY, ready, r);
  (void)r;
  lab_close(&l);
}

static void hello_carries_hands_own_arguments_and_environment_as_bytes(void) {
  setenv("ODD", "\xff=\n ", 1);
  setenv("JAVA_TOOL_OPTIONS", "-Xmx1k", 1);
  lab_open_with(&l, 0, (char *const[]){"--system", "--unit=\xc3\xbc.target", NULL});
  lab_meet(&l);
  static uint8_t bytes[1 << 20];
  ssize_t n = pread(l.fds[1], bytes, sizeof bytes, 0);
  CHECK(n > HEADER_BYTES && load32(bytes) == CHANNEL_MAGIC && load32(bytes + 4) >> 16 == MESSAGE_LAUNCH && load32(bytes + 8) == n);
  struct reader in = {.at = bytes + HEADER_BYTES, .end = bytes + n};
  struct message_launch m;
  CHECK(get_message_launch(&in, &m));
  next_text(&m.arguments);
  CHECK(strcmp(next_text(&m.arguments), "--system") == 0);
  CHECK(strcmp(next_text(&m.arguments), "--unit=\xc3\xbc.target") == 0);
  bool odd = false;
  while (m.environment.count > 0) odd |= strcmp(next_text(&m.environment), "ODD=\xff=\n ") == 0;
  CHECK(odd);
  CHECK(write(l.fds[1], "x", 1) < 0, "it is not sealed");
  lab_close(&l);
}

static void the_manager_gets_only_lc_all_and_stays_in_hands_process_group(void) {
  setenv("LD_PRELOAD_NOT", "1", 1);
  lab_open(&l, 0);
  lab_ready(&l);
  char path[64], text[4096];
  snprintf(path, sizeof path, "/proc/%d/environ", (int)l.manager);
  read_file(path, text, sizeof text);
  CHECK(strcmp(text, "LC_ALL=C.UTF-8") == 0 && text[strlen(text) + 1] == 0, "%s", text);
  CHECK(getpgid(l.manager) == getpgid(l.hand) && getsid(l.manager) == l.hand);
  CHECK(l.hello.abilities & ABILITIES_SESSION_LEADER);
  snprintf(path, sizeof path, "/proc/%d/fd", (int)l.manager);
  CHECK(open_descriptors(l.manager) == 2 + 3, "not just 0 to 2"); /* the relay has closed its channel */
  lab_close(&l);
}

static void as_pid_one_hand_is_called_systemd_and_keeps_its_command_line_and_environment(void) {
  setenv("container", "test", 1);
  lab_open_with(&l, LAB_PID_ONE, (char *const[]){"--system", NULL});
  lab_ready(&l);
  CHECK(l.hello.pid == 1 && l.hello.abilities & ABILITIES_PID_ONE);
  spawn_shell(&l, 1,
              "test \"$(cat /proc/1/comm)\" = systemd && tr '\\0' ' ' </proc/1/cmdline | grep -q -- ' --system -- ' && "
              "tr '\\0' '\\n' </proc/1/environ | grep -q '^container=test$'",
              0);
  expect_running(&l, 1);
  struct message_exited m = expect_exited(&l, 1);
  CHECK(m.code == CLD_EXITED && m.status == 0);
  lab_close(&l);
}

static void a_manager_that_does_not_exist_ends_hand_with_203_below_another_init(void) {
  const char *hand = getenv("HAND");
  pid_t pid = fork();
  if (pid == 0) {
    dup2(open("/dev/null", O_WRONLY), 2);
    execl(hand, hand, "--", "/nonexistent/manager", NULL);
    _exit(1);
  }
  int status;
  waitpid(pid, &status, 0);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 203, "%x", (unsigned)status);
}

static void without_dashes_the_manager_is_the_file_manager_beside_hand(void) {
  char path[4096], link_path[4096];
  CHECK(realpath(getenv("HAND"), path));
  snprintf(link_path, sizeof link_path, "%s", temporary("hand"));
  char copy[8300];
  snprintf(copy, sizeof copy, "cp %s %s", path, link_path);
  CHECK(system(copy) == 0);
  snprintf(path, sizeof path, "%s", temporary("init"));
  CHECK(symlink(link_path, path) == 0);
  int fd = open(temporary("manager"), O_WRONLY | O_CREAT, 0755);
  const char script[] = "#!/bin/sh\necho \"$*\" >\"${0%/*}/said\"\nexec sleep 100\n";
  CHECK(write(fd, script, sizeof script - 1) > 0);
  close(fd);
  pid_t pid = fork();
  if (pid == 0) {
    execl(path, "init", "--user", NULL);
    _exit(1);
  }
  char said[64] = "";
  for (int i = 0; i < 2000 && said[0] == 0; i++) {
    if (access(temporary("said"), F_OK) == 0) read_file(temporary("said"), said, sizeof said);
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  }
  CHECK(strcmp(said, "--channel=3\n") == 0, "%s", said);
  snprintf(copy, sizeof copy, "/proc/%d/task/%d/children", (int)pid, (int)pid);
  read_file(copy, said, sizeof said);
  kill(pid, SIGKILL);
  kill(atoi(said), SIGKILL);
}

/* ---- processes */

static void check_exit_is_told(uint32_t flags, int how) {
  lab_open(&l, how);
  lab_ready(&l);
  spawn_shell(&l, 7, "exit 3", flags);
  EXPECT(&l, STARTED, started, s);
  CHECK(s.id == 7 && s.pid > 0 && s.started >= l.hello.hand_started && l.fd_count == 1);
  struct stat st;
  CHECK(!(l.hello.abilities & ABILITIES_PIDFD_INODE) || (fstat(l.fds[0], &st) == 0 && st.st_ino == s.inode));
  EXPECT(&l, EXECED, execed, e);
  CHECK(e.id == 7);
  struct message_exited m = expect_exited(&l, 7);
  CHECK(m.sequence == 1 && m.pid == s.pid && m.inode == s.inode && m.code == CLD_EXITED && m.status == 3 && m.phase == PHASE_EXECED);
  CHECK(m.max_rss > 0 && m.ended >= s.started);
  lab_close(&l);
}

static void a_forked_program_is_started_execed_and_exited_in_that_order(void) { check_exit_is_told(0, 0); }
static void a_program_that_shared_memory_is_too(void) { check_exit_is_told(SPAWN_FLAGS_SHARE_MEMORY, 0); }
static void so_is_one_where_clone3_does_not_exist(void) { check_exit_is_told(SPAWN_FLAGS_SHARE_MEMORY, LAB_OLD); }

static void a_signal_is_told_as_the_end_of_a_process(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  spawn_shell(&l, 1, "kill -9 $$", 0);
  expect_running(&l, 1);
  struct message_exited m = expect_exited(&l, 1);
  CHECK(m.code == CLD_KILLED && m.status == SIGKILL);
  lab_close(&l);
}

static void failed_comes_before_exited_and_has_step_errno_and_status(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  for (uint32_t flags = 0; flags <= SPAWN_FLAGS_SHARE_MEMORY; flags++) {
    struct recipe r;
    recipe_begin(&r);
    STEP(&r, UMASK, put_i32(out, 022));
    STEP_WITH(&r, WORKING_DIRECTORY, false, 200, put_text(out, "/nonexistent"), put_flag(out, false));
    step_shell(&r, "exit 0");
    spawn_recipe(&l, 5 + flags, &r, flags, NULL, 0);
    EXPECT(&l, STARTED, started, s);
    EXPECT(&l, FAILED, failed, f);
    CHECK(f.id == 5 + flags && f.pid == s.pid && f.step == 1 && f.error == ENOENT && f.status == 200);
    struct message_exited m = expect_exited(&l, 5 + flags);
    CHECK(m.code == CLD_EXITED && m.status == 200 && m.phase == PHASE_FAILED && m.step == 1 && m.error == ENOENT);
  }
  lab_close(&l);
}

static void a_process_killed_before_exec_is_failed_without_errno(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  CHECK(mkfifo(temporary("fifo"), 0600) == 0);
  struct recipe r;
  recipe_begin(&r);
  STEP(&r, OPEN, put_text(out, temporary("fifo")), put_u32(out, OPEN_FLAGS_READ), put_i32(out, 0), put_i32(out, 0));
  step_shell(&r, "exit 0");
  spawn_recipe(&l, 1, &r, 0, NULL, 0);
  EXPECT(&l, STARTED, started, s);
  ping(1); /* a blocked step blocks nobody else */
  kill(s.pid, SIGKILL);
  EXPECT(&l, FAILED, failed, f);
  CHECK(f.id == 1 && f.step == -1 && f.error == 0);
  struct message_exited m = expect_exited(&l, 1);
  CHECK(m.code == CLD_KILLED && m.phase == PHASE_UNTOLD);
  lab_close(&l);
}

static void two_thousand_quick_exits_are_all_told_in_sequence_with_their_status(void) {
  enum { N = 2000 };
  lab_open(&l, 0);
  lab_ready(&l);
  static uint8_t seen[N + 1], execed[N + 1];
  uint32_t sent = 0, exited = 0;
  while (exited < N) {
    while (sent < N && sent - exited < 100) {
      struct recipe r;
      char script[32];
      snprintf(script, sizeof script, "exit %u", (++sent) % 200);
      recipe_begin(&r);
      step_shell(&r, script);
      spawn_recipe(&l, sent, &r, sent % 2 ? SPAWN_FLAGS_SHARE_MEMORY : 0, NULL, 0);
    }
    uint32_t type = receive(&l);
    struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
    struct message_execed e;
    struct message_exited m;
    if (type == MESSAGE_STARTED) {
      close(l.fds[0]);
    } else if (type == MESSAGE_EXECED) {
      CHECK(get_message_execed(&in, &e));
      execed[e.id]++;
    } else {
      CHECK(type == MESSAGE_EXITED && get_message_exited(&in, &m), "%s", describe(&l));
      CHECK(m.sequence == ++exited && m.id <= N && !seen[m.id]++ && execed[m.id] == 1);
      CHECK(m.code == CLD_EXITED && m.status == (int)(m.id % 200));
      if (exited % 64 == 0) DO(&l, ack, NULL, 0, .sequence = m.sequence);
    }
  }
  lab_close(&l);
}

static void an_orphan_is_told_with_id_0_and_its_cgroup(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  spawn_shell(&l, 1, "(sleep 0.05; exit 5) & exit 0", 0);
  expect_running(&l, 1);
  expect_exited(&l, 1);
  EXPECT(&l, EXITED, exited, m);
  CHECK(m.id == 0 && m.status == 5 && m.pid > 0, "%s", describe(&l));
  char text[8192], own[4096] = "";
  read_file("/proc/self/cgroup", text, sizeof text);
  char *line = strstr(text, "0::");
  if (line) sscanf(line + 3, "%4095[^\n]", own);
  CHECK(strcmp(m.cgroup, own) == 0, "%s instead of %s", m.cgroup, own);
  lab_close(&l);
}

static void a_spawn_that_makes_no_sense_fails_without_a_process(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  struct recipe r;
  recipe_begin(&r);
  step_shell(&r, "exit 0");
  struct bytes recipe = recipe_end(&r);
  const struct message_spawn bad[] = {
      {.id = 0, .cgroup = -1, .memfd = -1, .recipe = recipe},
      {.id = 1, .cgroup = 0, .memfd = -1, .recipe = recipe},
      {.id = 1, .cgroup = -1, .memfd = 3, .recipe = recipe},
      {.id = 1, .cgroup = -1, .memfd = -1, .warden = 9, .recipe = recipe},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    DO(&l, spawn, NULL, 0, .id = bad[i].id, .cgroup = bad[i].cgroup, .memfd = bad[i].memfd, .warden = bad[i].warden,
       .recipe = bad[i].recipe);
    EXPECT(&l, FAILED, failed, f);
    CHECK(f.pid == 0 && f.id == bad[i].id && f.error != 0);
  }
  lab_close(&l);
}

static void with_no_descriptor_to_spare_a_spawn_fails_and_hand_lives_on(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  const struct rlimit few = {.rlim_cur = open_descriptors(l.hand) - 2 + 3, .rlim_max = 4096}; /* . and .., three free */
  CHECK(prlimit(l.hand, RLIMIT_NOFILE, &few, NULL) == 0);
  int fds[20];
  for (int i = 0; i < 20; i++) fds[i] = 1;
  struct recipe r;
  recipe_begin(&r);
  step_shell(&r, "exit 0");
  spawn_recipe(&l, 5, &r, 0, fds, 20);
  EXPECT(&l, FAILED, failed, f);
  CHECK(f.id == 5 && f.pid == 0 && f.error == EMFILE);
  ping(1);
  CHECK(prlimit(l.hand, RLIMIT_NOFILE, &(struct rlimit){.rlim_cur = 4096, .rlim_max = 4096}, NULL) == 0);
  spawn_shell(&l, 6, "exit 0", 0);
  expect_running(&l, 6);
  lab_close(&l);
}

/* ---- cgroups */

/* a cgroup2 tree of this test's own mount namespace, and a fresh group in it */
static int make_cgroup(char *path, size_t size) {
  CHECK(unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
  const char *tree = temporary("cgroup");
  CHECK(mkdir(tree, 0700) == 0 && mount("none", tree, "cgroup2", 0, NULL) == 0);
  snprintf(path, size, "%s/hand-test-%d", tree, (int)getpid());
  CHECK(mkdir(path, 0700) == 0);
  return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static void spawn_into(int cgroup, uint64_t id, const char *script, uint32_t flags) {
  struct recipe r;
  recipe_begin(&r);
  STEP(&r, SIGNALS, put_u32(out, 0));
  step_shell(&r, script);
  DO(&l, spawn, &cgroup, 1, .id = id, .flags = flags, .cgroup = 0, .memfd = -1, .recipe = recipe_end(&r));
  recipe_free(&r);
}

static void a_process_is_born_in_its_cgroup_and_its_orphans_are_told_with_that_path(void) {
  char path[256], script[128];
  int cgroup = make_cgroup(path, sizeof path);
  lab_open(&l, 0);
  lab_ready(&l);
  for (uint32_t flags = 0; flags <= SPAWN_FLAGS_SHARE_MEMORY; flags++) {
    snprintf(script, sizeof script, "(sleep 0.05) & grep -q '^0::/hand-test-%d$' /proc/self/cgroup", (int)getpid());
    spawn_into(cgroup, 1, script, flags);
    expect_running(&l, 1);
    struct message_exited m = expect_exited(&l, 1);
    CHECK(m.status == 0);
    EXPECT(&l, EXITED, exited, orphan);
    CHECK(orphan.id == 0 && strcmp(orphan.cgroup, strrchr(path, '/')) == 0, "%s", orphan.cgroup);
  }
  lab_close(&l);
  CHECK(rmdir(path) == 0);
}

static void without_clone3_a_process_enters_its_cgroup_before_its_first_step(void) {
  char path[256], script[128];
  int cgroup = make_cgroup(path, sizeof path);
  lab_open(&l, LAB_OLD);
  lab_ready(&l);
  CHECK(!(l.hello.abilities & (ABILITIES_CLONE3 | ABILITIES_SHARED_MEMORY)));
  snprintf(script, sizeof script, "grep -q '^0::/hand-test-%d$' /proc/self/cgroup", (int)getpid());
  spawn_into(cgroup, 1, script, 0);
  expect_running(&l, 1);
  CHECK(expect_exited(&l, 1).status == 0);
  CHECK(rmdir(path) == 0);
  spawn_into(cgroup, 2, script, 0);
  EXPECT(&l, STARTED, started, s);
  EXPECT(&l, FAILED, failed, f);
  CHECK(s.id == 2 && f.step == -1 && f.error == ENOENT && f.status == 219 && expect_exited(&l, 2).status == 219);
  lab_close(&l);
}

static void a_group_once_killed_by_cgroup_kill_is_poisoned_until_it_is_made_again(void) {
  char path[256], kill_path[300];
  int cgroup = make_cgroup(path, sizeof path);
  lab_open(&l, 0);
  lab_ready(&l);
  snprintf(kill_path, sizeof kill_path, "%s/cgroup.kill", path);
  int fd = open(kill_path, O_WRONLY | O_CLOEXEC);
  CHECK(fd >= 0 && write(fd, "1", 1) == 1);
  close(fd);
  spawn_into(cgroup, 1, "exit 0", 0);
  EXPECT(&l, STARTED, started, s);
  (void)s;
  uint32_t type = receive(&l); /* which of the two depends on the kernel: the point is that it is told either way */
  struct message_exited m = expect_exited(&l, 1);
  printf("# after cgroup.kill a process born into the group is %s\n", m.code == CLD_KILLED ? "killed at birth" : "not harmed");
  CHECK(m.code == CLD_KILLED ? type == MESSAGE_FAILED && m.phase == PHASE_UNTOLD : type == MESSAGE_EXECED);
  CHECK(rmdir(path) == 0 && mkdir(path, 0700) == 0);
  cgroup = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  spawn_into(cgroup, 2, "exit 4", 0);
  expect_running(&l, 2);
  CHECK(expect_exited(&l, 2).status == 4);
  lab_close(&l);
  CHECK(rmdir(path) == 0);
}

static void a_cgroup_that_is_gone_fails_with_219(void) {
  char path[256];
  int cgroup = make_cgroup(path, sizeof path);
  lab_open(&l, 0);
  lab_ready(&l);
  CHECK(rmdir(path) == 0);
  spawn_into(cgroup, 1, "exit 0", 0);
  EXPECT(&l, FAILED, failed, f);
  CHECK(f.pid == 0 && f.error != 0 && f.status == 219);
  lab_close(&l);
}

/* ---- the death of a manager */

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
  ping(1);
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
    char script[64];
    snprintf(script, sizeof script, "trap 'exit %d' TERM; while :; do sleep 0.01; done", (int)i + 1);
    spawn_shell(&l, i + 1, script, 0);
    pids[i] = expect_running(&l, i + 1);
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
  for (uint64_t i = 0; i < 10; i++) ping(i);
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
  CHECK(m.id == 4 && m.phase == PHASE_FAILED && m.step == 0 && m.error == ENOENT && m.status == 203);
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

/* ---- acknowledgement and full tables */

static void unacknowledged_exits_are_told_again_and_acknowledged_ones_are_not(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  for (uint64_t i = 1; i <= 10; i++) {
    spawn_shell(&l, i, "exit 0", SPAWN_FLAGS_SHARE_MEMORY);
    expect_running(&l, i);
    expect_exited(&l, i);
  }
  DO(&l, ack, NULL, 0, .sequence = 4);
  ping(1);
  for (int again = 0; again < 2; again++) {
    lab_kill_manager(&l);
    lab_meet(&l);
    for (uint64_t i = 5; i <= 10; i++) CHECK(expect_exited(&l, i).sequence == i);
    CHECK(receive(&l) == MESSAGE_READY);
  }
  DO(&l, ack, NULL, 0, .sequence = 11);
  EXPECT(&l, REFUSED, refused, r);
  CHECK(r.request == MESSAGE_ACK && r.error == EINVAL);
  lab_close(&l);
}

/* reads until every process has exited */
static void gather(uint8_t *seen, uint32_t n, bool acknowledge) {
  for (uint32_t exits = 0; exits < n;) {
    uint32_t type = receive(&l);
    for (uint32_t i = 0; i < l.fd_count; i++) close(l.fds[i]);
    if (type != MESSAGE_EXITED) continue;
    struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
    struct message_exited m;
    CHECK(get_message_exited(&in, &m) && m.id >= 1 && !seen[m.id]++ && m.status == (int)(m.id % 100));
    exits++;
    if (acknowledge) DO(&l, ack, NULL, 0, .sequence = m.sequence);
  }
}

static void when_the_table_of_exits_is_full_zombies_wait_and_none_is_lost(void) {
  enum { N = 8700 }; /* the table has room for 8,324 of this size */
  static uint8_t seen[N + 1];
  lab_open(&l, 0);
  lab_ready(&l);
  uint32_t exited = 0;
  for (uint64_t i = 1; i <= N; i++) {
    struct recipe r;
    recipe_begin(&r);
    STEP_WITH(&r, EXEC, false, (int)(i % 100), put_text(out, "/nonexistent"), put_u32(out, 0));
    spawn_recipe(&l, i, &r, SPAWN_FLAGS_SHARE_MEMORY, NULL, 0);
    while (receive(&l) != MESSAGE_FAILED) { /* exits come in between and are not acknowledged */
      for (uint32_t k = 0; k < l.fd_count; k++) close(l.fds[k]);
      struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
      struct message_exited m;
      if (load32(l.packet + 4) >> 16 != MESSAGE_EXITED) continue;
      CHECK(get_message_exited(&in, &m) && !seen[m.id]++);
      exited++;
    }
  }
  while (receive_within(&l, 200) != 0) {
    struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
    struct message_exited m;
    CHECK(get_message_exited(&in, &m) && !seen[m.id]++);
    exited++;
  }
  CHECK(exited < N, "the table was not full");
  printf("# %u exits unacknowledged, %u zombies\n", exited, N - exited);
  DO(&l, ack, NULL, 0, .sequence = exited);
  gather(seen, N - exited, true);
  lab_close(&l);
}

static void a_manager_that_does_not_read_stops_nobody_but_itself(void) {
  enum { N = 4000 };
  static uint8_t seen[N + 1];
  lab_open(&l, 0);
  lab_ready(&l);
  CHECK(kill(l.hand, 0) == 0);
  uint32_t sent = 0;
  pid_t sender = fork(); /* requests go on while nothing is read */
  if (sender == 0) {
    for (uint64_t i = 1; i <= N; i++) {
      struct recipe r;
      recipe_begin(&r);
      STEP_WITH(&r, EXEC, false, (int)(i % 100), put_text(out, "/nonexistent"), put_u32(out, 0));
      spawn_recipe(&l, i, &r, SPAWN_FLAGS_SHARE_MEMORY, NULL, 0);
    }
    _exit(0);
  }
  (void)sent;
  char path[64], text[256];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)l.hand);
  for (int idle = 0; idle < 10;) { /* until hand sleeps because its queue is full */
    nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    read_file(path, text, sizeof text);
    idle = strstr(text, ") S ") ? idle + 1 : 0;
  }
  gather(seen, N, true);
  int status;
  CHECK(waitpid(sender, &status, 0) == sender && status == 0);
  ping(3);
  lab_close(&l);
}

/* ---- what hand is sent may be anything */

static void a_message_cut_or_altered_anywhere_does_not_end_hand(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  struct recipe r;
  recipe_begin(&r);
  step_shell(&r, "exit 0");
  struct message_spawn m = {.id = 1, .cgroup = -1, .memfd = -1, .recipe = recipe_end(&r)};
  static uint8_t whole[4096], bytes[4096];
  struct writer out = {.start = whole, .at = whole, .end = whole + sizeof whole};
  put_message_spawn(&out, &m, 0);
  size_t size = (size_t)(out.at - whole);
  uint32_t refused = 0, started = 0, failed = 0;
  for (size_t i = 0; i < 2 * size; i++) {
    memcpy(bytes, whole, size);
    if (i >= size) bytes[i - size] ^= (uint8_t)(1u << (i % 8));
    if (i < size && i > 0) send_bytes(&l, bytes, i, NULL, 0); /* an empty packet is the end of the channel */
    if (i >= size) send_bytes(&l, bytes, size, NULL, 0);
    DO(&l, ping, NULL, 0, .value = i);
    for (uint32_t type; (type = receive(&l)) != MESSAGE_PONG;) {
      refused += type == MESSAGE_REFUSED;
      started += type == MESSAGE_STARTED;
      failed += type == MESSAGE_FAILED;
      CHECK(type != MESSAGE_HELLO);
      for (uint32_t k = 0; k < l.fd_count; k++) close(l.fds[k]);
    }
  }
  printf("# %zu cuts, %zu altered bytes: %u refused, %u processes, %u of them failed\n", size - 1, size, refused, started, failed);
  CHECK(refused >= size && started > 0 && l.hello.generation == 1);
  lab_close(&l);
}

static void random_messages_with_descriptors_neither_end_hand_nor_fill_it(void) {
  const char *given = getenv("SEED");
  unsigned seed = given ? (unsigned)atol(given) : (unsigned)microseconds();
  printf("# SEED=%u\n", seed);
  srandom(seed);
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  ping(0);
  uint32_t before = open_descriptors(l.hand);
  int fds[LIMIT_ATTACHED];
  for (int i = 0; i < LIMIT_ATTACHED; i++) fds[i] = 1;
  static uint8_t bytes[LIMIT_MESSAGE_BYTES];
  for (uint64_t i = 0; i < 3000; i++) {
    size_t size = (size_t)random() % (i % 10 ? 200 : sizeof bytes - HEADER_BYTES) + 1;
    uint32_t n = (uint32_t)random() % (i % 10 ? 3 : LIMIT_ATTACHED);
    for (size_t k = 0; k < size; k++) bytes[k] = (uint8_t)random();
    if (i % 2 && size >= HEADER_BYTES) { /* a right header, of any type but Exit, Finish and Restart */
      static const uint32_t types[] = {MESSAGE_SPAWN, MESSAGE_STEPS, MESSAGE_KEEP, MESSAGE_UNKEEP, MESSAGE_ACK, 77};
      struct writer out = {.start = bytes, .at = bytes, .end = bytes + sizeof bytes};
      begin_message(&out, CHANNEL_MAGIC, CHANNEL_VERSION, types[random() % 6], n);
      store32(bytes + 8, (uint32_t)size);
    }
    send_bytes(&l, bytes, size, fds, n);
    DO(&l, ping, NULL, 0, .value = i);
    while (receive(&l) != MESSAGE_PONG) {
      for (uint32_t k = 0; k < l.fd_count; k++) close(l.fds[k]);
    }
  }
  CHECK(open_descriptors(l.hand) == before, "%u descriptors instead of %u", open_descriptors(l.hand), before);
  lab_close(&l);
}

static void a_message_of_another_version_is_refused_by_name(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  uint8_t bytes[HEADER_BYTES + 8];
  struct writer out = {.start = bytes, .at = bytes, .end = bytes + sizeof bytes};
  begin_message(&out, CHANNEL_MAGIC, CHANNEL_VERSION + 1, MESSAGE_PING, 0);
  put_u64(&out, 1);
  end_message(&out);
  send_bytes(&l, bytes, sizeof bytes, NULL, 0);
  EXPECT(&l, REFUSED, refused, r);
  CHECK(r.error == EPROTO && r.request == MESSAGE_PING);
  lab_close(&l);
}

static void keeping_under_the_same_name_replaces_and_a_full_table_refuses(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  uint32_t before = open_descriptors(l.hand);
  int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
  for (int i = 0; i < 100; i++) DO(&l, keep, &fd, 1, .name = "same");
  ping(1);
  CHECK(open_descriptors(l.hand) == before + 1);
  DO(&l, keep, &fd, 1, .name = "");
  EXPECT(&l, REFUSED, refused, empty);
  CHECK(empty.request == MESSAGE_KEEP);
  char name[LIMIT_NAME_BYTES + 2];
  memset(name, 'n', sizeof name);
  name[LIMIT_NAME_BYTES + 1] = 0;
  DO(&l, keep, &fd, 1, .name = name);
  EXPECT(&l, REFUSED, refused, longer);
  CHECK(longer.error == ENAMETOOLONG);
  struct message_refused full = {0};
  int kept = 0;
  for (; full.error == 0; kept++) { /* until the table is full, or hand's limit of descriptors is reached */
    snprintf(name, sizeof name, "n%d", kept);
    DO(&l, keep, &fd, 1, .name = name);
    DO(&l, ping, NULL, 0, .value = 1);
    if (receive(&l) == MESSAGE_PONG) continue;
    struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
    CHECK(get_message_refused(&in, &full));
    EXPECT(&l, PONG, pong, p);
    (void)p;
  }
  CHECK(kept == 8192 ? full.error == ENOSPC : full.error == EMFILE, "%d kept, error %d", kept, full.error);
  for (int i = 0; i < kept; i++) {
    snprintf(name, sizeof name, "n%d", i);
    if (i % 2) DO(&l, unkeep, NULL, 0, .name = name);
  }
  ping(2);
  CHECK(open_descriptors(l.hand) == before + 1 + (uint32_t)(kept / 2));
  lab_close(&l);
}

/* ---- signals */

static void signals_are_told_with_sender_and_value(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  const int signals[] = {SIGTERM, SIGHUP, SIGINT, SIGUSR1, SIGUSR2, SIGPWR, SIGWINCH, SIGPIPE, SIGRTMIN + 4, SIGRTMAX};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    union sigval value = {.sival_int = 1000 + (int)i};
    CHECK(sigqueue(l.hand, signals[i], value) == 0);
    EXPECT(&l, SIGNALLED, signalled, s);
    CHECK(s.signal == signals[i] && s.pid == getpid() && s.uid == getuid() && s.code == SI_QUEUE && s.value == 1000 + i,
          "%d from %d", s.signal, s.pid);
  }
  lab_close(&l);
}

static void a_signal_while_no_manager_runs_waits_for_the_next(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  spawn_shell(&l, 1, "exec sleep 1000", 0);
  pid_t pid = expect_running(&l, 1);
  for (int i = 0; i < 2; i++) {
    lab_kill_manager(&l);
    while (kill(l.manager, 0) == 0) sched_yield(); /* until hand has reaped it */
    if (i == 1) CHECK(kill(l.hand, SIGTERM) == 0);
    lab_meet(&l);
    while (receive(&l) != MESSAGE_READY) {}
  }
  EXPECT(&l, SIGNALLED, signalled, s);
  CHECK(s.signal == SIGTERM);
  kill(pid, SIGKILL);
  lab_close(&l);
}

/* ---- the end */

static void exit_ends_hand_with_its_code_and_pid_one_too(void) {
  for (int flags = 0; flags <= (may_make_namespaces() ? LAB_PID_ONE : 0); flags++) {
    lab_open(&l, flags);
    lab_ready(&l);
    spawn_shell(&l, 1, "exec sleep 1000", 0);
    pid_t pid = expect_running(&l, 1);
    DO(&l, exit, NULL, 0, .code = 42);
    int status = lab_wait(&l);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 42, "%x", (unsigned)status);
    if (!flags) kill(pid, SIGKILL);
  }
}

static void poweroff_in_a_pid_namespace_is_seen_by_who_started_it(void) {
  lab_open(&l, LAB_PID_ONE);
  lab_ready(&l);
  DO(&l, finish, NULL, 0, .verb = FINISH_VERB_POWEROFF);
  int status = lab_wait(&l); /* reboot_pid_ns(): the init is ended by SIGINT, and unshare does as its child did */
  CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGINT) || (WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGINT), "%x",
        (unsigned)status);
}

static void hand_finishes_alone_when_the_deadline_passes(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  uint64_t before = microseconds();
  DO(&l, finish, NULL, 0, .verb = FINISH_VERB_EXIT, .code = 9, .deadline = 1000);
  DO(&l, finish, NULL, 0, .verb = FINISH_VERB_NONE);
  ping(1);
  DO(&l, finish, NULL, 0, .verb = FINISH_VERB_EXIT, .code = 7, .deadline = 300000);
  ping(2);
  lab_kill_manager(&l);
  lab_meet(&l);
  CHECK(l.hello.finish == FINISH_VERB_EXIT && l.hello.finish_in > 0 && l.hello.finish_in <= 300000);
  int status = lab_wait(&l);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7 && microseconds() - before >= 300000, "%x", (unsigned)status);
}

static void steps_are_carried_out_in_hand_itself(void) {
  lab_open(&l, 0);
  lab_ready(&l);
  struct recipe r;
  recipe_begin(&r);
  STEP(&r, WORKING_DIRECTORY, put_text(out, "/tmp"), put_flag(out, false));
  DO(&l, steps, NULL, 0, .id = 3, .recipe = recipe_end(&r));
  EXPECT(&l, STEPPED, stepped, s);
  CHECK(s.id == 3);
  char path[64], cwd[64] = "";
  snprintf(path, sizeof path, "/proc/%d/cwd", (int)l.hand);
  CHECK(readlink(path, cwd, sizeof cwd - 1) > 0 && strcmp(cwd, "/tmp") == 0);
  STEP(&r, WORKING_DIRECTORY, put_text(out, "/nonexistent"), put_flag(out, false));
  DO(&l, steps, NULL, 0, .id = 4, .recipe = recipe_end(&r));
  EXPECT(&l, FAILED, failed, f);
  CHECK(f.id == 4 && f.step == 1 && f.error == ENOENT && f.pid == 0);
  DO(&l, steps, NULL, 0, .id = 5, .recipe = {.at = r.bytes, .size = 20});
  EXPECT(&l, FAILED, failed, malformed);
  CHECK(malformed.error == EBADMSG);
  recipe_free(&r);
  recipe_begin(&r);
  step_shell(&r, "exit 77");
  DO(&l, steps, NULL, 0, .id = 6, .recipe = recipe_end(&r));
  int status = lab_wait(&l);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 77, "%x", (unsigned)status);
}

int main(int argc, char **argv) {
  static const struct test tests[] = {
#define T(name) {#name, name, NEEDS_NOTHING}
#define ROOT(name) {#name, name, NEEDS_NAMESPACES}
      T(the_first_manager_is_told_hello_and_ready),
      T(hello_carries_hands_own_arguments_and_environment_as_bytes),
      T(the_manager_gets_only_lc_all_and_stays_in_hands_process_group),
      ROOT(as_pid_one_hand_is_called_systemd_and_keeps_its_command_line_and_environment),
      T(a_manager_that_does_not_exist_ends_hand_with_203_below_another_init),
      T(without_dashes_the_manager_is_the_file_manager_beside_hand),
      T(a_forked_program_is_started_execed_and_exited_in_that_order),
      T(a_program_that_shared_memory_is_too),
      T(so_is_one_where_clone3_does_not_exist),
      T(a_signal_is_told_as_the_end_of_a_process),
      T(failed_comes_before_exited_and_has_step_errno_and_status),
      T(a_process_killed_before_exec_is_failed_without_errno),
      T(two_thousand_quick_exits_are_all_told_in_sequence_with_their_status),
      T(an_orphan_is_told_with_id_0_and_its_cgroup),
      T(a_spawn_that_makes_no_sense_fails_without_a_process),
      T(with_no_descriptor_to_spare_a_spawn_fails_and_hand_lives_on),
      ROOT(a_process_is_born_in_its_cgroup_and_its_orphans_are_told_with_that_path),
      ROOT(without_clone3_a_process_enters_its_cgroup_before_its_first_step),
      ROOT(a_group_once_killed_by_cgroup_kill_is_poisoned_until_it_is_made_again),
      ROOT(a_cgroup_that_is_gone_fails_with_219),
      T(the_next_manager_is_handed_everything_back),
      T(the_last_requests_of_a_dead_manager_count),
      T(twenty_processes_that_end_while_no_manager_runs_are_all_told_with_their_status),
      T(a_child_that_still_holds_the_old_channel_does_not_deafen_the_next_manager),
      T(a_child_that_holds_the_end_of_anothers_report_pipe_keeps_nobody_busy),
      T(a_failure_nobody_heard_of_is_in_the_replayed_exit),
      T(a_manager_that_dies_young_again_and_again_is_started_later_each_time),
      T(a_manager_that_asks_for_it_is_replaced_at_once),
      T(a_manager_that_closes_its_channel_is_replaced),
      T(unacknowledged_exits_are_told_again_and_acknowledged_ones_are_not),
      T(when_the_table_of_exits_is_full_zombies_wait_and_none_is_lost),
      T(a_manager_that_does_not_read_stops_nobody_but_itself),
      T(a_message_cut_or_altered_anywhere_does_not_end_hand),
      T(random_messages_with_descriptors_neither_end_hand_nor_fill_it),
      T(a_message_of_another_version_is_refused_by_name),
      T(keeping_under_the_same_name_replaces_and_a_full_table_refuses),
      T(signals_are_told_with_sender_and_value),
      T(a_signal_while_no_manager_runs_waits_for_the_next),
      T(exit_ends_hand_with_its_code_and_pid_one_too),
      ROOT(poweroff_in_a_pid_namespace_is_seen_by_who_started_it),
      T(hand_finishes_alone_when_the_deadline_passes),
      T(steps_are_carried_out_in_hand_itself),
  };
  return run_tests(argc, argv, tests, sizeof tests / sizeof *tests);
}
