/* flood COUNT: sends COUNT datagrams to $NOTIFY_SOCKET as fast as it goes: nonsense, and STATUS= texts in between. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

int main(int argc, char **argv)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un manager = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	long count = argc > 1 ? atol(argv[1]) : 1;
	char message[512];

	if (path == NULL || fd < 0 || strlen(path) >= sizeof manager.sun_path) {
		fputs("flood: needs $NOTIFY_SOCKET\n", stderr);
		return 2;
	}
	strcpy(manager.sun_path, path);
	if (path[0] == '@')
		manager.sun_path[0] = '\0';
	for (long i = 0; i < count; i++) {
		int length = i % 2 ? snprintf(message, sizeof message, "STATUS=%ld", i)
		                   : snprintf(message, sizeof message, "\xff\xfe=nonsense %ld\n=\n\n%0200d", i, 0);
		if (sendto(fd, message, (size_t) length, 0, (struct sockaddr *) &manager,
		           (socklen_t) (offsetof(struct sockaddr_un, sun_path) + strlen(path))) < 0 && errno != ENOBUFS && errno != EAGAIN) {
			perror("flood");
			return 1;
		}
	}
	return 0;
}
