/* talk KIND ADDRESS TEXT [hold=FILE]: a client. KIND is stream, datagram, packet, fifo or queue; ADDRESS a path, @NAME, or A.B.C.D:PORT, [IPv6]:PORT.
 * Sends TEXT as a line and prints the line that comes back, if the kind has answers; "closed" if the other end closed first, "silence" after a
 * minute, or the error. With hold= the connection stays open until FILE exists. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static _Noreturn void end(const char *what)
{
	puts(what);
	exit(1);
}

static _Noreturn void broken(void)
{
	end(errno == ECONNREFUSED ? "refused" : errno == ENOENT ? "nobody there" : strerror(errno));
}

static void say(int fd, const char *text)
{
	char line[512];

	snprintf(line, sizeof line, "%s\n", text);
	if (write(fd, line, strlen(line)) < 0 && errno != EPIPE && errno != ECONNRESET)
		broken();
}

static socklen_t address_of(const char *text, struct sockaddr_storage *at)
{
	char host[64];
	const char *colon = strrchr(text, ':');
	int family = *text == '[' ? AF_INET6 : AF_INET;

	memset(at, 0, sizeof *at);
	if (*text == '/' || *text == '@') {
		struct sockaddr_un *un = (struct sockaddr_un *) at;

		un->sun_family = AF_UNIX;
		strncpy(un->sun_path, text, sizeof un->sun_path - 1);
		if (*text == '@')
			un->sun_path[0] = '\0';
		return (socklen_t) (offsetof(struct sockaddr_un, sun_path) + strlen(text) + (*text == '/'));
	}
	snprintf(host, sizeof host, "%.*s", (int) (colon - text) - 2 * (family == AF_INET6), text + (family == AF_INET6));
	if (family == AF_INET6) {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *) at;

		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons((uint16_t) atoi(colon + 1));
		inet_pton(AF_INET6, host, &in6->sin6_addr);
		return sizeof *in6;
	}
	struct sockaddr_in *in = (struct sockaddr_in *) at;

	in->sin_family = AF_INET;
	in->sin_port = htons((uint16_t) atoi(colon + 1));
	inet_pton(AF_INET, host, &in->sin_addr);
	return sizeof *in;
}

int main(int argc, char **argv)
{
	const char *kind = argv[1], *hold = argc > 4 ? argv[4] + strlen("hold=") : NULL;
	struct sockaddr_storage address;
	char text[512];

	signal(SIGPIPE, SIG_IGN);
	if (strcmp(kind, "fifo") == 0) {
		int fd = open(argv[2], O_WRONLY | O_NONBLOCK | O_CLOEXEC);

		if (fd < 0)
			broken();
		say(fd, argv[3]);
		return 0;
	}
	if (strcmp(kind, "queue") == 0) {
		mqd_t queue = mq_open(argv[2], O_WRONLY | O_CLOEXEC);

		if (queue < 0 || mq_send(queue, argv[3], strlen(argv[3]), 0) < 0)
			broken();
		return 0;
	}
	socklen_t size = address_of(argv[2], &address);
	int type = strcmp(kind, "datagram") == 0 ? SOCK_DGRAM : strcmp(kind, "packet") == 0 ? SOCK_SEQPACKET : SOCK_STREAM;
	int fd = socket(address.ss_family, type | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *) &address, size) < 0)
		broken();
	say(fd, argv[3]);
	if (type == SOCK_DGRAM)
		return 0;
	struct pollfd wait = {.fd = fd, .events = POLLIN};

	if (poll(&wait, 1, 60000) <= 0)
		end("silence");
	ssize_t n = read(fd, text, sizeof text - 1);

	if (n <= 0)
		end("closed");
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	puts(text);
	fflush(stdout);
	while (hold && access(hold, F_OK) < 0)
		usleep(20000);
	return 0;
}
