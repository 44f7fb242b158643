/* terminal DIRECTORY NAME...: makes a pseudo terminal for each name, whose slave DIRECTORY/NAME leads to, and writes down
 * in DIRECTORY/NAME.typescript what is written to it, until it is killed. Prints a line when all are there. */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { MOST = 64 };

int main(int argc, char **argv) {
  static struct pollfd masters[MOST];
  static int typescripts[MOST];
  nfds_t n = 0;
  for (int i = 2; i < argc && n < MOST; i++, n++) {
    char path[512];
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    char *name = master < 0 || grantpt(master) < 0 || unlockpt(master) < 0 ? NULL : ptsname(master);
    if (!name) return 1;
    int own = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC); /* else reading fails whenever nobody has it open */
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    snprintf(path, sizeof path, "%s/%s", argv[1], argv[i]);
    if (own < 0 || ioctl(own, TIOCSWINSZ, &size) < 0 || symlink(name, path) < 0) return 1;
    snprintf(path, sizeof path, "%s/%s.typescript", argv[1], argv[i]);
    typescripts[n] = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    masters[n] = (struct pollfd){.fd = master, .events = POLLIN};
  }
  puts("ready");
  fflush(stdout);
  while (poll(masters, n, -1) >= 0) {
    for (nfds_t i = 0; i < n; i++) {
      char text[4096];
      ssize_t k = masters[i].revents ? read(masters[i].fd, text, sizeof text) : 0;
      if (k < 0) masters[i].fd = -1;
      if (k > 0 && write(typescripts[i], text, (size_t)k) != k) return 1;
    }
  }
  return 1;
}
