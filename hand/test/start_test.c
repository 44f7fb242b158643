/* What the manager sees of hand: how hand starts, and starts its manager. */
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
  };
  return run_tests(argc, argv, tests, sizeof tests / sizeof *tests);
}
