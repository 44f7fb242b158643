/* Terminals: as standard input with all that comes with it, and made as new for the next user. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "course.h"

static int open_terminal(const char *path) {
  int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd < 0 || isatty(fd)) return fd;
  close(fd);
  errno = ENOTTY;
  return -1;
}

/* somebody closes it: perhaps the session that has it */
static int await_close(int watch) {
  _Alignas(struct inotify_event) char events[1024];
  ssize_t n;
  while ((n = read(watch, events, sizeof events)) < 0 && errno == EINTR) {}
  return n < 0 ? errno : 0;
}

/* The watch begins before the attempt, so that a close in between is not missed. Each attempt opens the terminal anew, as
 * a terminal that its last session lost is dead for those who had it open. */
static int claim(const char *path, uint32_t how, int *terminal) {
  int watch = how == TERMINAL_CLAIM_WAIT ? inotify_init1(IN_CLOEXEC) : -1;
  if (watch >= 0 && inotify_add_watch(watch, path, IN_CLOSE) < 0) {
    int error = errno;
    close(watch);
    return error;
  }
  int error = 0;
  do {
    *terminal = open_terminal(path);
    error = *terminal < 0 ? errno : ioctl(*terminal, TIOCSCTTY, how == TERMINAL_CLAIM_FORCE ? 1 : 0) < 0 ? errno : 0;
    if (error && *terminal >= 0) close(*terminal);
  } while (error == EPERM && watch >= 0 && (error = await_close(watch)) == 0);
  if (watch >= 0) close(watch);
  return error;
}

/* Taking a terminal away hangs up who had it; that may be ourselves, if it is taken twice. */
int do_terminal(struct course *c, const struct step_terminal *s) {
  struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
  int fd = -1;
  if (sigaction(SIGHUP, &ignore, &before) < 0) return errno;
  int error = claim(s->path, s->claim, &fd);
  if (!error && s->owner != UINT32_MAX && (fchown(fd, s->owner, (gid_t)-1) < 0 || fchmod(fd, 0620) < 0)) {
    error = errno;
    close(fd);
  }
  if (sigaction(SIGHUP, &before, NULL) < 0 && !error) error = errno;
  return error ? error : place(c, fd, s->target);
}

static int sane(int fd) {
  struct termios t;
  if (tcgetattr(fd, &t) < 0) return errno;
  t.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | ISTRIP | INLCR | IGNCR | IUCLC);
  t.c_iflag |= ICRNL | IMAXBEL | IUTF8;
  t.c_oflag |= ONLCR | OPOST;
  t.c_cflag |= CREAD;
  t.c_lflag = ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE;
  cc_t wanted[NCCS] = {[VINTR] = 03, [VQUIT] = 034, [VERASE] = 0177, [VKILL] = 025, [VEOF] = 04, [VSTART] = 021,
                       [VSTOP] = 023, [VSUSP] = 032, [VLNEXT] = 026, [VWERASE] = 027, [VREPRINT] = 022, [VMIN] = 1};
  memcpy(t.c_cc, wanted, sizeof wanted);
  return tcsetattr(fd, TCSANOW, &t) < 0 ? errno : 0;
}

/* A virtual console gives up its memory if nobody has it open (vt(4): ioctl VT_DISALLOCATE); all else is only cleared. */
static int deallocate(const char *path) {
  static const char clear[] = "\033[r\033[H\033[2J\033[3J"; /* no scroll region, home, erase the screen and what was scrolled away */
  int number = 0, taken = 0;
  if (strncmp(path, "/dev/", 5) != 0) return EINVAL;
  if (sscanf(path, "/dev/tty%d%n", &number, &taken) == 1 && number > 0 && !path[taken]) {
    int console = open("/dev/tty0", O_RDWR | O_NOCTTY | O_CLOEXEC);
    int done = console < 0 ? -1 : ioctl(console, 0x5608 /* VT_DISALLOCATE */, number);
    int error = done < 0 ? errno : 0;
    if (console >= 0) close(console);
    if (!error) return 0;
    if (error != EBUSY) return error;
  }
  int fd = open_terminal(path);
  if (fd < 0) return errno;
  int error = write(fd, clear, sizeof clear - 1) < 0 ? errno : 0;
  close(fd);
  return error;
}

static int resize(int fd, int rows, int columns) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) < 0) return errno;
  if (rows >= 0) size.ws_row = (unsigned short)rows;
  if (columns >= 0) size.ws_col = (unsigned short)columns;
  return ioctl(fd, TIOCSWINSZ, &size) < 0 ? errno : 0;
}

/* All of it is tried; the first error is told. */
int do_terminal_reset(struct course *c, const struct step_terminal_reset *s) {
  int fd = open(s->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC), error = 0, worst = 0;
  if (fd < 0) return errno;
  if (!isatty(fd)) worst = ENOTTY;
  if (!worst && s->how & TERMINAL_FLAGS_SETTINGS && (error = sane(fd))) worst = error;
  if (!worst && (s->rows >= 0 || s->columns >= 0) && (error = resize(fd, s->rows, s->columns))) worst = error;
  if (worst != ENOTTY && s->how & TERMINAL_FLAGS_HANG_UP && ioctl(fd, TIOCVHANGUP) < 0 && !worst) worst = errno;
  close(fd);
  if (worst != ENOTTY && s->how & TERMINAL_FLAGS_DEALLOCATE && (error = deallocate(s->path)) && !worst) worst = error;
  return worst;
}
