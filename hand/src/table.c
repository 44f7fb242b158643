/* The fixed tables: a queue of packets, processes by child, descriptors by name. Nothing here allocates, so nothing here fails
 * for want of memory; what is full says so and its caller waits or refuses. */
#include <unistd.h>

#include "hand.h"

/* ---- queues: packets lie one after the other between head and tail; what is left moves to the start when the end is reached */

static uint32_t span(uint32_t size) { return (uint32_t)sizeof(struct packet) + ((size + 7u) & ~7u); }

static struct packet *packet_at(const struct queue *q, uint32_t offset) { return (struct packet *)(void *)(q->memory + offset); }

bool queue_has_room(const struct queue *q, uint32_t size) { return q->capacity - (q->tail - q->head) >= span(size); }

void queue_push(struct queue *q, const uint8_t *bytes, uint32_t size, int first, int second) {
  if (q->capacity - q->tail < span(size)) {
    memmove(q->memory, q->memory + q->head, q->tail - q->head);
    q->tail -= q->head;
    q->head = 0;
  }
  struct packet *p = packet_at(q, q->tail);
  *p = (struct packet){.size = size, .descriptor = {first, second}};
  memcpy(p + 1, bytes, size);
  q->tail += span(size);
  q->count++;
}

struct packet *queue_first(const struct queue *q) { return q->count ? packet_at(q, q->head) : NULL; }

/* walks over packets: `offset` begins as q->head and is moved on; the caller counts */
struct packet *queue_next(const struct queue *q, uint32_t *offset) {
  struct packet *p = packet_at(q, *offset);
  *offset += span(p->size);
  return p;
}

void queue_pop(struct queue *q) {
  struct packet *p = queue_next(q, &q->head);
  for (int i = 0; i < 2; i++) {
    if (p->descriptor[i] >= 0) close(p->descriptor[i]);
  }
  if (--q->count == 0) q->head = q->tail = 0; /* begins anew, so that a quiet hand touches few pages */
}

void queue_clear(struct queue *q) {
  while (q->count) queue_pop(q);
}

/* ---- processes: slots from 1 on, chained by child; a free one is chained to the next free one */

static pid_t child_of(const struct process *p) { return p->warden ? p->warden : p->m.pid; }

static uint16_t *chain_of(struct hand *h, pid_t child) { return &h->process_chain[(uint32_t)child % MAX_PROCESSES]; }

struct process *process_find(struct hand *h, pid_t child) {
  uint16_t slot = *chain_of(h, child);
  while (slot && child_of(&h->process[slot]) != child) slot = h->process[slot].next;
  return slot ? &h->process[slot] : NULL;
}

static void unchain(struct hand *h, struct process *p) {
  uint16_t slot = (uint16_t)(p - h->process), *link = chain_of(h, child_of(p));
  while (*link != slot) link = &h->process[*link].next;
  *link = p->next;
}

static void chain(struct hand *h, struct process *p) {
  uint16_t *first = chain_of(h, child_of(p));
  p->next = *first;
  *first = (uint16_t)(p - h->process);
}

void process_chain(struct hand *h, struct process *p, pid_t pid, pid_t warden) {
  unchain(h, p);
  p->m.pid = pid;
  p->warden = warden;
  chain(h, p);
}

struct process *process_add(struct hand *h, const struct message_child *m, pid_t warden) {
  if (h->processes == MAX_PROCESSES) return NULL;
  struct process *p = &h->process[h->free_slot ? h->free_slot : (uint16_t)(h->slots + 1)];
  if (h->free_slot) h->free_slot = p->next;
  else h->slots++;
  h->processes++;
  *p = (struct process){.m = *m, .warden = warden, .guarded = warden > 0, .pipe = -1};
  chain(h, p);
  return p;
}

void process_remove(struct hand *h, struct process *p) {
  unchain(h, p);
  *p = (struct process){.pipe = -1, .next = h->free_slot};
  h->free_slot = (uint16_t)(p - h->process);
  h->processes--;
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
