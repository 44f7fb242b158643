/* What the manager sees of hand: processes: made, executed or failed, ended; into cgroups. */
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
    CHECK(f.id == 5 + flags && f.pid == s.pid && f.step == 1 && f.kind == STEP_WORKING_DIRECTORY && f.error == ENOENT && f.status == 200);
    struct message_exited m = expect_exited(&l, 5 + flags);
    CHECK(m.code == CLD_EXITED && m.status == 200 && m.phase == PHASE_FAILED && m.step == 1 && m.kind == f.kind && m.error == ENOENT);
    CHECK(m.started == s.started);
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
  ping(&l, 1); /* a blocked step blocks nobody else */
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
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    DO(&l, spawn, NULL, 0, .id = bad[i].id, .cgroup = bad[i].cgroup, .memfd = bad[i].memfd,
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
  ping(&l, 1);
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

int main(int argc, char **argv) {
  static const struct test tests[] = {
#define T(name) {#name, name, NEEDS_NOTHING}
#define ROOT(name) {#name, name, NEEDS_NAMESPACES}
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
  };
  return run_tests(argc, argv, tests, sizeof tests / sizeof *tests);
}
