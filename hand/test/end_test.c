/* What the manager sees of hand: signals, and the end. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

static struct lab l; /* each test is a process of its own */

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
  ping(&l, 1);
  DO(&l, finish, NULL, 0, .verb = FINISH_VERB_EXIT, .code = 7, .deadline = 300000);
  ping(&l, 2);
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

/* ---- a manager that crashes for ever */

/* hand with a manager that notes that it was started, and dies */
static pid_t start_with_crashing_manager(bool pid_one) {
  char command[512];
  snprintf(command, sizeof command, "exec %s%s -- /bin/sh -c 'echo >>%s; exit 1' 2>/dev/null",
           pid_one ? "unshare --pid --fork --kill-child --mount-proc " : "", getenv("HAND"), temporary("starts"));
  pid_t pid = fork();
  if (pid == 0) {
    execl("/bin/sh", "sh", "-c", command, NULL);
    _exit(127);
  }
  return pid;
}

static void wait_for_starts(int n) {
  char text[4096] = "";
  for (uint64_t until = microseconds() + 30000000; (int)strlen(text) < n; sched_yield()) {
    CHECK(microseconds() < until, "%zu starts", strlen(text));
    if (access(temporary("starts"), F_OK) == 0) read_file(temporary("starts"), text, sizeof text);
  }
}

static void below_another_init_the_usual_signals_end_hand_though_its_manager_crashes_for_ever(void) {
  for (int i = 0; i < 4; i++) {
    pid_t pid = start_with_crashing_manager(false);
    wait_for_starts(i + 1); /* at different moments of its life */
    CHECK(kill(pid, i % 2 ? SIGINT : SIGTERM) == 0);
    int status;
    alarm(20); /* waitpid has no deadline */
    CHECK(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 128 + (i % 2 ? SIGINT : SIGTERM), "%x",
          (unsigned)status);
    unlink(temporary("starts"));
  }
}

static int kill_managers_until_hand_ends(void) {
  int status;
  for (uint64_t until = microseconds() + 60000000; waitpid(l.hand, &status, WNOHANG) == 0;) {
    CHECK(microseconds() < until, "hand does not end");
    if (poll(&(struct pollfd){.fd = l.listener, .events = POLLIN}, 1, 20) == 0) continue;
    int from = accept(l.listener, NULL, NULL);
    struct ucred manager;
    CHECK(getsockopt(from, SOL_SOCKET, SO_PEERCRED, &manager, &(socklen_t){sizeof manager}) == 0);
    kill(manager.pid, SIGKILL);
    close(from);
  }
  return status;
}

static void with_processes_too_and_none_of_them_is_left(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  char script[256], text[32] = "";
  snprintf(script, sizeof script, "trap '' TERM; (setsid sleep 1000 & echo $! >%s); while :; do sleep 1; done", temporary("orphan"));
  spawn_shell(&l, 1, script, 0);
  pid_t service = expect_running(&l, 1);
  for (int i = 0; i < 10000 && !strchr(text, '\n'); i++) {
    ping(&l, 0);
    if (access(temporary("orphan"), F_OK) == 0) read_file(temporary("orphan"), text, sizeof text);
  }
  CHECK(atoi(text) > 0);
  uint64_t before = microseconds();
  CHECK(kill(l.hand, SIGTERM) == 0);
  EXPECT(&l, SIGNALLED, signalled, s);
  CHECK(s.signal == SIGTERM);
  lab_kill_manager(&l);
  int status = kill_managers_until_hand_ends();
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGTERM, "%x", (unsigned)status);
  CHECK(microseconds() - before >= 5000000, "no next manager was given a chance");
  CHECK(kill(service, 0) < 0 && errno == ESRCH && kill(atoi(text), 0) < 0 && errno == ESRCH);
}

static void a_manager_that_lives_on_takes_what_time_it_needs_and_one_that_died_of_it_is_succeeded(void) {
  lab_open(&l, LAB_QUIET);
  lab_ready(&l);
  spawn_shell(&l, 1, "exec sleep 1000", 0);
  pid_t service = expect_running(&l, 1);
  CHECK(kill(l.hand, SIGTERM) == 0);
  EXPECT(&l, SIGNALLED, signalled, first);
  lab_kill_manager(&l);
  lab_meet(&l);
  while (receive(&l) != MESSAGE_READY) {}
  EXPECT(&l, SIGNALLED, signalled, again);
  CHECK(first.signal == SIGTERM && again.signal == SIGTERM && again.pid == first.pid);
  CHECK(receive_within(&l, 6000) == 0, "%s", describe(&l)); /* longer than hand's patience with the dead */
  kill(service, SIGKILL);
  expect_exited(&l, 1);
  lab_close(&l);
}

static void pid_one_goes_on_trying_until_a_finish_that_was_ordered_is_due(void) {
  pid_t above = start_with_crashing_manager(true);
  wait_for_starts(1);
  char path[64], text[64];
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)above, (int)above);
  read_file(path, text, sizeof text);
  pid_t inner = atoi(text);
  CHECK(inner > 0 && kill(inner, SIGTERM) == 0 && kill(inner, SIGINT) == 0);
  wait_for_starts(5);
  CHECK(waitpid(above, NULL, WNOHANG) == 0, "PID 1 has ended");
  kill(above, SIGKILL);
  lab_open(&l, LAB_QUIET | LAB_PID_ONE);
  lab_ready(&l);
  DO(&l, finish, NULL, 0, .verb = FINISH_VERB_EXIT, .code = 7, .deadline = 1000000);
  ping(&l, 1);
  lab_kill_manager(&l);
  int status = kill_managers_until_hand_ends();
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7, "%x", (unsigned)status);
}

int main(int argc, char **argv) {
  static const struct test tests[] = {
#define T(name) {#name, name, NEEDS_NOTHING}
#define ROOT(name) {#name, name, NEEDS_NAMESPACES}
      T(signals_are_told_with_sender_and_value),
      T(a_signal_while_no_manager_runs_waits_for_the_next),
      T(exit_ends_hand_with_its_code_and_pid_one_too),
      ROOT(poweroff_in_a_pid_namespace_is_seen_by_who_started_it),
      T(hand_finishes_alone_when_the_deadline_passes),
      T(steps_are_carried_out_in_hand_itself),
      T(below_another_init_the_usual_signals_end_hand_though_its_manager_crashes_for_ever),
      T(with_processes_too_and_none_of_them_is_left),
      T(a_manager_that_lives_on_takes_what_time_it_needs_and_one_that_died_of_it_is_succeeded),
      ROOT(pid_one_goes_on_trying_until_a_finish_that_was_ordered_is_due),
  };
  return run_tests(argc, argv, tests, sizeof tests / sizeof *tests);
}
