/* What each step does to a process, seen from inside it; and what it says when it fails. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

static struct lab l;
static struct recipe r;
static uint64_t next_id = 1;

static void begin(void) {
  if (l.hand == 0) {
    lab_open(&l, 0);
    lab_ready(&l);
  }
  recipe_begin(&r);
}

/* (STEP would expand NULL) */
static void step_null(int target) {
  recipe_step(&r, STEP_NULL, false, 99);
  put_i32(&r.out, target);
  recipe_step_done(&r);
}

/* Carries the recipe out, then `sh -c script` with the reading end of a pipe on descriptor 1; what it printed. */
static const char *output(const char *script, uint32_t flags) {
  static char text[16384];
  int pipes[2];
  CHECK(pipe2(pipes, O_CLOEXEC) == 0);
  STEP(&r, ATTACHED, put_i32(out, 0), put_i32(out, 1));
  if (script) step_exec(&r, (const char *[]){"/bin/sh", "-c", script, NULL});
  spawn_recipe(&l, next_id, &r, flags, &pipes[1], 1);
  close(pipes[1]);
  expect_running(&l, next_id);
  size_t n = 0;
  for (ssize_t k; (k = read(pipes[0], text + n, sizeof text - 1 - n)) > 0;) n += (size_t)k;
  text[n] = 0;
  close(pipes[0]);
  CHECK(expect_exited(&l, next_id++).code == CLD_EXITED);
  return text;
}

/* the recipe must fail at its last step */
static struct message_failed failure(uint32_t flags) {
  int32_t last = (int32_t)r.steps - 1;
  step_shell(&r, "exit 0");
  spawn_recipe(&l, next_id, &r, flags, NULL, 0);
  EXPECT(&l, STARTED, started, s);
  EXPECT(&l, FAILED, failed, f);
  CHECK(s.id == f.id && f.step == last, "step %d error %d", f.step, f.error);
  struct message_exited m = expect_exited(&l, next_id++);
  CHECK(m.status == f.status && f.status == 99);
  return f;
}

#define CHECK_OUTPUT(expected, script, flags) \
  do { \
    const char *text_ = output(script, flags); \
    CHECK(strcmp(text_, expected) == 0, "printed: %s", text_); \
  } while (0)

enum { SHARE = SPAWN_FLAGS_SHARE_MEMORY };

static void a_new_session_has_no_terminal_and_its_leader_is_the_process(void) {
  for (uint32_t flags = 0; flags <= SHARE; flags++) {
    begin();
    STEP(&r, SESSION, );
    CHECK_OUTPUT("leader\n", "read -r pid _ _ _ pgrp session tty _ </proc/self/stat; [ $pid = $session ] && [ $pid = $pgrp ] && "
                             "[ $tty = 0 ] && echo leader",
                 flags);
  }
  lab_close(&l);
}

static void umask_directory_nice_and_oom_score_are_set(void) {
  for (uint32_t flags = 0; flags <= SHARE; flags++) {
    begin();
    STEP(&r, UMASK, put_i32(out, 0137));
    STEP(&r, WORKING_DIRECTORY, put_text(out, "/usr/lib"), put_flag(out, false));
    STEP(&r, NICE, put_i32(out, 5));
    STEP(&r, OOM_SCORE, put_i32(out, 500));
    CHECK_OUTPUT("0137\n/usr/lib\n5\n500\n", "umask; pwd; /usr/bin/nice; cat /proc/self/oom_score_adj", flags);
  }
  lab_close(&l);
}

static void a_missing_directory_is_fine_only_if_it_may_be_missing(void) {
  begin();
  STEP(&r, WORKING_DIRECTORY, put_text(out, "/"), put_flag(out, false));
  STEP(&r, WORKING_DIRECTORY, put_text(out, "/nonexistent"), put_flag(out, true));
  CHECK_OUTPUT("/\n", "pwd", 0);
  begin();
  STEP(&r, WORKING_DIRECTORY, put_text(out, "/nonexistent"), put_flag(out, false));
  CHECK(failure(0).error == ENOENT);
  lab_close(&l);
}

static void limits_are_set_soft_and_hard(void) {
  begin();
  STEP(&r, LIMIT, put_u32(out, RESOURCE_NOFILE), put_u64(out, 77), put_u64(out, 99));
  STEP(&r, LIMIT, put_u32(out, RESOURCE_CORE), put_u64(out, 0), put_u64(out, 0));
  CHECK_OUTPUT("77 99\n0 0\n", "echo $(ulimit -Sn) $(ulimit -Hn); echo $(ulimit -Sc) $(ulimit -Hc)", SHARE);
  begin();
  STEP(&r, LIMIT, put_u32(out, RESOURCE_NOFILE), put_u64(out, 2), put_u64(out, 1));
  CHECK(failure(SHARE).error == EINVAL);
  lab_close(&l);
}

static void hand_itself_keeps_its_limits_directory_mask_and_signals(void) {
  begin();
  char before[4096], after[4096], path[64];
  snprintf(path, sizeof path, "/proc/%d/limits", (int)l.hand);
  read_file(path, before, sizeof before);
  STEP(&r, LIMIT, put_u32(out, RESOURCE_NOFILE), put_u64(out, 77), put_u64(out, 99));
  STEP(&r, UMASK, put_i32(out, 0777));
  STEP(&r, WORKING_DIRECTORY, put_text(out, "/usr"), put_flag(out, false));
  STEP(&r, SIGNALS, put_u32(out, 1), put_i32(out, SIGHUP));
  output("true", SHARE);
  read_file(path, after, sizeof after);
  CHECK(strcmp(before, after) == 0);
  char cwd[64] = "";
  snprintf(path, sizeof path, "/proc/%d/cwd", (int)l.hand);
  CHECK(readlink(path, cwd, sizeof cwd - 1) > 0 && strcmp(cwd, "/usr") != 0);
  snprintf(path, sizeof path, "/proc/%d/status", (int)l.hand);
  read_file(path, after, sizeof after);
  CHECK(strstr(after, "SigIgn:\t0000000000000000\n") && !strstr(after, "SigBlk:\t0000000000000000\n"), "%s", after);
  lab_close(&l);
}

static void signals_are_unblocked_and_default_but_for_those_ignored(void) {
  signal(SIGUSR1, SIG_IGN); /* inherited by hand, but not by its services */
  for (uint32_t flags = 0; flags <= SHARE; flags++) {
    begin();
    STEP(&r, SIGNALS, put_u32(out, 2), put_i32(out, SIGHUP), put_i32(out, SIGPIPE));
    CHECK_OUTPUT("SigBlk:\t0000000000000000\nSigIgn:\t0000000000001001\n", "grep -E 'Sig(Blk|Ign)' /proc/self/status", flags);
  }
  lab_close(&l);
}

static void the_environment_is_exactly_what_is_given_byte_for_byte(void) {
  begin();
  STEP(&r, ENVIRONMENT, put_list(out, (const char *[]){"A=\xff\x01 =b", "E=", "PATH=/usr/bin:/bin", "\xc3\xbc=1", NULL}));
  STEP(&r, OWN_PID, put_text(out, "LISTEN_PID"));
  STEP(&r, ATTACHED, put_i32(out, 0), put_i32(out, 1));
  STEP_WITH(&r, EXEC, false, 203, put_text(out, "/bin/cat"),
            put_list(out, (const char *[]){"odd\xff name", "/proc/self/environ", "/proc/self/cmdline", NULL}));
  int pipes[2];
  CHECK(pipe2(pipes, O_CLOEXEC) == 0);
  spawn_recipe(&l, 1, &r, SHARE, &pipes[1], 1);
  close(pipes[1]);
  pid_t pid = expect_running(&l, 1);
  char text[512], expected[512];
  expect_exited(&l, 1);
  ssize_t n = read(pipes[0], text, sizeof text);
  int m = snprintf(expected, sizeof expected,
                   "A=\xff\x01 =b%cE=%cPATH=/usr/bin:/bin%c\xc3\xbc=1%cLISTEN_PID=%d%codd\xff name%c/proc/self/environ%c/proc/self/cmdline%c",
                   0, 0, 0, 0, (int)pid, 0, 0, 0, 0);
  CHECK(n == m && memcmp(text, expected, (size_t)n) == 0);
  lab_close(&l);
}

static void without_an_environment_step_there_is_none(void) {
  begin();
  STEP(&r, ATTACHED, put_i32(out, 0), put_i32(out, 1));
  STEP_WITH(&r, EXEC, false, 203, put_text(out, "/usr/bin/env"), put_list(out, (const char *[]){"env", NULL}));
  CHECK_OUTPUT("", NULL, 0);
  lab_close(&l);
}

static void an_own_pid_replaces_a_variable_of_that_name(void) {
  begin();
  STEP(&r, ENVIRONMENT, put_list(out, (const char *[]){"WATCHDOG_PID=1", "WATCHDOG_PIDX=2", NULL}));
  STEP(&r, OWN_PID, put_text(out, "WATCHDOG_PID"));
  CHECK_OUTPUT("own 2\n", "[ $WATCHDOG_PID = $$ ] && echo own $WATCHDOG_PIDX", SHARE);
  lab_close(&l);
}

static void descriptors_arrive_where_they_are_wanted_whatever_numbers_they_had(void) {
  for (uint32_t flags = 0; flags <= SHARE; flags++) {
    begin();
    int fds[3];
    for (int i = 0; i < 3; i++) {
      char name[16];
      snprintf(name, sizeof name, "%c%u", "abc"[i], flags);
      fds[i] = open(temporary(name), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
      CHECK(write(fds[i], &"abc"[i], 1) == 1 && lseek(fds[i], 0, SEEK_SET) == 0);
    }
    DO(&l, keep, &fds[2], 1, .name = "c");
    /* 250 targets: wherever hand received the descriptors, some step overwrites that number before they are used */
    for (int target = 3; target < 250; target++) step_null(target);
    STEP(&r, ATTACHED, put_i32(out, 1), put_i32(out, 3));
    STEP(&r, KEPT, put_text(out, "c"), put_i32(out, 4));
    STEP(&r, ATTACHED, put_i32(out, 0), put_i32(out, 5));
    STEP(&r, DUPLICATE, put_i32(out, 5), put_i32(out, 6));
    STEP(&r, ATTACHED, put_i32(out, 2), put_i32(out, 1));
    step_exec(&r, (const char *[]){"/bin/sh", "-c", "/bin/cat <&3; /bin/cat <&4; /bin/cat <&6", NULL});
    int pipes[2];
    CHECK(pipe2(pipes, O_CLOEXEC) == 0);
    spawn_recipe(&l, next_id, &r, flags, (int[]){fds[0], fds[1], pipes[1]}, 3);
    close(pipes[1]);
    expect_running(&l, next_id);
    expect_exited(&l, next_id++);
    char text[8] = "";
    CHECK(read(pipes[0], text, 7) == 3 && strcmp(text, "bca") == 0, "%s", text);
  }
  lab_close(&l);
}

/* executes a shell that stops itself, and says which descriptors it has then (the loader's own are closed by now) */
static const char *descriptors_of_a_program(uint32_t flags) {
  static char text[8192];
  step_exec(&r, (const char *[]){"/bin/sh", "-c", "kill -STOP $$", NULL});
  spawn_recipe(&l, next_id, &r, flags, NULL, 0);
  pid_t pid = expect_running(&l, next_id);
  char stat_path[64];
  snprintf(stat_path, sizeof stat_path, "/proc/%d/stat", (int)pid);
  for (int i = 0; i < 10000; i++) {
    read_file(stat_path, text, sizeof text);
    if (strstr(text, ") T ")) break;
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
  CHECK(strstr(text, ") T "), "it did not stop");
  text[0] = 0;
  for (int fd = 0; fd < 1024; fd++) {
    char path[64], target[8];
    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)pid, fd);
    if (readlink(path, target, sizeof target) > 0) sprintf(text + strlen(text), "%d ", fd);
  }
  kill(pid, SIGKILL);
  expect_exited(&l, next_id++);
  return text;
}

static void closing_others_leaves_only_what_is_wanted(void) {
  for (uint32_t flags = 0; flags <= SHARE; flags++) {
    begin();
    step_null(0);
    step_null(1);
    step_null(2);
    step_null(7);
    step_null(9);
    step_null(255);
    STEP(&r, CLOSE_OTHERS, put_u32(out, 3), put_i32(out, 0), put_i32(out, 2), put_i32(out, 7));
    const char *open = descriptors_of_a_program(flags);
    CHECK(strcmp(open, "0 2 7 ") == 0, "%s", open);
  }
  begin();
  STEP(&r, CLOSE_OTHERS, put_u32(out, 2), put_i32(out, 2), put_i32(out, 1));
  CHECK(failure(0).error == EINVAL);
  lab_close(&l);
}

static void closing_others_works_where_close_range_does_not_exist(void) {
  lab_open(&l, LAB_OLD);
  lab_ready(&l);
  begin();
  step_null(9);
  step_null(255);
  STEP(&r, CLOSE_OTHERS, put_u32(out, 2), put_i32(out, 1), put_i32(out, 9));
  const char *open = descriptors_of_a_program(0);
  CHECK(strcmp(open, "1 9 ") == 0, "%s", open);
  lab_close(&l);
}

static void neither_what_hand_inherited_nor_what_it_owns_reaches_a_program_even_without_closing_others(void) {
  int inherited = open("/dev/null", O_RDONLY); /* not close-on-exec: what a careless parent leaves to hand */
  CHECK(inherited > 2);
  begin();
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)l.hand, inherited);
  CHECK(access(path, F_OK) < 0, "hand keeps what it inherited open");
  const char *open = descriptors_of_a_program(0);
  CHECK(strcmp(open, "0 1 2 ") == 0, "%s", open);
  lab_close(&l);
}

static void a_descriptor_out_of_the_recipes_range_is_refused(void) {
  const int32_t bad[] = {-1, LIMIT_TARGETS, INT32_MAX};
  for (int i = 0; i < 3; i++) {
    begin();
    step_null(bad[i]);
    CHECK(failure(0).error == EBADF);
    begin();
    step_null(3);
    STEP(&r, DUPLICATE, put_i32(out, 3), put_i32(out, bad[i]));
    CHECK(failure(0).error == EBADF);
    begin();
    STEP(&r, ATTACHED, put_i32(out, bad[i]), put_i32(out, 1));
    CHECK(failure(0).error == EBADF);
  }
  begin();
  STEP(&r, KEPT, put_text(out, "nobody"), put_i32(out, 1));
  CHECK(failure(0).error == ENOENT);
  lab_close(&l);
}

static void files_are_opened_as_asked(void) {
  const char *path = temporary("log");
  for (int i = 0; i < 2; i++) {
    begin();
    STEP(&r, UMASK, put_i32(out, 0));
    STEP(&r, OPEN, put_text(out, path), put_u32(out, OPEN_FLAGS_WRITE | OPEN_FLAGS_CREATE | OPEN_FLAGS_APPEND), put_i32(out, 0640),
         put_i32(out, 3));
    output("echo line >&3", SHARE);
  }
  char text[64];
  struct stat s;
  read_file(path, text, sizeof text);
  CHECK(strcmp(text, "line\nline\n") == 0 && stat(path, &s) == 0 && (s.st_mode & 07777) == 0640);
  begin();
  STEP(&r, OPEN, put_text(out, path), put_u32(out, OPEN_FLAGS_WRITE | OPEN_FLAGS_TRUNCATE), put_i32(out, 0), put_i32(out, 3));
  output("true", SHARE);
  CHECK(stat(path, &s) == 0 && s.st_size == 0);
  lab_close(&l);
}

static void calls_on_a_descriptor_wait_or_never_wait(void) {
  const char *script = "while read key value; do [ $key = flags: ] && echo $((0$value & 04000)); done < /proc/$$/fdinfo/3";
  for (int blocks = 0; blocks < 2; blocks++) {
    begin();
    STEP(&r, OPEN, put_text(out, "/dev/null"), put_u32(out, OPEN_FLAGS_READ | (blocks ? OPEN_FLAGS_NONBLOCK : 0)), put_i32(out, 0), put_i32(out, 3));
    STEP(&r, BLOCKING, put_i32(out, 3), put_flag(out, blocks));
    CHECK_OUTPUT(blocks ? "0\n" : "2048\n", script, SHARE);
  }
  begin();
  STEP(&r, BLOCKING, put_i32(out, 9), put_flag(out, false));
  CHECK(failure(0).error == EBADF);
  lab_close(&l);
}

static void a_tolerated_step_is_told_and_the_recipe_goes_on(void) {
  begin();
  STEP_WITH(&r, WORKING_DIRECTORY, true, 200, put_text(out, "/nonexistent"), put_flag(out, false));
  STEP_WITH(&r, EXEC, true, 203, put_text(out, "/nonexistent/sh"), put_u32(out, 0));
  step_shell(&r, "exit 6");
  spawn_recipe(&l, 1, &r, 0, NULL, 0);
  EXPECT(&l, STARTED, started, s);
  EXPECT(&l, TOLERATED, tolerated, first);
  CHECK(s.id == 1 && first.step == 0 && first.error == ENOENT); /* nor is it told where a program is not */
  EXPECT(&l, EXECED, execed, e);
  CHECK(e.id == 1 && expect_exited(&l, 1).status == 6);
  lab_close(&l);
}

static void a_recipe_that_executes_nothing_fails(void) {
  begin();
  STEP(&r, UMASK, put_i32(out, 0));
  spawn_recipe(&l, 1, &r, 0, NULL, 0);
  EXPECT(&l, STARTED, started, s);
  EXPECT(&l, FAILED, failed, f);
  CHECK(s.id == 1 && f.error == ENOEXEC && f.status == 203 && expect_exited(&l, 1).status == 203);
  lab_close(&l);
}

static void a_pid_file_appears_whole_and_replaces_an_old_one(void) {
  const char *path = temporary("pid");
  char script[256];
  snprintf(script, sizeof script, "[ \"$(/bin/cat %s)\" = $$ ] && echo own; /bin/ls %s*", path, path);
  char expected[256];
  snprintf(expected, sizeof expected, "own\n%s\n", path);
  for (int i = 0; i < 2; i++) {
    begin();
    STEP(&r, PID_FILE, put_text(out, path));
    CHECK_OUTPUT(expected, script, 0);
  }
  begin();
  STEP(&r, PID_FILE, put_text(out, "/nonexistent/pid"));
  CHECK(failure(0).error == ENOENT);
  lab_close(&l);
}

static void a_lock_is_held_by_one_and_the_second_is_told_by_whom(void) {
  begin();
  const char *path = temporary("lock");
  STEP(&r, LOCK, put_text(out, path), put_flag(out, true), put_i32(out, 3));
  step_shell(&r, "exec sleep 1000");
  spawn_recipe(&l, next_id, &r, 0, NULL, 0);
  pid_t holder = expect_running(&l, next_id++);
  char text[32], expected[32];
  read_file(path, text, sizeof text);
  snprintf(expected, sizeof expected, "%d\n", (int)holder);
  CHECK(strcmp(text, expected) == 0, "%s", text);
  for (uint32_t flags = 0; flags <= SHARE; flags++) {
    begin();
    STEP(&r, LOCK, put_text(out, path), put_flag(out, true), put_i32(out, 3));
    struct message_failed f = failure(flags);
    CHECK(f.error == EAGAIN && f.detail == (uint64_t)holder, "%lu", (unsigned long)f.detail);
  }
  read_file(path, text, sizeof text);
  CHECK(strcmp(text, expected) == 0, "the loser wrote into it");
  kill(holder, SIGKILL);
  CHECK(expect_exited(&l, 1).code == CLD_KILLED);
  begin();
  STEP(&r, LOCK, put_text(out, path), put_flag(out, true), put_i32(out, 3));
  output("true", 0);
  lab_close(&l);
}

static void identity_is_taken_as_a_whole(void) {
  begin();
  STEP(&r, GROUPS, put_u32(out, 2), put_u32(out, 4001), put_u32(out, 4002));
  STEP(&r, GROUP, put_u32(out, 4003));
  STEP(&r, USER, put_u32(out, 4004));
  STEP(&r, NO_NEW_PRIVILEGES, );
  CHECK_OUTPUT("Uid:\t4004\t4004\t4004\t4004\nGid:\t4003\t4003\t4003\t4003\nGroups:\t4001 4002 \nCapEff:\t0000000000000000\nNoNewPrivs:\t1\n",
               "/bin/grep -E '^(Uid|Gid|Groups|CapEff|NoNewPrivs):' /proc/self/status", 0);
  char path[64], text[4096];
  snprintf(path, sizeof path, "/proc/%d/status", (int)l.hand);
  read_file(path, text, sizeof text);
  CHECK(strstr(text, "Uid:\t0\t0\t0\t0\n"));
  lab_close(&l);
}

static void a_process_that_shares_memory_cannot_change_the_user(void) {
  begin(); /* whoever could stop it before it executes would stop hand */
  STEP(&r, USER, put_u32(out, geteuid() + 1));
  CHECK(failure(SHARE).error == EPERM);
  begin();
  STEP(&r, USER, put_u32(out, geteuid()));
  output("true", SHARE);
  lab_close(&l);
}

/* A child that takes another group makes the memory it shares undumpable, and /proc/1/environ unreadable for many. */
static void hands_proc_files_stay_readable_after_a_shared_change_of_group(void) {
  CHECK(setresgid(4003, 4003, 4003) == 0);
  lab_open(&l, 0);
  lab_ready(&l);
  recipe_begin(&r);
  STEP(&r, GROUP, put_u32(out, 0));
  output("true", SHARE);
  char path[64];
  struct stat s;
  snprintf(path, sizeof path, "/proc/%d/environ", (int)l.hand);
  CHECK(stat(path, &s) == 0 && s.st_gid == 4003, "the files belong to root: hand is not dumpable");
  lab_close(&l);
}

static void a_recipe_of_any_size_travels_in_a_sealed_memfd(void) {
  begin();
  static char big[128 * 1024];
  memset(big, 'x', sizeof big - 1);
  memcpy(big, "BIG=", 4);
  const char *many[11] = {"PATH=/bin:/usr/bin"};
  for (int i = 1; i < 10; i++) many[i] = big;
  for (int sealed = 0; sealed < 2; sealed++) {
    recipe_free(&r);
    begin();
    STEP(&r, ENVIRONMENT, put_list(out, many));
    STEP(&r, ATTACHED, put_i32(out, 1), put_i32(out, 1));
    step_exec(&r, (const char *[]){"/bin/sh", "-c", "exit ${#BIG}", NULL});
    struct bytes recipe = recipe_end(&r);
    CHECK(recipe.size > 1024 * 1024);
    int memfd = memfd_create("recipe", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    CHECK(write(memfd, recipe.at, recipe.size) == (ssize_t)recipe.size);
    if (sealed) CHECK(fcntl(memfd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0);
    int fds[2] = {memfd, 1};
    DO(&l, spawn, fds, 2, .id = next_id, .flags = SHARE, .cgroup = -1, .memfd = 0, .recipe = {0});
    if (sealed) {
      expect_running(&l, next_id);
      CHECK(expect_exited(&l, next_id++).status == (128 * 1024 - 5) % 256);
    } else {
      EXPECT(&l, STARTED, started, s);
      EXPECT(&l, FAILED, failed, f);
      CHECK(s.id == next_id && f.error == EPERM && f.step == -1);
      expect_exited(&l, next_id++);
    }
  }
  lab_close(&l);
}

static void a_malformed_recipe_ends_its_child_before_the_first_step(void) {
  begin();
  recipe_free(&r);
  for (uint32_t flags = 0; flags <= SHARE; flags++) {
    recipe_begin(&r);
    STEP(&r, PID_FILE, put_text(out, temporary("never")));
    step_shell(&r, "exit 0");
    struct bytes whole = recipe_end(&r);
    for (uint32_t size = 0; size < whole.size; size++) {
      DO(&l, spawn, NULL, 0, .id = next_id, .flags = flags, .cgroup = -1, .memfd = -1, .recipe = {.at = whole.at, .size = size});
      EXPECT(&l, STARTED, started, s);
      EXPECT(&l, FAILED, failed, f);
      CHECK(s.id == f.id && f.error == EBADMSG && f.step == -1 && l.hello.generation == 1);
      expect_exited(&l, next_id++);
    }
    recipe_free(&r);
  }
  CHECK(access(temporary("never"), F_OK) < 0);
  lab_close(&l);
}

/* ---- the lecture's daemon */

/* the lecture's seven steps, each a row; -1 for all */
static const char *daemon_report(int left_out) {
  static char text[1024];
  const char *lock = temporary("daemon.lock"), *said = temporary("said");
  unlink(lock);
  unlink(said);
  begin();
  /* what a careless shell leaves behind: a descriptor, a mask, a directory; hand itself blocks SIGHUP and others */
  STEP(&r, UMASK, put_i32(out, 027));
  STEP(&r, WORKING_DIRECTORY, put_text(out, "/usr"), put_flag(out, false));
  STEP(&r, OPEN, put_text(out, "/etc/passwd"), put_u32(out, OPEN_FLAGS_READ), put_i32(out, 0), put_i32(out, 8));
  for (int target = 0; target < 3; target++) {
    STEP(&r, OPEN, put_text(out, "/etc/hostname"), put_u32(out, OPEN_FLAGS_READ), put_i32(out, 0), put_i32(out, target));
  }
  if (left_out != 1) STEP(&r, FORK, );
  if (left_out != 2) STEP(&r, CLOSE_OTHERS, put_u32(out, 3), put_i32(out, 0), put_i32(out, 1), put_i32(out, 2));
  if (left_out != 3) STEP(&r, LOCK, put_text(out, lock), put_flag(out, true), put_i32(out, 3));
  for (int target = 0; target < 3 && left_out != 4; target++) step_null(target);
  if (left_out != 5) STEP(&r, SESSION, );
  if (left_out != 6) STEP(&r, UMASK, put_i32(out, 0));
  if (left_out != 7) STEP(&r, WORKING_DIRECTORY, put_text(out, "/"), put_flag(out, false));
  if (left_out != 8) STEP(&r, SIGNALS, put_u32(out, 1), put_i32(out, SIGHUP));
  char script[1024];
  snprintf(script, sizeof script,
           "{ [ -e /proc/$$/fd/8 ] && echo inherited; [ -e /proc/$$/fd/3 ] && [ -s %s ] && echo locked; readlink /proc/$$/fd/0; umask; pwd; "
           "read -r pid _ _ _ pgrp session _ </proc/$$/stat; [ $pid = $session ] && echo leader; "
           "grep SigIgn /proc/$$/status; } >%s.new; mv %s.new %s; exit 0",
           lock, said, said, said);
  STEP(&r, ENVIRONMENT, put_list(out, (const char *[]){"PATH=/usr/bin:/bin", NULL}));
  step_exec(&r, (const char *[]){"/bin/sh", "-c", script, NULL});
  spawn_recipe(&l, next_id, &r, 0, NULL, 0);
  pid_t first = expect_running(&l, next_id);
  int ends[2] = {0, 0}; /* the parent that forked, the daemon that hand inherited as an orphan */
  for (int i = 0; i < (left_out == 1 ? 1 : 2); i++) {
    EXPECT(&l, EXITED, exited, m);
    ends[m.id == next_id ? 0 : 1]++;
    CHECK(m.status == 0 && (m.id == 0 || m.pid == first));
  }
  next_id++;
  read_file(said, text, sizeof text - 64);
  snprintf(text + strlen(text), 64, "parent %d daemon %d\n", ends[0], ends[1]);
  return text;
}

static void each_of_the_lectures_steps_left_out_makes_a_difference(void) {
  static char whole[1024];
  snprintf(whole, sizeof whole, "%s", daemon_report(-1));
  CHECK(strcmp(whole, "locked\n/dev/null\n0000\n/\nleader\nSigIgn:\t0000000000000001\nparent 1 daemon 1\n") == 0, "%s", whole);
  for (int step = 1; step <= 8; step++) {
    const char *without = daemon_report(step);
    CHECK(strcmp(without, whole) != 0, "without %d: %s", step, without);
  }
  lab_close(&l);
}

static void a_daemon_whose_step_fails_after_the_fork_is_known_to_who_started_it(void) {
  begin();
  STEP(&r, FORK, );
  STEP_WITH(&r, WORKING_DIRECTORY, false, 200, put_text(out, "/nonexistent"), put_flag(out, false));
  step_shell(&r, "exit 0");
  spawn_recipe(&l, 1, &r, 0, NULL, 0);
  EXPECT(&l, STARTED, started, s);
  EXPECT(&l, FAILED, failed, f);
  CHECK(s.id == 1 && f.step == 1 && f.error == ENOENT);
  bool told = false;
  for (int i = 0; i < 2; i++) {
    EXPECT(&l, EXITED, exited, m);
    CHECK(m.status == 200);
    told |= m.id == 1;
  }
  CHECK(told);
  begin();
  STEP(&r, FORK, );
  CHECK(failure(SHARE).error == EINVAL); /* not with shared memory */
  lab_close(&l);
}

int main(int argc, char **argv) {
  static const struct test tests[] = {
#define T(name) {#name, name, NEEDS_NOTHING}
#define ROOT(name) {#name, name, NEEDS_ROOT}
      T(a_new_session_has_no_terminal_and_its_leader_is_the_process),
      T(umask_directory_nice_and_oom_score_are_set),
      T(a_missing_directory_is_fine_only_if_it_may_be_missing),
      T(limits_are_set_soft_and_hard),
      T(hand_itself_keeps_its_limits_directory_mask_and_signals),
      T(signals_are_unblocked_and_default_but_for_those_ignored),
      T(the_environment_is_exactly_what_is_given_byte_for_byte),
      T(without_an_environment_step_there_is_none),
      T(an_own_pid_replaces_a_variable_of_that_name),
      T(descriptors_arrive_where_they_are_wanted_whatever_numbers_they_had),
      T(closing_others_leaves_only_what_is_wanted),
      T(closing_others_works_where_close_range_does_not_exist),
      T(neither_what_hand_inherited_nor_what_it_owns_reaches_a_program_even_without_closing_others),
      T(a_descriptor_out_of_the_recipes_range_is_refused),
      T(files_are_opened_as_asked),
      T(calls_on_a_descriptor_wait_or_never_wait),
      T(a_tolerated_step_is_told_and_the_recipe_goes_on),
      T(a_recipe_that_executes_nothing_fails),
      T(a_pid_file_appears_whole_and_replaces_an_old_one),
      T(a_lock_is_held_by_one_and_the_second_is_told_by_whom),
      ROOT(identity_is_taken_as_a_whole),
      T(a_process_that_shares_memory_cannot_change_the_user),
      ROOT(hands_proc_files_stay_readable_after_a_shared_change_of_group),
      T(a_recipe_of_any_size_travels_in_a_sealed_memfd),
      T(a_malformed_recipe_ends_its_child_before_the_first_step),
      T(each_of_the_lectures_steps_left_out_makes_a_difference),
      T(a_daemon_whose_step_fails_after_the_fork_is_known_to_who_started_it),
  };
  return run_tests(argc, argv, tests, sizeof tests / sizeof *tests);
}
