/* Writing what hand only reads: the tests stand in for its manager. */
#pragma once
#include "wire.h"

static inline void put_bytes(struct writer *out, struct bytes value) {
  put_u32(out, value.size);
  put(out, value.at, value.size);
}

static inline void put_texts(struct writer *out, struct texts list) {
  put_u32(out, list.count);
  while (list.count > 0) put_text(out, next_text(&list));
}

static inline void put_numbers(struct writer *out, struct numbers list) {
  put_u32(out, list.count);
  put(out, list.at, 4 * (size_t)list.count);
}

static inline void put_i32s(struct writer *out, struct numbers list) { put_numbers(out, list); }
static inline void put_u32s(struct writer *out, struct numbers list) { put_numbers(out, list); }

#define WRITE_ALL /* channel.h then has the writers of all messages */
#include "channel.h"
