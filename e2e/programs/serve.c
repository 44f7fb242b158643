/* serve FILE [once|deaf|inetd]: a daemon that was handed sockets (sd_listen_fds(3)). Writes to FILE what it was given, a line a descriptor: number,
 * name, kind, blocking, and the options that are not the kernel's default. Then it answers each line of a connection with "FILE's name: line", and adds a
 * line to FILE for each datagram or what else comes in without a connection.
 *
 *   once   ends after the first of either
 *   deaf   takes nothing
 *   inetd  what it was given is standard input: one connection, answered on standard output */
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { FIRST = 3, MOST = 64 };

static const char *file;

static void note(const char *format, ...)
{
	FILE *out = fopen(file, "ae");
	va_list arguments;

	if (!out)
		exit(97);
	va_start(arguments, format);
	vfprintf(out, format, arguments);
	va_end(arguments);
	fclose(out);
}

static int number(int fd, int level, int option)
{
	int value = -1;
	socklen_t size = sizeof value;

	return getsockopt(fd, level, option, &value, &size) < 0 ? -1 : value;
}

static const char *kind_of(int fd)
{
	static const char *const types[] = {"", "stream", "datagram", "raw", "", "packet"};
	static char text[64];
	struct stat s;
	int type = number(fd, SOL_SOCKET, SO_TYPE);

	if (type >= 0) {
		int domain = number(fd, SOL_SOCKET, SO_DOMAIN);

		snprintf(text, sizeof text, "%s %s%s",
			domain == AF_UNIX ? "unix" : domain == AF_INET ? "inet" : domain == AF_INET6 ? "inet6" : domain == AF_NETLINK ? "netlink" : "?",
			types[type < 6 ? type : 0], number(fd, SOL_SOCKET, SO_ACCEPTCONN) > 0 ? " listening" : "");
		return text;
	}
	if (fstat(fd, &s) < 0)
		return "closed";
	return S_ISFIFO(s.st_mode) ? "fifo" : S_ISREG(s.st_mode) ? "file" : S_ISCHR(s.st_mode) ? "device" : "else";
}

static void describe(int fd, const char *name)
{
	static const struct { const char *name; int level, option, usual; } options[] = {
		{"keepalive", SOL_SOCKET, SO_KEEPALIVE, 0}, {"broadcast", SOL_SOCKET, SO_BROADCAST, 0},
		{"passcred", SOL_SOCKET, SO_PASSCRED, 0}, {"passsec", SOL_SOCKET, SO_PASSSEC, 0}, {"priority", SOL_SOCKET, SO_PRIORITY, 0},
		{"mark", SOL_SOCKET, SO_MARK, 0}, {"reuseport", SOL_SOCKET, SO_REUSEPORT, 0}, {"timestamp", SOL_SOCKET, SO_TIMESTAMP, 0},
		{"timestampns", SOL_SOCKET, SO_TIMESTAMPNS, 0}, {"reuseaddr", SOL_SOCKET, SO_REUSEADDR, 0},
		{"nodelay", IPPROTO_TCP, TCP_NODELAY, 0}, {"keepidle", IPPROTO_TCP, TCP_KEEPIDLE, 7200},
		{"keepintvl", IPPROTO_TCP, TCP_KEEPINTVL, 75}, {"keepcnt", IPPROTO_TCP, TCP_KEEPCNT, 9}, {"defer", IPPROTO_TCP, TCP_DEFER_ACCEPT, 0},
		{"tos", IPPROTO_IP, IP_TOS, 0}, {"ttl", IPPROTO_IP, IP_TTL, 64}, {"pktinfo", IPPROTO_IP, IP_PKTINFO, 0},
		{"freebind", IPPROTO_IP, IP_FREEBIND, 0}, {"transparent", IPPROTO_IP, IP_TRANSPARENT, 0},
		{"v6only", IPPROTO_IPV6, IPV6_V6ONLY, 0}, {"hops", IPPROTO_IPV6, IPV6_UNICAST_HOPS, 64},
		{"v6pktinfo", IPPROTO_IPV6, IPV6_RECVPKTINFO, 0}};
	int flags = fcntl(fd, F_GETFL);

	note("%d \"%s\" %s %s", fd, name, kind_of(fd), flags & O_NONBLOCK ? "never-waits" : "waits");
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		int value = number(fd, options[i].level, options[i].option);

		if (value >= 0 && value != options[i].usual)
			note(" %s=%d", options[i].name, value);
	}
	if (strcmp(kind_of(fd), "fifo") == 0 && fcntl(fd, F_GETPIPE_SZ) != 65536)
		note(" pipe=%d", fcntl(fd, F_GETPIPE_SZ));
	if (number(fd, SOL_SOCKET, SO_RCVBUF) == 2 * 8192)
		note(" rcvbuf=8192");
	if (number(fd, SOL_SOCKET, SO_SNDBUF) == 2 * 16384)
		note(" sndbuf=16384");
	note("\n");
}

static void answer(int in, int out)
{
	char text[512], reply[600];
	ssize_t n;

	while ((n = read(in, text, sizeof text - 1)) > 0) {
		text[n] = '\0';
		snprintf(reply, sizeof reply, "%s: %s", strrchr(file, '/') + 1, text);
		if (write(out, reply, strlen(reply)) < 0)
			return;
	}
}

/* Waits for any of them and takes what is there. */
static void serve(int count)
{
	struct pollfd all[MOST];
	char text[8192]; /* the least that a message queue gives into */

	for (int i = 0; i < count; i++)
		all[i] = (struct pollfd) {.fd = FIRST + i, .events = POLLIN};
	while (poll(all, (nfds_t) count, -1) < 0 && errno == EINTR)
		;
	for (int i = 0; i < count; i++) {
		int fd = all[i].fd;

		if (!(all[i].revents & POLLIN))
			continue;
		if (number(fd, SOL_SOCKET, SO_ACCEPTCONN) > 0) {
			int connection = accept(fd, NULL, NULL);

			answer(connection, connection);
			close(connection);
		} else {
			struct mq_attr attributes;
			bool queue = mq_getattr(fd, &attributes) == 0;
			ssize_t n = queue ? mq_receive(fd, text, sizeof text, NULL) : read(fd, text, sizeof text - 1);

			text[n > 0 ? n : 0] = '\0';
			text[strcspn(text, "\n")] = '\0';
			note("%d got %s\n", fd, number(fd, SOL_SOCKET, SO_DOMAIN) == AF_NETLINK ? "news" : text);
		}
		return;
	}
}

int main(int argc, char **argv)
{
	const char *given = getenv("LISTEN_FDS"), *pid = getenv("LISTEN_PID"), *names = getenv("LISTEN_FDNAMES");
	const char *how = argc > 2 ? argv[2] : "";
	int count = given ? atoi(given) : 0;
	char name[256];

	file = argv[1];
	note("%d descriptors, %s\n", count, count == 0 ? "no names" : pid && atoi(pid) == getpid() ? "mine" : "not mine");
	if (strcmp(how, "inetd") == 0) {
		describe(0, "stdin");
		answer(0, 1);
		return 0;
	}
	for (int i = 0; i < count && i < MOST; i++) {
		size_t length = names ? strcspn(names, ":") : 0;

		snprintf(name, sizeof name, "%.*s", (int) length, names ? names : "");
		names = names && names[length] ? names + length + 1 : NULL;
		describe(FIRST + i, name);
	}
	if (strcmp(how, "deaf") == 0 || count == 0)
		pause();
	do
		serve(count < MOST ? count : MOST);
	while (strcmp(how, "once") != 0);
	return 0;
}
