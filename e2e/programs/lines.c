/* lines MILLISECONDS [COUNT]: writes "line 1", "line 2", ... to standard output, one write each and that long apart. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long pause = argc > 1 ? atol(argv[1]) : 10, count = argc > 2 ? atol(argv[2]) : -1;
	struct timespec time = {.tv_sec = pause / 1000, .tv_nsec = pause % 1000 * 1000000};

	for (long i = 1; count < 0 || i <= count; i++) {
		char line[64];
		int n = snprintf(line, sizeof line, "line %ld\n", i);
		if (write(1, line, (size_t) n) != n)
			return 1;
		nanosleep(&time, NULL);
	}
	return 0;
}
