/* The channel to the manager: packets out through a bounded queue, packets in, checked, to one function per message.
 *
 * hand never waits for the manager. What it has to say it queues; when the queue is nearly full it stops doing whatever
 * would have it say more (reading requests, report pipes and signals, reaping) until the manager has read on. */
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hand.h"

enum { REQUESTS_A_TURN = 32 };

union control { /* aligned as the kernel wants it */
  char bytes[CMSG_SPACE(sizeof(int) * LIMIT_ATTACHED)];
  struct cmsghdr align;
};

bool channel_has_room(const struct hand *h) { return h->channel < 0 || h->draining || queue_has_room(&h->outgoing, RESERVE); }

/* Takes the descriptors, whatever happens. With nobody to talk to the packet is dropped: the replay tells the next manager. */
void channel_queue(struct hand *h, const uint8_t *bytes, uint32_t size, int first, int second) {
  bool listening = h->channel >= 0 && !h->draining;
  if (listening && size > 0 && queue_has_room(&h->outgoing, size)) {
    queue_push(&h->outgoing, bytes, size, first, second);
    return;
  }
  if (listening) say(h, "cannot queue a message of %u bytes to the manager: the queue is full; it is lost.", size);
  if (first >= 0) close(first);
  if (second >= 0) close(second);
}

void channel_flush(struct hand *h) {
  struct packet *p;
  while (h->channel >= 0 && (p = queue_first(&h->outgoing))) {
    union control control = {0};
    struct iovec data = {.iov_base = p + 1, .iov_len = p->size};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    size_t n = (size_t)(p->descriptor[0] >= 0) + (p->descriptor[1] >= 0);
    if (n > 0) {
      control.align = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(n * sizeof(int))};
      memcpy(CMSG_DATA(&control.align), p->descriptor, n * sizeof(int));
      message.msg_control = control.bytes;
      message.msg_controllen = CMSG_SPACE(n * sizeof(int));
    }
    if (sendmsg(h->channel, &message, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
      if (errno == EAGAIN || errno == ENOBUFS || errno == EINTR) return;
      if (errno == EPIPE || errno == ECONNRESET) { /* its death will be seen, then the replay tells all this again */
        queue_clear(&h->outgoing);
        return;
      }
      say(h, "sending a message of %u bytes to the manager failed: %s; it is lost.", p->size, strerror(errno));
    }
    queue_pop(&h->outgoing);
  }
}

void channel_close(struct hand *h) {
  queue_clear(&h->outgoing);
  forget(h->epoll, h->channel);
  h->channel = -1;
  h->live = false;
  h->channel_events = 0;
  h->draining = false;
}

static void refuse(struct hand *h, int32_t request, int error, const char *what) {
  SEND(h, refused, -1, -1, .request = request, .error = error, .what = what);
}

/* ---- one function per message; each has had its fields checked and its descriptors counted */

static void take_spawn(struct hand *h, const struct message_spawn *m, struct attached *a) { spawn(h, m, a); }

static void take_steps(struct hand *h, const struct message_steps *m, struct attached *a) {
  struct child c = {.hand = h, .recipe = m->recipe, .memfd = -1, .attached = a, .report = -1, .id = m->id, .cgroup = -1};
  carry_out(&c);
  block_signals();
  if (c.result.what == REPORT_FAILED) {
    SEND(h, failed, -1, -1, .id = m->id, .step = c.result.step, .kind = c.result.kind, .error = c.result.error, .status = c.result.status,
         .detail = c.result.detail);
  } else {
    SEND(h, stepped, -1, -1, .id = m->id);
  }
}

static void take_keep(struct hand *h, const struct message_keep *m, struct attached *a) {
  int own = above(h, a->descriptor[0]);
  a->descriptor[0] = -1;
  int error = own < 0 ? errno : kept_put(h, m->name, own);
  if (error) {
    if (own >= 0) close(own);
    refuse(h, MESSAGE_KEEP, error, "A descriptor cannot be kept: the table is full or the name is empty or too long.");
  }
}

static void take_unkeep(struct hand *h, const struct message_unkeep *m, struct attached *a) {
  kept_drop(h, m->name);
}

static void take_ack(struct hand *h, const struct message_ack *m, struct attached *a) {
  if (m->sequence > h->sequence) {
    refuse(h, MESSAGE_ACK, EINVAL, "An exit was acknowledged that has not happened yet; nothing is forgotten.");
    return;
  }
  for (struct packet *p; (p = queue_first(&h->unacked));) {
    struct reader in = {.at = (uint8_t *)(p + 1) + HEADER_BYTES, .end = (uint8_t *)(p + 1) + p->size};
    if (get_u64(&in) > m->sequence) break;
    queue_pop(&h->unacked);
  }
}

static void take_exit(struct hand *h, const struct message_exit *m, struct attached *a) {
  finish(h, FINISH_VERB_EXIT, m->code);
}

static void take_finish(struct hand *h, const struct message_finish *m, struct attached *a) {
  if (m->verb != FINISH_VERB_NONE && m->deadline == 0) finish(h, m->verb, m->code);
  h->finish_verb = m->verb;
  h->finish_code = m->code;
  uint64_t at = now();
  h->finish_due = m->deadline > UINT64_MAX - at ? UINT64_MAX : at + m->deadline;
}

static void take_restart(struct hand *h, const struct message_restart *m, struct attached *a) {
  manager_replace(h);
}

static void take_ping(struct hand *h, const struct message_ping *m, struct attached *a) {
  SEND(h, pong, -1, -1, .value = m->value);
}

/* The kernel gives fewer descriptors than were sent when hand may open no more. Whoever waits for a process is told so. */
static void descriptors_cut(struct hand *h, int32_t type, struct reader *in) {
  uint64_t id = get_u64(in);
  if (type == MESSAGE_SPAWN || type == MESSAGE_STEPS) {
    SEND(h, failed, -1, -1, .id = id, .step = -1, .error = EMFILE, .status = 202);
  } else {
    refuse(h, type, EMFILE, "The descriptors of a message did not fit: hand has as many open as it may.");
  }
}

static bool within(uint32_t n, uint32_t least, uint32_t most) { return n >= least && n <= most; }

/* Takes a packet that came with these descriptors; closes those that nobody took. Anything malformed is refused whole. */
void channel_accept(struct hand *h, uint8_t *packet, uint32_t size, struct attached *a) {
  struct reader in = {.at = packet, .end = packet + size};
  uint32_t magic = get_u32(&in), kind = get_u32(&in), length = get_u32(&in), attached = get_u32(&in);
  int32_t type = in.bad ? -1 : (int32_t)(kind >> 16);
  if (!in.bad && magic == CHANNEL_MAGIC && length == size && attached > a->count) {
    descriptors_cut(h, type, &in);
  } else if (in.bad || magic != CHANNEL_MAGIC || length != size || attached != a->count) {
    refuse(h, type, EBADMSG, "A message was not understood: bad magic number, size or number of descriptors.");
  } else if ((kind & 0xffff) != CHANNEL_VERSION) {
    refuse(h, type, EPROTO, "A message has another version of the channel: hand and manager do not belong together.");
  } else {
    switch (type) {
#define X(NAME, name, least, most) \
  case MESSAGE_##NAME: { \
    struct message_##name m; \
    if (get_message_##name(&in, &m) && within(a->count, least, most)) { \
      h->ever_spoke = true; \
      take_##name(h, &m, a); \
    } else { \
      refuse(h, type, EBADMSG, "A " #name " message was not understood: a field, its size or its descriptors are wrong."); \
    } \
    break; \
  }
      FOR_EACH_REQUEST(X)
#undef X
      default:
        refuse(h, type, EOPNOTSUPP, "A message has a type that hand does not know.");
    }
  }
  for (uint32_t i = 0; i < a->count; i++) {
    if (a->descriptor[i] >= 0) close(a->descriptor[i]);
  }
}

/* Reads some of what is there, as long as there is room for the answers, which then go out before it reads on; all of it if the
 * manager is gone. The end of the channel is the end of the manager. */
void channel_read(struct hand *h) {
  for (int n = 0; h->channel >= 0 && channel_has_room(h) && (n < REQUESTS_A_TURN || h->draining); n++) {
    static union control control;
    struct iovec data = {.iov_base = h->packet, .iov_len = sizeof h->packet};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    ssize_t size = recvmsg(h->channel, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    /* reset: it died with answers unread; what it had sent comes after this */
    if (size < 0 && (errno == EINTR || errno == ECONNRESET)) continue;
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) {
      manager_lost(h);
      return;
    }
    static struct attached a;
    a.count = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c)) {
      if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
      a.count = (uint32_t)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
      memcpy(a.descriptor, CMSG_DATA(c), a.count * sizeof(int));
    }
    if (message.msg_flags & MSG_TRUNC) size = 0; /* refused as malformed, its descriptors closed */
    channel_accept(h, h->packet, (uint32_t)size, &a);
  }
}
