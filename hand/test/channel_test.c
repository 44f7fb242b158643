/* What the manager sees of hand: the channel: acknowledgement, full tables, and what nobody should send. */
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
  ping(&l, 1);
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
  enum { MOST = 8700 }; /* the table has room for 8,324 of this size, that of the sanitized hand for 1,040 */
  static uint8_t seen[MOST + 1];
  const char *given = getenv("EXITS");
  const uint32_t N = given ? (uint32_t)atoi(given) : MOST;
  CHECK(N <= MOST);
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
  enum { N = 1500 }; /* hand's queue takes the answers for about 900 */
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
  ping(&l, 3);
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
  ping(&l, 0);
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
  ping(&l, 1);
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
  ping(&l, 2);
  CHECK(open_descriptors(l.hand) == before + 1 + (uint32_t)(kept / 2));
  lab_close(&l);
}

int main(int argc, char **argv) {
  static const struct test tests[] = {
#define T(name) {#name, name, NEEDS_NOTHING}
#define ROOT(name) {#name, name, NEEDS_NAMESPACES}
      T(unacknowledged_exits_are_told_again_and_acknowledged_ones_are_not),
      T(when_the_table_of_exits_is_full_zombies_wait_and_none_is_lost),
      T(a_manager_that_does_not_read_stops_nobody_but_itself),
      T(a_message_cut_or_altered_anywhere_does_not_end_hand),
      T(random_messages_with_descriptors_neither_end_hand_nor_fill_it),
      T(a_message_of_another_version_is_refused_by_name),
      T(keeping_under_the_same_name_replaces_and_a_full_table_refuses),
  };
  return run_tests(argc, argv, tests, sizeof tests / sizeof *tests);
}
