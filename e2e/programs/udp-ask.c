/* udp-ask PORT TEXT: sends TEXT, prints what comes back within a second; exit status 1 if nothing does. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

int main(int argc, char **argv)
{
	char answer[65536];
	struct timeval second = {.tv_sec = 1};
	struct sockaddr_in there = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	ssize_t n;

	if (argc != 3 || fd < 0)
		return 2;
	there.sin_port = htons((unsigned short) atoi(argv[1]));
	there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
	if (connect(fd, (struct sockaddr *) &there, sizeof there) < 0 || send(fd, argv[2], strlen(argv[2]), 0) < 0 ||
	    (n = recv(fd, answer, sizeof answer, 0)) < 0) {
		perror("udp-ask");
		return 1;
	}
	printf("%.*s\n", (int) n, answer);
	return 0;
}
