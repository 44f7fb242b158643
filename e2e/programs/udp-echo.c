/* udp-echo PORT: sends every datagram back to where it came from. The lecture's service. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
	char data[65536];
	struct sockaddr_in here = {.sin_family = AF_INET}, peer;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	here.sin_port = htons((unsigned short) atoi(argc > 1 ? argv[1] : "54154"));
	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *) &here, sizeof here) < 0) {
		perror("udp-echo");
		return 1;
	}
	for (;;) {
		socklen_t length = sizeof peer;
		ssize_t n = recvfrom(fd, data, sizeof data, 0, (struct sockaddr *) &peer, &length);
		if (n >= 0)
			sendto(fd, data, (size_t) n, 0, (struct sockaddr *) &peer, length);
	}
}
