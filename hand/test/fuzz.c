/* libFuzzer on what hand reads from others: packets of the channel and recipes. `make fuzz SECONDS=n`.
 *
 * The real readers and request handlers run; what would leave the process (making processes, carrying out steps, ending)
 * is replaced, and spawn and carry_out only check their recipe as a child would. The first byte chooses: a raw packet, a
 * message with a right header, a raw recipe, a recipe with a right header. */
#define carry_out carry_out_really
#include "../src/steps.c"
#undef carry_out
int carry_out(void *child);
#include <setjmp.h>
#include <stdlib.h>

#include "../src/channel.c"

static struct hand hand;
static jmp_buf ended;

uint64_t now(void) { return 1000; }
void say(const struct hand *h, const char *format, ...) { (void)h, (void)format; }
void block_signals(void) {}
void manager_replace(struct hand *h) { h->restarting = true; }
void manager_lost(struct hand *h) { (void)h; }
void forget(int epoll, int descriptor) { (void)epoll, (void)descriptor; }
int above(const struct hand *h, int descriptor) { return (void)h, descriptor; }
int open_pidfd(pid_t pid) { return (void)pid, -1; }
uint64_t inode_of(const struct hand *h, int pidfd) { return (void)h, (void)pidfd, 0; }

_Noreturn void finish(struct hand *h, uint32_t verb, int32_t code) {
  (void)h, (void)verb, (void)code;
  longjmp(ended, 1);
}

void spawn(struct hand *h, const struct message_spawn *m, struct attached *a) {
  struct child c = {.hand = h, .recipe = m->recipe, .attached = a, .memfd = -1, .report = 0};
  c.result.error = check(&c.recipe);
}

int carry_out(void *child) {
  struct child *c = child;
  c->result = (struct report){.what = REPORT_FAILED, .error = check(&c->recipe)};
  return 0;
}

static void header(uint8_t *bytes, size_t size, uint32_t magic, uint32_t kind, uint32_t count) {
  struct writer out = {.start = bytes, .at = bytes, .end = bytes + size};
  begin_message(&out, magic, CHANNEL_VERSION, kind, count);
  store32(bytes + 8, (uint32_t)size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (!hand.outgoing.memory) {
    hand.outgoing = (struct queue){.memory = malloc(OUTGOING_BYTES), .capacity = OUTGOING_BYTES};
    hand.unacked = (struct queue){.memory = malloc(UNACKED_BYTES), .capacity = UNACKED_BYTES};
    hand.channel = 0; /* listening: answers are queued */
    hand.own_base = LIMIT_TARGETS;
  }
  queue_clear(&hand.outgoing);
  if (size < 3 || size > LIMIT_MESSAGE_BYTES - HEADER_BYTES) return 0;
  uint8_t mode = data[0] & 3;
  struct attached a = {.count = data[2] & 3};
  for (uint32_t i = 0; i < a.count; i++) a.descriptor[i] = dup(0);
  bool right = mode & 1; /* an exact copy, so that one byte too far is seen */
  size_t length = size - 3 + (right ? HEADER_BYTES : 0);
  uint8_t *bytes = malloc(length + !length);
  memcpy(bytes + (right ? HEADER_BYTES : 0), data + 3, size - 3);
  if (mode < 2) {
    if (right) header(bytes, length, CHANNEL_MAGIC, data[1], a.count);
    if (setjmp(ended) == 0) channel_accept(&hand, bytes, (uint32_t)length, &a);
  } else {
    if (right) header(bytes, length, RECIPE_MAGIC, 0, data[1]);
    struct bytes recipe = {.at = bytes, .size = (uint32_t)length};
    check(&recipe);
  }
  for (uint32_t i = 0; i < a.count; i++) close(a.descriptor[i]);
  free(bytes);
  return 0;
}
