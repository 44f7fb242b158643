/* announce: the service of the benchmarks: writes its pid to the FIFO /bench.fifo, then waits for a signal. */
#include <fcntl.h>
#include <unistd.h>

int main(void)
{
	int pid = getpid(), fd = open("/bench.fifo", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, &pid, sizeof pid) != (ssize_t) sizeof pid)
		return 1;
	close(fd);
	for (;;)
		pause();
}
