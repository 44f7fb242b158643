/* notify MESSAGE [STATUS]: sends MESSAGE (such as READY=1) to $NOTIFY_SOCKET and ends at once with STATUS. */
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
	size_t length;

	if (argc < 2 || path == NULL || fd < 0 || strlen(path) >= sizeof manager.sun_path) {
		fputs("notify: needs a message and $NOTIFY_SOCKET\n", stderr);
		return 2;
	}
	length = strlen(path);
	memcpy(manager.sun_path, path, length);
	if (path[0] == '@')
		manager.sun_path[0] = '\0';
	if (sendto(fd, argv[1], strlen(argv[1]), 0, (struct sockaddr *) &manager,
	           (socklen_t) (offsetof(struct sockaddr_un, sun_path) + length)) < 0) {
		perror("notify");
		return 1;
	}
	return argc > 2 ? atoi(argv[2]) : 0;
}
