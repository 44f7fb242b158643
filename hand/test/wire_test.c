/* Java and C mean the same bytes: what recipe's WireTest wrote (every.wire) is read and written again here. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "lab.h"

static uint8_t bytes[1 << 17];

static size_t from_hex(const char *text) {
  size_t n = 0;
  for (unsigned byte; sscanf(text + 2 * n, "%2x", &byte) == 1; n++) bytes[n] = (uint8_t)byte;
  return n;
}

static void check_message(size_t size) {
  static uint8_t again[1 << 17];
  struct reader in = {.at = bytes + HEADER_BYTES, .end = bytes + size};
  struct writer out = {.start = again, .at = again, .end = again + sizeof again};
  CHECK(load32(bytes) == CHANNEL_MAGIC && load32(bytes + 8) == size);
  switch (load32(bytes + 4) >> 16) {
#define X(NAME, name) \
  case MESSAGE_##NAME: { \
    struct message_##name m; \
    CHECK(get_message_##name(&in, &m), #name); \
    put_message_##name(&out, &m, load32(bytes + 12)); \
    break; \
  }
    FOR_EACH_MESSAGE(X)
#undef X
    default:
      CHECK(false, "a message C does not know");
  }
  CHECK((size_t)(out.at - again) == size && memcmp(again, bytes, size) == 0);
}

static uint32_t check_recipe(size_t size) {
  struct reader in = {.at = bytes, .end = bytes + size};
  CHECK(get_u32(&in) == RECIPE_MAGIC && get_u32(&in) == CHANNEL_VERSION && get_u32(&in) == size);
  uint32_t steps = get_u32(&in);
  for (uint32_t i = 0; i < steps; i++) {
    uint32_t kind = get_u32(&in) & 0xffff;
    int32_t status = get_i32(&in);
    struct bytes fields = get_bytes(&in);
    struct reader f = {.at = fields.at, .end = fields.at + fields.size};
    CHECK(!in.bad && status >= 0 && status < 256);
    bool read = false;
    switch (kind) {
#define X(NAME, name) \
  case STEP_##NAME: { \
    struct step_##name s; \
    read = get_step_##name(&f, &s); \
    break; \
  }
      FOR_EACH_STEP(X)
#undef X
      default:
        break;
    }
    CHECK(read, "step %u", kind);
  }
  CHECK(at_end(&in));
  return steps;
}

static void what_java_writes_c_reads_and_writes_again(void) {
  FILE *file = fopen("../recipe/src/test/resources/org/reeve/recipe/every.wire", "re");
  CHECK(file, "run in hand/");
  static char line[1 << 18];
  unsigned messages = 0, steps = 0, expected = 0, kinds = 0;
#define X(NAME, name) expected++;
  FOR_EACH_MESSAGE(X)
#undef X
#define X(NAME, name) kinds++;
  FOR_EACH_STEP(X)
#undef X
  while (fgets(line, sizeof line, file)) {
    size_t size = from_hex(strchr(line, ' ') + 1);
    if (strncmp(line, "message", 7) == 0) {
      check_message(size);
      messages++;
    } else {
      steps += check_recipe(size);
    }
  }
  fclose(file);
  CHECK(messages == expected && steps == kinds, "%u messages, %u steps", messages, steps);
}

int main(int argc, char **argv) {
  static const struct test tests[] = {{"what_java_writes_c_reads_and_writes_again", what_java_writes_c_reads_and_writes_again, NEEDS_NOTHING}};
  return run_tests(argc, argv, tests, 1);
}
