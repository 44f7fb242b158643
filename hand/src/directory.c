/* Directories and links that a unit owns.
 *
 * What is below a directory may belong to the unit's user, who may change it while we look: so nothing is changed by a
 * path of more than one name, and nothing through a symbolic link. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "course.h"

enum { DEEPEST = 128, ENTRY_BYTES = 2048 };

struct owner {
  uid_t uid;
  gid_t gid;
};

/* an entry as getdents64(2) gives it */
struct entry {
  uint64_t inode;
  int64_t offset;
  uint16_t size;
  uint8_t type;
  char name[];
};

static int make_parents(const char *path) {
  char parent[4096];
  size_t size = strlen(path);
  if (size >= sizeof parent) return ENAMETOOLONG;
  memcpy(parent, path, size + 1);
  for (char *slash = strchr(parent + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = 0;
    if (mkdir(parent, 0755) < 0 && errno != EEXIST) return errno;
    *slash = '/';
  }
  return 0;
}

/* Gives the file behind an O_PATH descriptor a new owner; set-id bits, which that takes away, come back. */
static int give(int fd, const struct owner *to) {
  struct stat before;
  char self[64];
  if (fstat(fd, &before) < 0 || fchownat(fd, "", to->uid, to->gid, AT_EMPTY_PATH) < 0) return errno;
  if (S_ISLNK(before.st_mode) || !(before.st_mode & (S_ISUID | S_ISGID))) return 0;
  snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
  return chmod(self, before.st_mode & 07777) < 0 ? errno : 0;
}

/* everything in a directory; the first error, after all else has been done */
static int give_below(int directory, const struct owner *to, int depth) {
  _Alignas(struct entry) char entries[ENTRY_BYTES];
  long size;
  int worst = 0;
  if (depth > DEEPEST) return ELOOP;
  while ((size = syscall(SYS_getdents64, directory, entries, sizeof entries)) > 0) {
    for (long at = 0; at < size; at += ((struct entry *)(void *)(entries + at))->size) {
      const char *name = ((struct entry *)(void *)(entries + at))->name;
      if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
      int error = 0, fd = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      if (fd >= 0) {
        error = give_below(fd, to, depth + 1);
        close(fd);
      }
      fd = openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
      if (fd < 0) {
        error = error ? error : errno == ENOENT ? 0 : errno; /* removed meanwhile */
      } else {
        int given = give(fd, to);
        error = error ? error : given;
        close(fd);
      }
      worst = worst ? worst : error;
    }
  }
  return worst ? worst : size < 0 ? errno : 0;
}

static int own(int fd, const struct owner *wanted) {
  struct stat s;
  if (fstat(fd, &s) < 0) return errno;
  bool right = (wanted->uid == (uid_t)-1 || wanted->uid == s.st_uid) && (wanted->gid == (gid_t)-1 || wanted->gid == s.st_gid);
  if (right) return 0;
  int error = give_below(fd, wanted, 0);
  return fchown(fd, wanted->uid, wanted->gid) < 0 ? errno : error;
}

int do_directory(struct course *c, const struct step_directory *s) {
  struct owner owner = {.uid = s->uid, .gid = s->gid};
  int error = make_parents(s->path);
  if (error) return error;
  if (mkdir(s->path, (mode_t)s->mode & 0777) < 0) {
    if (errno != EEXIST) return errno;
    if (s->if_missing) return 0;
  }
  int fd = open(s->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return errno;
  error = own(fd, &owner);
  if (!error && fchmod(fd, (mode_t)s->mode & 07777) < 0) error = errno;
  close(fd);
  return error;
}

int do_link(struct course *c, const struct step_link *s) {
  char old[4096];
  int error = make_parents(s->path);
  if (error || symlink(s->target, s->path) == 0) return error;
  if (errno != EEXIST) return errno;
  ssize_t n = readlink(s->path, old, sizeof old - 1);
  if (n < 0) return EEXIST;
  old[n] = 0;
  return strcmp(old, s->target) == 0 ? 0 : EEXIST;
}
