/* What a spawn costs, without Java: from Spawn to Execed, one at a time, median of many. `make bench`. */
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lab.h"

enum { N = 2000 };

static struct lab l;

static double clock_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void measure(const char *what, uint32_t flags, int cgroup, bool typical) {
  static double took[N];
  for (uint64_t i = 0; i < N; i++) {
    struct recipe r;
    recipe_begin(&r);
    if (typical) { /* what a plain service's ExecStart= becomes */
      STEP(&r, SESSION, );
      STEP(&r, SIGNALS, put_u32(out, 1), put_i32(out, 13));
      STEP(&r, LIMIT, put_u32(out, RESOURCE_NOFILE), put_u64(out, 1024), put_u64(out, 4096));
      STEP(&r, UMASK, put_i32(out, 022));
      STEP(&r, WORKING_DIRECTORY, put_text(out, "/"), put_flag(out, false));
      STEP(&r, CLOSE_OTHERS, put_u32(out, 3), put_i32(out, 0), put_i32(out, 1), put_i32(out, 2));
      STEP(&r, ENVIRONMENT, put_list(out, (const char *[]){"PATH=/usr/bin:/bin", "LANG=C", "INVOCATION_ID=x", NULL}));
    }
    STEP_WITH(&r, EXEC, false, 203, put_text(out, "/bin/true"), put_list(out, (const char *[]){"true", NULL}));
    struct bytes recipe = recipe_end(&r);
    double before = clock_us();
    DO(&l, spawn, cgroup >= 0 ? &cgroup : NULL, cgroup >= 0, .id = i + 1, .flags = flags, .cgroup = cgroup >= 0 ? 0 : -1, .memfd = -1,
       .recipe = recipe);
    expect_running(&l, i + 1);
    took[i] = clock_us() - before;
    DO(&l, ack, NULL, 0, .sequence = expect_exited(&l, i + 1).sequence);
    recipe_free(&r);
  }
  qsort(took, N, sizeof *took, by_value);
  printf("%-44s median %6.1f us   90 %% %6.1f us\n", what, took[N / 2], took[N * 9 / 10]);
}

/* all requests sent as fast as hand takes them, until every program runs; then they are ended */
static void measure_many(const char *what, uint32_t n, uint32_t flags) {
  struct recipe r;
  recipe_begin(&r);
  STEP(&r, SESSION, );
  STEP(&r, SIGNALS, put_u32(out, 0));
  step_exec(&r, (const char *[]){"/bin/sleep", "1000", NULL});
  struct bytes recipe = recipe_end(&r);
  double before = clock_us();
  uint32_t sent = 0, execed = 0;
  static pid_t pids[4096];
  while (execed < n) {
    while (sent < n && sent - execed < 200) DO(&l, spawn, NULL, 0, .id = ++sent, .flags = flags, .cgroup = -1, .memfd = -1, .recipe = recipe);
    uint32_t type = receive(&l);
    struct reader in = {.at = l.packet + HEADER_BYTES, .end = l.packet + l.size};
    struct message_started s;
    if (type == MESSAGE_STARTED && get_message_started(&in, &s)) {
      pids[s.id] = s.pid;
      close(l.fds[0]);
    }
    execed += type == MESSAGE_EXECED;
  }
  printf("%-44s %.1f ms\n", what, (clock_us() - before) / 1000);
  char path[64], text[8192];
  snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)l.hand);
  read_file(path, text, sizeof text);
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
    if (strncmp(line, "Rss:", 4) == 0 || strncmp(line, "Pss:", 4) == 0) printf("  hand with %u services: %s\n", n, line);
  }
  for (uint32_t i = 1; i <= n; i++) kill(pids[i], SIGKILL);
  for (uint32_t exits = 0; exits < n;) {
    if (receive(&l) == MESSAGE_EXITED) exits++;
  }
  DO(&l, ack, NULL, 0, .sequence = UINT64_MAX);
  receive(&l); /* refused: too far */
  recipe_free(&r);
}

static void bench(void) {
  char path[128];
  int cgroup = -1;
  if (geteuid() == 0 && unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0) {
    const char *tree = temporary("cgroup");
    mkdir(tree, 0700);
    snprintf(path, sizeof path, "%s/hand-bench-%d", tree, (int)getpid());
    if (mount("none", tree, "cgroup2", 0, NULL) == 0 && mkdir(path, 0700) == 0) cgroup = open(path, O_PATH | O_CLOEXEC);
  }
  lab_open(&l, 0);
  lab_ready(&l);
  measure("fork, exec alone", 0, -1, false);
  measure("shared memory, exec alone", SPAWN_FLAGS_SHARE_MEMORY, -1, false);
  measure("fork, a service's steps", 0, -1, true);
  measure("shared memory, a service's steps", SPAWN_FLAGS_SHARE_MEMORY, -1, true);
  if (cgroup >= 0) {
    measure("fork into a cgroup, a service's steps", 0, cgroup, true);
    measure("shared memory into a cgroup, service's steps", SPAWN_FLAGS_SHARE_MEMORY, cgroup, true);
  }
  measure_many("1,000 services forked, until all run", 1000, 0);
  measure_many("1,000 services, shared memory", 1000, SPAWN_FLAGS_SHARE_MEMORY);
  lab_close(&l);
  if (cgroup >= 0) rmdir(path);
}

int main(int argc, char **argv) {
  static const struct test tests[] = {{"bench", bench, NEEDS_NOTHING}};
  return run_tests(argc, argv, tests, 1);
}
