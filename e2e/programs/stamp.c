/* stamp FILE COMMAND [ARG...]: writes CLOCK_MONOTONIC in nanoseconds to FILE, then becomes COMMAND. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct timespec now;
	FILE *file;

	if (argc < 3 || (file = fopen(argv[1], "w")) == NULL)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &now);
	fprintf(file, "%lld\n", (long long) now.tv_sec * 1000000000 + now.tv_nsec);
	fclose(file);
	execv(argv[2], argv + 2);
	perror(argv[2]);
	return 127;
}
