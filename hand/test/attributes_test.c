/* The steps that give a process what its unit owns and how it is scheduled: directories, input, terminals, attributes. Each is
 * seen from inside the process. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
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

/* Carries the recipe out, then `sh -c script` with the reading end of a pipe on descriptor 1; what it printed. */
static const char *output(const char *script) {
  static char text[16384];
  int pipes[2];
  CHECK(pipe2(pipes, O_CLOEXEC) == 0);
  STEP(&r, ATTACHED, put_i32(out, 0), put_i32(out, 1));
  step_shell(&r, script);
  spawn_recipe(&l, next_id, &r, 0, &pipes[1], 1);
  close(pipes[1]);
  expect_running(&l, next_id);
  size_t n = 0;
  for (ssize_t k; (k = read(pipes[0], text + n, sizeof text - 1 - n)) > 0;) n += (size_t)k;
  text[n] = 0;
  close(pipes[0]);
  CHECK(expect_exited(&l, next_id++).code == CLD_EXITED);
  return text;
}

#define CHECK_OUTPUT(expected, script) \
  do { \
    const char *text_ = output(script); \
    CHECK(strcmp(text_, expected) == 0, "printed: %s", text_); \
  } while (0)

/* the recipe must fail at its last step: its errno */
static int failure(void) {
  int32_t last = (int32_t)r.steps - 1;
  step_shell(&r, "exit 0");
  spawn_recipe(&l, next_id, &r, 0, NULL, 0);
  EXPECT(&l, STARTED, started, s);
  EXPECT(&l, FAILED, failed, f);
  CHECK(s.id == f.id && f.step == last, "step %d error %d", f.step, f.error);
  expect_exited(&l, next_id++);
  return f.error;
}

static void directory(const char *path, int mode, uint32_t uid, uint32_t gid, bool if_missing) {
  STEP(&r, DIRECTORY, put_text(out, path), put_i32(out, mode), put_u32(out, uid), put_u32(out, gid), put_u32(out, if_missing));
}

static struct stat file(const char *path) {
  struct stat s;
  CHECK(lstat(path, &s) == 0, "%s", path);
  return s;
}

static void a_directory_is_made_with_its_parents_and_exactly_its_mode(void) {
  char path[256];
  snprintf(path, sizeof path, "%s/a/b", temporary("made"));
  begin();
  STEP(&r, UMASK, put_i32(out, 0077));
  directory(path, 0750, UINT32_MAX, UINT32_MAX, false);
  output("true");
  CHECK((file(path).st_mode & 07777) == 0750);
  begin();
  directory(path, 0711, UINT32_MAX, UINT32_MAX, false);
  output("true");
  CHECK((file(path).st_mode & 07777) == 0711);
  begin();
  directory(path, 0700, UINT32_MAX, UINT32_MAX, true);
  output("true");
  CHECK((file(path).st_mode & 07777) == 0711, "one that is there is left as it is");
  lab_close(&l);
}

static void a_directory_that_is_a_file_or_a_link_is_refused(void) {
  const char *path = temporary("file");
  close(open(path, O_WRONLY | O_CREAT, 0600));
  begin();
  directory(path, 0755, UINT32_MAX, UINT32_MAX, false);
  CHECK(failure() == ENOTDIR);
  char link[256];
  snprintf(link, sizeof link, "%s-link", path);
  CHECK(symlink("/usr", link) == 0);
  begin();
  directory(link, 0700, UINT32_MAX, UINT32_MAX, false);
  CHECK(failure() == ENOTDIR);
  unlink(link);
  lab_close(&l);
}

static void all_below_a_directory_changes_hands_but_nothing_beyond_its_links(void) {
  char path[256], below[300], deep[300], setuid[300], link[300], target[300];
  snprintf(path, sizeof path, "%s", temporary("owned"));
  snprintf(target, sizeof target, "%s", temporary("target"));
  close(open(target, O_WRONLY | O_CREAT, 0600));
  snprintf(below, sizeof below, "%s/below", path);
  snprintf(deep, sizeof deep, "%s/below/deep", path);
  snprintf(setuid, sizeof setuid, "%s/below/setuid", path);
  snprintf(link, sizeof link, "%s/link", path);
  CHECK(mkdir(path, 0755) == 0 && mkdir(below, 0755) == 0 && mkdir(deep, 0755) == 0 && symlink(target, link) == 0);
  close(open(setuid, O_WRONLY | O_CREAT, 0600));
  CHECK(chmod(setuid, 04755) == 0);
  begin();
  directory(path, 0755, 1234, 4321, false);
  output("true");
  CHECK(file(path).st_uid == 1234 && file(path).st_gid == 4321 && file(deep).st_uid == 1234 && file(link).st_uid == 1234);
  CHECK(file(setuid).st_uid == 1234 && (file(setuid).st_mode & 07777) == 04755);
  CHECK(file(target).st_uid == 0);
  CHECK(chown(deep, 0, 0) == 0);
  begin();
  directory(path, 0755, 1234, 4321, false);
  output("true");
  CHECK(file(deep).st_uid == 0, "what is below one that has the right owner is left as it is");
  lab_close(&l);
}

static void a_link_is_made_once_and_never_over_something_else(void) {
  char path[256], text[64] = "";
  snprintf(path, sizeof path, "%s/a/link", temporary("links"));
  for (int i = 0; i < 2; i++) {
    begin();
    STEP(&r, LINK, put_text(out, path), put_text(out, "../to"));
    output("true");
  }
  CHECK(readlink(path, text, sizeof text - 1) == 5 && strcmp(text, "../to") == 0);
  begin();
  STEP(&r, LINK, put_text(out, path), put_text(out, "elsewhere"));
  CHECK(failure() == EEXIST);
  lab_close(&l);
}

static void data_is_read_from_its_begin(void) {
  begin();
  STEP(&r, DATA, put_u32(out, 7), put(out, "a\0b\ncd\n", 7), put_i32(out, 0));
  CHECK_OUTPUT("61 00 62 0a 63 64 0a", "exec /usr/bin/od -An -tx1 | { read -r line; printf %s \"$line\"; }");
  begin();
  STEP(&r, DATA, put_u32(out, 0), put_i32(out, 0));
  CHECK_OUTPUT("0\n", "/usr/bin/wc -c");
  lab_close(&l);
}

/* a pseudo terminal's slave, whose master stays open */
static const char *make_terminal(int *master) {
  *master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  CHECK(*master >= 0 && grantpt(*master) == 0 && unlockpt(*master) == 0);
  return ptsname(*master);
}

#define TTY "read -r pid _ _ _ pgrp session tty _ </proc/self/stat; [ $tty != 0 ] && [ $session = $pid ] && echo controls"

static void a_terminal_becomes_input_and_controls_the_session(void) {
  int master;
  const char *path = make_terminal(&master);
  for (uint32_t claim = TERMINAL_CLAIM_WAIT; claim <= TERMINAL_CLAIM_FAIL; claim++) {
    begin();
    STEP(&r, SESSION, );
    STEP(&r, TERMINAL, put_text(out, path), put_u32(out, claim), put_u32(out, UINT32_MAX), put_i32(out, 0));
    CHECK_OUTPUT("controls\n", TTY);
  }
  begin();
  STEP(&r, SESSION, );
  STEP(&r, TERMINAL, put_text(out, "/dev/null"), put_u32(out, TERMINAL_CLAIM_WAIT), put_u32(out, UINT32_MAX), put_i32(out, 0));
  CHECK(failure() == ENOTTY);
  close(master);
  lab_close(&l);
}

static void a_terminal_of_another_session_is_refused_taken_or_waited_for(void) {
  int master;
  const char *path = make_terminal(&master);
  begin();
  STEP(&r, SESSION, );
  STEP(&r, TERMINAL, put_text(out, path), put_u32(out, TERMINAL_CLAIM_WAIT), put_u32(out, UINT32_MAX), put_i32(out, 0));
  step_shell(&r, "exec sleep 60");
  spawn_recipe(&l, 1000, &r, 0, NULL, 0);
  pid_t first = expect_running(&l, 1000);
  begin();
  STEP(&r, SESSION, );
  STEP(&r, TERMINAL, put_text(out, path), put_u32(out, TERMINAL_CLAIM_FAIL), put_u32(out, UINT32_MAX), put_i32(out, 0));
  CHECK(failure() == EPERM);
  begin();
  STEP(&r, SESSION, );
  STEP(&r, TERMINAL, put_text(out, path), put_u32(out, TERMINAL_CLAIM_WAIT), put_u32(out, UINT32_MAX), put_i32(out, 0));
  step_shell(&r, TTY "; exit 7");
  spawn_recipe(&l, 1001, &r, 0, NULL, 0);
  EXPECT(&l, STARTED, started, s);
  ping(&l, 1); /* the second waits: nothing is told of it before the first is gone */
  kill(first, SIGKILL);
  bool execed = false;
  int status = -1;
  while (status < 0) {
    uint32_t type = receive(&l);
    struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
    if (type == MESSAGE_EXECED) execed = true;
    if (type != MESSAGE_EXITED) continue;
    struct message_exited m;
    CHECK(get_message_exited(&in, &m));
    if (m.id == 1001) status = m.status;
  }
  CHECK(execed && status == 7 && s.id == 1001);
  close(master);
  lab_close(&l);
}

static void a_terminal_is_made_as_new(void) {
  int master;
  const char *path = make_terminal(&master);
  int slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  struct termios raw;
  CHECK(slave >= 0 && tcgetattr(slave, &raw) == 0);
  cfmakeraw(&raw);
  CHECK(tcsetattr(slave, TCSANOW, &raw) == 0);
  begin();
  STEP(&r, TERMINAL_RESET, put_text(out, path), put_u32(out, TERMINAL_FLAGS_SETTINGS), put_i32(out, 33), put_i32(out, 99));
  output("true");
  struct winsize size;
  CHECK(tcgetattr(slave, &raw) == 0 && raw.c_lflag & ICANON && raw.c_oflag & OPOST && raw.c_iflag & ICRNL);
  CHECK(ioctl(slave, TIOCGWINSZ, &size) == 0 && size.ws_row == 33 && size.ws_col == 99);
  close(slave);
  begin();
  STEP(&r, TERMINAL_RESET, put_text(out, "/dev/null"), put_u32(out, TERMINAL_FLAGS_ALL), put_i32(out, -1), put_i32(out, -1));
  CHECK(failure() == ENOTTY);
  close(master);
  lab_close(&l);
}

static void a_program_can_tell_which_stream_it_was_given(void) {
  begin();
  STEP(&r, ENVIRONMENT, put_list(out, (const char *[]){"PATH=/usr/bin:/bin", NULL}));
  STEP(&r, DATA, put_u32(out, 0), put_i32(out, 0));
  STEP(&r, OWN_STREAM, put_text(out, "JOURNAL_STREAM"), put_i32(out, 0));
  int pipes[2];
  CHECK(pipe2(pipes, O_CLOEXEC) == 0);
  STEP(&r, ATTACHED, put_i32(out, 0), put_i32(out, 1));
  STEP_WITH(&r, EXEC, false, 203, put_text(out, "/bin/sh"),
            put_list(out, (const char *[]){"sh", "-c", "[ $(stat -L -c %d:%i /proc/$$/fd/0) = $JOURNAL_STREAM ] && exit 8", NULL}));
  spawn_recipe(&l, next_id, &r, 0, &pipes[1], 1);
  close(pipes[0]);
  close(pipes[1]);
  expect_running(&l, next_id);
  CHECK(expect_exited(&l, next_id++).status == 8);
  begin();
  STEP(&r, OWN_STREAM, put_text(out, "X"), put_i32(out, 77));
  CHECK(failure() == EBADF);
  lab_close(&l);
}

static void scheduling_is_set(void) {
  begin();
  STEP(&r, SCHEDULER, put_i32(out, 5), put_i32(out, 0), put_u32(out, 1));
  STEP(&r, IO_PRIORITY, put_i32(out, 3 << 13 | 4));
  STEP(&r, AFFINITY, put_u32(out, 1), put_i32(out, 0));
  STEP(&r, TIMER_SLACK, put_u64(out, 123456));
  CHECK_OUTPUT("idle\n0\n123456\n", "/usr/bin/ionice; grep -oP 'Cpus_allowed_list:\\s*\\K.*' /proc/self/status; "
                                    "exec 3>&1; cat /proc/$$/timerslack_ns");
  begin();
  STEP(&r, AFFINITY, put_u32(out, 1), put_i32(out, 8191));
  CHECK(failure() == EINVAL);
  lab_close(&l);
}

static void personality_and_coredump_filter_are_set(void) {
  begin();
  STEP(&r, PERSONALITY, put_u32(out, 8));
  STEP(&r, COREDUMP_FILTER, put_u32(out, 1));
  CHECK_OUTPUT("00000008\n00000001\n", "cat /proc/self/personality /proc/self/coredump_filter");
  lab_close(&l);
}

#define CAPABILITIES "exec /bin/grep -E 'Cap(Inh|Prm|Bnd|Amb)|NoNew' /proc/self/status"

static void capabilities_are_dropped_and_given_to_another_user(void) {
  begin();
  STEP(&r, BOUNDING_SET, put_u64(out, 1 << 5 | 1 << 10));
  STEP(&r, KEEP_CAPABILITIES, );
  STEP(&r, USER, put_u32(out, 65534));
  STEP(&r, AMBIENT, put_u64(out, 1 << 10));
  CHECK_OUTPUT("CapInh:\t0000000000000400\nCapPrm:\t0000000000000400\nCapBnd:\t0000000000000420\nCapAmb:\t0000000000000400\n"
               "NoNewPrivs:\t0\n",
               CAPABILITIES);
  lab_close(&l);
}

static void a_capability_that_is_not_there_is_told_and_the_program_runs(void) {
  begin();
  STEP(&r, USER, put_u32(out, 65534));
  STEP(&r, AMBIENT, put_u64(out, 1 << 10));
  step_shell(&r, "exit 5");
  spawn_recipe(&l, next_id, &r, 0, NULL, 0);
  EXPECT(&l, STARTED, started, s);
  EXPECT(&l, TOLERATED, tolerated, t);
  CHECK(s.id == t.id && t.error == EPERM && t.kind == STEP_AMBIENT);
  EXPECT(&l, EXECED, execed, e);
  CHECK(e.id == t.id && expect_exited(&l, next_id++).status == 5);
  lab_close(&l);
}

static void a_hard_limit_that_cannot_be_raised_stays_and_that_is_told(void) {
  begin();
  STEP(&r, LIMIT, put_u32(out, RESOURCE_NOFILE), put_u64(out, 100), put_u64(out, 200));
  STEP(&r, USER, put_u32(out, 65534));
  STEP(&r, LIMIT, put_u32(out, RESOURCE_NOFILE), put_u64(out, 150), put_u64(out, UINT64_MAX));
  step_shell(&r, "[ $(ulimit -Sn) = 150 ] && [ $(ulimit -Hn) = 200 ] && exit 5");
  spawn_recipe(&l, next_id, &r, 0, NULL, 0);
  EXPECT(&l, STARTED, started, s);
  EXPECT(&l, TOLERATED, tolerated, t);
  CHECK(s.id == t.id && t.error == EPERM && t.kind == STEP_LIMIT);
  EXPECT(&l, EXECED, execed, e);
  CHECK(e.id == t.id && expect_exited(&l, next_id++).status == 5);
  lab_close(&l);
}

static void secure_bits_are_set(void) {
  begin();
  STEP(&r, AMBIENT, put_u64(out, 0));
  STEP(&r, SECURE_BITS, put_u32(out, 1));
  /* noroot: root has no capabilities after exec */
  CHECK_OUTPUT("CapPrm:\t0000000000000000\n", "exec /bin/grep CapPrm /proc/self/status");
  lab_close(&l);
}

int main(int argc, char **argv) {
  static const struct test tests[] = {
#define T(name) {#name, name, NEEDS_NOTHING}
#define ROOT(name) {#name, name, NEEDS_ROOT}
      T(a_directory_is_made_with_its_parents_and_exactly_its_mode),
      T(a_directory_that_is_a_file_or_a_link_is_refused),
      ROOT(all_below_a_directory_changes_hands_but_nothing_beyond_its_links),
      T(a_link_is_made_once_and_never_over_something_else),
      T(data_is_read_from_its_begin),
      T(a_terminal_becomes_input_and_controls_the_session),
      T(a_terminal_of_another_session_is_refused_taken_or_waited_for),
      T(a_terminal_is_made_as_new),
      T(a_program_can_tell_which_stream_it_was_given),
      T(scheduling_is_set),
      T(personality_and_coredump_filter_are_set),
      ROOT(capabilities_are_dropped_and_given_to_another_user),
      ROOT(a_capability_that_is_not_there_is_told_and_the_program_runs),
      ROOT(a_hard_limit_that_cannot_be_raised_stays_and_that_is_told),
      ROOT(secure_bits_are_set),
  };
  return run_tests(argc, argv, tests, sizeof tests / sizeof *tests);
}
