/* The fixed tables: a ring of packets, processes by pid, descriptors by name. Nothing here allocates, so nothing here fails
 * for want of memory; what is full says so and its caller waits or refuses. */
#include <unistd.h>

#include "hand.h"

/* ---- rings: packets lie one after the other; one that does not fit before the end of the block begins at its start */

static uint32_t span(uint32_t size) { return (uint32_t)sizeof(struct packet) + ((size + 7u) & ~7u); }

static struct packet *packet_at(const struct ring *r, uint32_t offset) { return (struct packet *)(void *)(r->memory + offset); }

static uint32_t tail(const struct ring *r) { return (r->head + r->used) % r->capacity; }

/* room for a packet of that size wherever the end of the block falls */
bool ring_has_room(const struct ring *r, uint32_t size) { return r->capacity - r->used >= 2 * span(size); }

void ring_push(struct ring *r, const uint8_t *bytes, uint32_t size, int first, int second) {
  uint32_t at = tail(r), to_end = r->capacity - at;
  if (to_end < span(size)) { /* a gap, which ring_next and ring_pop step over */
    packet_at(r, at)->size = 0;
    r->used += to_end;
    at = 0;
  }
  *packet_at(r, at) = (struct packet){.size = size, .descriptor = {first, second}};
  memcpy(packet_at(r, at) + 1, bytes, size);
  r->used += span(size);
  r->count++;
}

static uint32_t skip_gap(const struct ring *r, uint32_t offset) {
  return r->capacity - offset < sizeof(struct packet) || packet_at(r, offset)->size == 0 ? 0 : offset;
}

struct packet *ring_first(const struct ring *r) { return r->count ? packet_at(r, skip_gap(r, r->head)) : NULL; }

/* walks over packets: `offset` begins as r->head and is moved on; the caller counts */
struct packet *ring_next(const struct ring *r, uint32_t *offset) {
  struct packet *p = packet_at(r, skip_gap(r, *offset));
  *offset = ((uint32_t)((uint8_t *)p - r->memory) + span(p->size)) % r->capacity;
  return p;
}

void ring_pop(struct ring *r) {
  struct packet *p = ring_first(r);
  for (int i = 0; i < 2; i++) {
    if (p->descriptor[i] >= 0) close(p->descriptor[i]);
  }
  uint32_t offset = r->head;
  ring_next(r, &offset);
  r->used -= (offset + r->capacity - r->head) % r->capacity;
  r->head = offset;
  if (--r->count == 0) r->head = r->used = 0; /* begins anew, so that a quiet hand touches few pages */
}

void ring_clear(struct ring *r) {
  while (r->count) ring_pop(r);
}

/* ---- processes: a dense array, found through an index by pid with linear probing (0: free, otherwise index + 1) */

enum { INDEX_MASK = 2 * MAX_PROCESSES - 1 };

static uint32_t ideal(pid_t pid) { return ((uint32_t)pid * 2654435761u) >> 16 & INDEX_MASK; }

static uint32_t slot_of(const struct hand *h, pid_t pid) {
  uint32_t slot = ideal(pid);
  while (h->process_index[slot] && h->process[h->process_index[slot] - 1].pid != pid) slot = (slot + 1) & INDEX_MASK;
  return slot;
}

struct process *process_find(struct hand *h, pid_t pid) {
  uint16_t found = h->process_index[slot_of(h, pid)];
  return found ? &h->process[found - 1] : NULL;
}

struct process *process_add(struct hand *h, pid_t pid) {
  if (h->processes == MAX_PROCESSES) return NULL;
  struct process *p = &h->process[h->processes++];
  h->process_index[slot_of(h, pid)] = (uint16_t)h->processes;
  *p = (struct process){.pid = pid, .pipe = -1, .failed.step = -1};
  return p;
}

void process_remove(struct hand *h, struct process *p) {
  uint32_t hole = slot_of(h, p->pid);
  struct process *last = &h->process[h->processes - 1];
  if (p != last) {
    h->process_index[slot_of(h, last->pid)] = h->process_index[hole];
    *p = *last;
  }
  h->processes--;
  /* close the gap in the index: whoever could not sit in the hole because it was taken moves up */
  h->process_index[hole] = 0;
  for (uint32_t at = (hole + 1) & INDEX_MASK; h->process_index[at]; at = (at + 1) & INDEX_MASK) {
    uint32_t home = ideal(h->process[h->process_index[at] - 1].pid);
    if (((at - home) & INDEX_MASK) >= ((at - hole) & INDEX_MASK)) {
      h->process_index[hole] = h->process_index[at];
      h->process_index[at] = 0;
      hole = at;
    }
  }
}

/* ---- kept descriptors: dense arrays; comparing hashes first makes the search cheap enough for thousands */

static uint32_t hash_of(const char *name) {
  uint32_t hash = 2166136261u;
  for (; *name; name++) hash = (hash ^ (uint8_t)*name) * 16777619u;
  return hash;
}

static uint32_t kept_index(const struct hand *h, const char *name) {
  uint32_t hash = hash_of(name), i = 0;
  while (i < h->kept && (h->kept_hash[i] != hash || strcmp(h->kept_name[i], name) != 0)) i++;
  return i;
}

int kept_put(struct hand *h, const char *name, int descriptor) {
  if (!*name || strlen(name) > LIMIT_NAME_BYTES) return ENAMETOOLONG;
  uint32_t i = kept_index(h, name);
  if (i == MAX_KEPT) return ENOSPC;
  if (i < h->kept) {
    close(h->kept_descriptor[i]);
  } else {
    h->kept++;
    h->kept_hash[i] = hash_of(name);
    memcpy(h->kept_name[i], name, strlen(name) + 1);
  }
  h->kept_descriptor[i] = descriptor;
  return 0;
}

int kept_find(const struct hand *h, const char *name) {
  uint32_t i = kept_index(h, name);
  return i < h->kept ? h->kept_descriptor[i] : -1;
}

void kept_drop(struct hand *h, const char *name) {
  uint32_t i = kept_index(h, name);
  if (i == h->kept) return;
  close(h->kept_descriptor[i]);
  uint32_t last = --h->kept;
  if (i == last) return;
  h->kept_descriptor[i] = h->kept_descriptor[last];
  h->kept_hash[i] = h->kept_hash[last];
  memcpy(h->kept_name[i], h->kept_name[last], sizeof h->kept_name[i]);
}
