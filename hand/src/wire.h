/* Fields on the wire, read and written with every bound checked. channel.h, which is made from channel.def, is built on this.
 *
 * A reader that meets anything wrong turns `bad` and from then on yields zeros and empty values, so callers look once, at
 * the end. Texts stay where they are: they carry their NUL on the wire and are used in place. */
#pragma once
#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { HEADER_BYTES = 16 }; /* of a message and of a recipe */

struct reader {
  const uint8_t *at, *end;
  bool bad;
};

struct bytes {
  const uint8_t *at;
  uint32_t size;
};

/* a checked list of texts; next_text walks it */
struct texts {
  const uint8_t *at;
  uint32_t count;
};

/* a checked list of numbers of 32 bits; number_at reads one */
struct numbers {
  const uint8_t *at;
  uint32_t count;
};

/* writes until it is full, which the caller asks once, at the end */
struct writer {
  uint8_t *start, *at, *end;
  bool full;
};

static inline uint32_t load32(const uint8_t *at) {
  uint32_t value;
  memcpy(&value, at, sizeof value);
  return le32toh(value);
}

static inline void store32(uint8_t *at, uint32_t value) {
  value = htole32(value);
  memcpy(at, &value, sizeof value);
}

static inline const uint8_t *take(struct reader *in, uint32_t size) {
  if (in->bad || size > (size_t)(in->end - in->at)) {
    in->bad = true;
    return NULL;
  }
  in->at += size;
  return in->at - size;
}

static inline bool at_end(const struct reader *in) { return !in->bad && in->at == in->end; }

static inline uint32_t get_u32(struct reader *in) {
  const uint8_t *at = take(in, 4);
  return at ? load32(at) : 0;
}

static inline int32_t get_i32(struct reader *in) { return (int32_t)get_u32(in); }

static inline uint64_t get_u64(struct reader *in) {
  uint64_t low = get_u32(in);
  return low | (uint64_t)get_u32(in) << 32;
}

static inline uint32_t get_enum(struct reader *in, uint32_t last) {
  uint32_t value = get_u32(in);
  in->bad |= value > last;
  return in->bad ? 0 : value;
}

static inline uint32_t get_set(struct reader *in, uint32_t all) {
  uint32_t value = get_u32(in);
  in->bad |= (value & ~all) != 0;
  return in->bad ? 0 : value;
}

static inline bool get_flag(struct reader *in) { return get_enum(in, 1); }

static inline struct bytes get_bytes(struct reader *in) {
  uint32_t size = get_u32(in);
  const uint8_t *at = take(in, size);
  return (struct bytes){.at = at, .size = at ? size : 0};
}

static inline const char *get_text(struct reader *in) {
  struct bytes b = get_bytes(in);
  const uint8_t *nul = take(in, 1);
  if (!nul || *nul != 0 || memchr(b.at, 0, b.size)) {
    in->bad = true;
    return "";
  }
  return (const char *)b.at;
}

static inline struct texts get_texts(struct reader *in) {
  uint32_t count = get_u32(in);
  struct texts list = {.at = in->at, .count = count};
  for (uint32_t i = 0; i < count && !in->bad; i++) get_text(in);
  return in->bad ? (struct texts){0} : list;
}

static inline const char *next_text(struct texts *list) {
  const char *text = (const char *)list->at + 4;
  list->at += 4 + load32(list->at) + 1;
  list->count--;
  return text;
}

static inline struct numbers get_i32s(struct reader *in) {
  uint32_t count = get_u32(in);
  const uint8_t *at = count <= UINT32_MAX / 4 ? take(in, count * 4) : NULL;
  in->bad |= !at;
  return (struct numbers){.at = at, .count = at ? count : 0};
}

static inline struct numbers get_u32s(struct reader *in) { return get_i32s(in); }

static inline uint32_t number_at(const struct numbers *list, uint32_t index) { return load32(list->at + 4 * (size_t)index); }

static inline void put(struct writer *out, const void *from, size_t size) {
  if (out->full || size > (size_t)(out->end - out->at)) {
    out->full = true;
    return;
  }
  if (size > 0) memcpy(out->at, from, size);
  out->at += size;
}

static inline void put_u32(struct writer *out, uint32_t value) {
  uint8_t bytes[4];
  store32(bytes, value);
  put(out, bytes, sizeof bytes);
}

static inline void put_i32(struct writer *out, int32_t value) { put_u32(out, (uint32_t)value); }

static inline void put_flag(struct writer *out, bool value) { put_u32(out, value); }

static inline void put_u64(struct writer *out, uint64_t value) {
  put_u32(out, (uint32_t)value);
  put_u32(out, (uint32_t)(value >> 32));
}

static inline void put_text(struct writer *out, const char *value) {
  put_u32(out, (uint32_t)strlen(value));
  put(out, value, strlen(value) + 1);
}

static inline void begin_message(struct writer *out, uint32_t magic, uint32_t version, uint32_t type, uint32_t attached) {
  put_u32(out, magic);
  put_u32(out, version | type << 16);
  put_u32(out, 0);
  put_u32(out, attached);
}

static inline void end_message(struct writer *out) {
  if (!out->full) store32(out->start + 8, (uint32_t)(out->at - out->start));
}
