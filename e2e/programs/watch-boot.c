/* watch-boot COUNT INIT [ARG...]: the clock of the benchmarks: forks a watcher, takes the time and becomes INIT.
 *
 * The watcher reads the pids that services write to /bench.fifo until there are COUNT, then sees each of them alive in /proc, then takes the
 * time again and writes the nanoseconds in between to /bench.result. It sleeps in read(2) meanwhile, so it costs the boot next to
 * nothing. A service that announced itself and died is named instead of a result. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static long long now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (long long) time.tv_sec * 1000000000 + time.tv_nsec;
}

static int is_alive(int pid)
{
	char path[64], stat[512];
	FILE *file;
	size_t n;

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	if ((file = fopen(path, "r")) == NULL)
		return 0;
	n = fread(stat, 1, sizeof stat - 1, file);
	fclose(file);
	stat[n] = '\0';
	return strstr(stat, "(announce) ") != NULL && strchr("ZX", strstr(stat, "(announce) ")[11]) == NULL;
}

static int watch(int fifo, long count, long long begin)
{
	int *pids = calloc((size_t) count, sizeof *pids);
	FILE *result;
	long dead = 0;

	for (long i = 0; pids != NULL && i < count; i++)
		if (read(fifo, pids + i, sizeof *pids) != (ssize_t) sizeof *pids)
			return 1;
	for (long i = 0; pids != NULL && i < count; i++)
		if (!is_alive(pids[i]))
			dead = pids[i];
	long long end = now();
	if ((result = fopen("/bench.result.new", "w")) == NULL)
		return 1;
	if (dead)
		fprintf(result, "process %ld is not alive\n", dead);
	else
		fprintf(result, "%lld\n", end - begin);
	fclose(result);
	return rename("/bench.result.new", "/bench.result");
}

int main(int argc, char **argv)
{
	long long begin;
	int fifo;

	/* for reading and writing: the FIFO then never ends while a writer comes and goes */
	if (argc < 3 || mkfifo("/bench.fifo", 0622) < 0 || (fifo = open("/bench.fifo", O_RDWR | O_CLOEXEC)) < 0) {
		perror("watch-boot");
		return 2;
	}
	begin = now();
	if (fork() == 0)
		_exit(watch(fifo, atol(argv[1]), begin));
	execv(argv[2], argv + 2);
	perror(argv[2]);
	return 127;
}
