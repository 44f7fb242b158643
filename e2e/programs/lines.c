/* lines MILLISECONDS [COUNT]: writes "line 1", "line 2", ... to standard output, one write each and that long apart; after COUNT lines
 * "longest write N us". */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static long long now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (long long) time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

int main(int argc, char **argv)
{
	long pause = argc > 1 ? atol(argv[1]) : 10, count = argc > 2 ? atol(argv[2]) : -1;
	struct timespec time = {.tv_sec = pause / 1000, .tv_nsec = pause % 1000 * 1000000};
	long long longest = 0;

	for (long i = 1; count < 0 || i <= count; i++) {
		char line[64];
		int n = snprintf(line, sizeof line, "line %ld\n", i);
		long long begun = now();
		if (write(1, line, (size_t) n) != n)
			return 1;
		if (now() - begun > longest)
			longest = now() - begun;
		nanosleep(&time, NULL);
	}
	printf("longest write %lld us\n", longest);
	return 0;
}
