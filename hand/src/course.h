/* What the steps of one recipe share while it is carried out. */
#pragma once
#include "hand.h"

enum { MAX_OWN = 8, OWN_BYTES = 96 };

/* what earlier steps leave for later ones */
struct course {
  struct child *child;
  int attached[LIMIT_ATTACHED]; /* copies, moved out of the way of the recipe's descriptors */
  struct texts environment;
  uint32_t owns;
  char own[MAX_OWN][OWN_BYTES]; /* variables of its own: NAME=value */
  int relay;                    /* after Fork: where the waiting parent is told the exit status */
  uint64_t detail;
};

/* A step's function returns 0, an errno value, or DEGRADED(errno): done as far as this place allows, which is told as if
 * the step were tolerated. */
#define DEGRADED(error) (-(error))

int place(struct course *c, int from, int target); /* makes `from` the program's descriptor `target`, and closes it */

/* directory.c */
int do_directory(struct course *c, const struct step_directory *s);
int do_link(struct course *c, const struct step_link *s);

/* terminal.c */
int do_terminal(struct course *c, const struct step_terminal *s);
int do_terminal_reset(struct course *c, const struct step_terminal_reset *s);

/* attributes.c */
int do_limit(struct course *c, const struct step_limit *s);
int do_nice(struct course *c, const struct step_nice *s);
int do_oom_score(struct course *c, const struct step_oom_score *s);
int do_coredump_filter(struct course *c, const struct step_coredump_filter *s);
int do_scheduler(struct course *c, const struct step_scheduler *s);
int do_io_priority(struct course *c, const struct step_io_priority *s);
int do_affinity(struct course *c, const struct step_affinity *s);
int do_timer_slack(struct course *c, const struct step_timer_slack *s);
int do_personality(struct course *c, const struct step_personality *s);
int do_bounding_set(struct course *c, const struct step_bounding_set *s);
int do_keep_capabilities(struct course *c, const struct step_keep_capabilities *s);
int do_ambient(struct course *c, const struct step_ambient *s);
int do_secure_bits(struct course *c, const struct step_secure_bits *s);
int write_number(int fd, long number);
