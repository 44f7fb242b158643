/* inject PID: writes messages that are cut or altered to the channel between hand and the manager, as if PID (one of the two) had
 * sent them; prints how many. From the manager: a SPAWN cut after each of its bytes, with and without its size corrected, then with
 * each bit of each byte altered. From hand, whose manager does not outlive the first: one cut PONG. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "requests.h"

/* A duplicate of the process's end of the channel, its only socket of packets. */
static int channel_of(int pid)
{
	int process = (int) syscall(SYS_pidfd_open, pid, 0);

	for (int number = 3; process >= 0 && number < 4096; number++) {
		int type = 0, fd = (int) syscall(SYS_pidfd_getfd, process, number, 0);
		socklen_t size = sizeof type;

		if (fd >= 0 && getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET)
			return fd;
		close(fd);
	}
	perror("inject: no channel");
	exit(1);
}

static int sent;

static void inject(int channel, const uint8_t *message, size_t size)
{
	struct pollfd room = {.fd = channel, .events = POLLOUT};

	while (send(channel, message, size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		if (errno != EAGAIN) {
			perror("inject: send");
			exit(1);
		}
		poll(&room, 1, 1000);
	}
	sent++;
}

int main(int argc, char **argv)
{
	uint8_t message[256], altered[256];
	struct writer out = {.start = message, .at = message, .end = message + sizeof message};
	int pid = argc == 2 ? atoi(argv[1]) : 0, channel;

	if (pid <= 0)
		return 2;
	channel = channel_of(pid);
	if (pid == 1) {
		put_message_pong(&out, &(struct message_pong){.value = 1}, 0);
		inject(channel, message, (size_t) (out.at - message) - 1);
	} else {
		/* of an id that no process has, for a cgroup that is not attached */
		put_message_spawn(&out, &(struct message_spawn){.id = 1ull << 40, .cgroup = 7, .memfd = -1}, 0);
		size_t size = (size_t) (out.at - message);
		for (size_t cut = 1; cut < size; cut++) {
			inject(channel, message, cut);
			memcpy(altered, message, cut);
			if (cut >= 12)
				store32(altered + 8, (uint32_t) cut);
			inject(channel, altered, cut);
		}
		for (size_t bit = 0; bit < 8 * size; bit++) {
			memcpy(altered, message, size);
			altered[bit / 8] ^= (uint8_t) (1 << bit % 8);
			inject(channel, altered, size);
		}
	}
	printf("%d\n", sent);
	return 0;
}
