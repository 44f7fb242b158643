/* act ACTION...: a daemon that does what its arguments say, one after the other; after the last it ends with status 0.
 *
 *   say=TEXT        sends TEXT to $NOTIFY_SOCKET; in it and in write=, %p is its own pid, %P its parent's, %c its last
 *                   child's, %m the monotonic time in microseconds, and | a line feed
 *   store=NAME      sends FDSTORE=1 with FDNAME=NAME (none if empty) and a file that says NAME; what comes after a | is lines
 *                   of their own, here and below
 *   pipe=NAME       the same with the reading end of a pipe; hang closes the writing ends of all pipes
 *   again=NAME      the same with what was stored last
 *   several=NAME    the same with four files in one message, which all say NAME
 *   barrier         sends BARRIER=1 with a pipe and waits until the manager has closed it; exits with 9 after 5 s
 *   fds=FILE        writes to FILE how many descriptors it was given, and for each its name, content and blocking
 *   write=FILE:TEXT writes a file
 *   remove=FILE
 *   await=FILE      waits until there is such a file
 *   mute            closes its standard output and error
 *   sleep=MS
 *   ignore=SIGNAL   by name without SIG, here and below
 *   wait=SIGNAL     waits for it; a signal that is waited for anywhere is blocked from the start
 *   pause           waits for ever
 *   exit=STATUS
 *   die=SIGNAL      kills itself; no core is written
 *   daemon          forks; the parent ends with 0, the child goes on
 *   child ... end   forks a child that does what stands between; the parent goes on after the end
 *   spawn           forks on for ever: each child sleeps a millisecond, forks the next and ends
 *   flood=COUNT     sends COUNT datagrams of nonsense */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static pid_t last_child;

static _Noreturn void broken(const char *what)
{
	fprintf(stderr, "act: %s: %s\n", what, strerror(errno));
	_exit(97);
}

static int number_of(const char *name)
{
	static const struct { const char *name; int number; } signals[] = {
		{"HUP", SIGHUP}, {"INT", SIGINT}, {"QUIT", SIGQUIT}, {"ABRT", SIGABRT}, {"KILL", SIGKILL}, {"USR1", SIGUSR1},
		{"SEGV", SIGSEGV}, {"USR2", SIGUSR2}, {"PIPE", SIGPIPE}, {"TERM", SIGTERM}, {"CONT", SIGCONT}};

	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (strcmp(signals[i].name, name) == 0)
			return signals[i].number;
	errno = EINVAL;
	broken(name);
}

/* TEXT with its % and | replaced. */
static const char *filled(const char *text)
{
	static char out[4096];
	size_t length = 0;

	for (; *text != '\0' && length < sizeof out - 32; text++) {
		struct timespec now;

		if (*text == '|') {
			out[length++] = '\n';
			continue;
		}
		if (*text != '%') {
			out[length++] = *text;
			continue;
		}
		clock_gettime(CLOCK_MONOTONIC, &now);
		switch (*++text) {
		case 'p': length += (size_t) sprintf(out + length, "%d", (int) getpid()); break;
		case 'P': length += (size_t) sprintf(out + length, "%d", (int) getppid()); break;
		case 'c': length += (size_t) sprintf(out + length, "%d", (int) last_child); break;
		case 'm': length += (size_t) sprintf(out + length, "%lld", (long long) now.tv_sec * 1000000 + now.tv_nsec / 1000); break;
		default: errno = EINVAL; broken("%");
		}
	}
	out[length] = '\0';
	return out;
}

enum { MOST_ATTACHED = 4 };

static void send_with(const char *text, const int *attached, size_t count)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un manager = {.sun_family = AF_UNIX};
	union { char bytes[CMSG_SPACE(MOST_ATTACHED * sizeof(int))]; struct cmsghdr align; } control = {.bytes = {0}};
	struct iovec part = {(void *) text, strlen(text)};
	struct msghdr message = {.msg_name = &manager, .msg_iov = &part, .msg_iovlen = 1};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (path == NULL || fd < 0 || strlen(path) >= sizeof manager.sun_path)
		broken("$NOTIFY_SOCKET");
	strcpy(manager.sun_path, path);
	if (path[0] == '@')
		manager.sun_path[0] = '\0';
	message.msg_namelen = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + strlen(path));
	if (count > 0) {
		struct cmsghdr *header = &control.align;

		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(count * sizeof(int));
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(count * sizeof(int));
		memcpy(CMSG_DATA(header), attached, count * sizeof(int));
	}
	if (sendmsg(fd, &message, 0) < 0)
		broken("sendmsg");
	close(fd);
}

static void send_to_manager(const char *text, int attached)
{
	send_with(text, &attached, attached >= 0);
}

static int last_stored = -1, writing_ends[16], pipes;

static void store(const char *name, const int *fds, size_t count)
{
	char text[1024];

	snprintf(text, sizeof text, *name && *name != '|' ? "FDSTORE=1\nFDNAME=%s" : "FDSTORE=1%s", name);
	send_with(filled(text), fds, count);
	if (last_stored >= 0 && last_stored != fds[0])
		close(last_stored);
	last_stored = fds[0];
	for (size_t i = 1; i < count; i++)
		close(fds[i]);
}

static int file_that_says(const char *name)
{
	int fd = memfd_create("store", MFD_CLOEXEC);

	if (fd < 0 || write(fd, name, strcspn(name, "|")) < 0)
		broken("memfd");
	return fd;
}

static void store_files(const char *name, size_t count)
{
	int fds[MOST_ATTACHED];

	for (size_t i = 0; i < count; i++)
		fds[i] = file_that_says(name);
	store(name, fds, count);
}

static void store_pipe(const char *name)
{
	int ends[2];

	if (pipes == sizeof writing_ends / sizeof *writing_ends || pipe2(ends, O_CLOEXEC) < 0)
		broken("pipe");
	writing_ends[pipes++] = ends[1];
	store(name, ends, 1);
}

static void hang(void)
{
	while (pipes > 0)
		close(writing_ends[--pipes]);
}

static void barrier(void)
{
	int ends[2];
	struct pollfd end;

	if (pipe(ends) < 0)
		broken("pipe");
	send_to_manager("BARRIER=1", ends[1]);
	close(ends[1]);
	end = (struct pollfd) {.fd = ends[0], .events = 0};
	if (poll(&end, 1, 5000) != 1)
		_exit(9);
	close(ends[0]);
}

static void write_fds(const char *path)
{
	const char *count = getenv("LISTEN_FDS"), *pid = getenv("LISTEN_PID"), *names = getenv("LISTEN_FDNAMES");
	char temporary[256];
	FILE *out;

	snprintf(temporary, sizeof temporary, "%s.new", path);
	out = fopen(temporary, "w");
	if (out == NULL)
		broken(temporary);
	fprintf(out, "count=%s names=%s pid=%s\n", count ? count : "none", names ? names : "none",
	        pid == NULL ? "none" : atoi(pid) == getpid() ? "mine" : "another's");
	for (int i = 0; count != NULL && i < atoi(count); i++) {
		char content[64] = "";
		ssize_t n = pread(3 + i, content, sizeof content - 1, 0);
		int flags = fcntl(3 + i, F_GETFL), closing = fcntl(3 + i, F_GETFD);

		fprintf(out, "%d: \"%.*s\" %s%s\n", 3 + i, n < 0 ? 0 : (int) n, content, flags & O_NONBLOCK ? "nonblocking" : "blocking",
		        closing & FD_CLOEXEC ? " close-on-exec" : "");
	}
	fclose(out);
	rename(temporary, path);
}

static void write_file(const char *what)
{
	const char *colon = strchr(what, ':');
	char path[256];
	FILE *out;

	if (colon == NULL)
		broken("write=FILE:TEXT");
	snprintf(path, sizeof path, "%.*s", (int) (colon - what), what);
	out = fopen(path, "w");
	if (out == NULL)
		broken(path);
	fputs(filled(colon + 1), out);
	fclose(out);
}

static void sleep_ms(long ms)
{
	struct timespec left = {ms / 1000, ms % 1000 * 1000000};

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

static _Noreturn void spawn_on(void)
{
	for (;;) {
		pid_t child = fork();

		if (child != 0)
			_exit(child < 0);
		sleep_ms(1);
	}
}

static void flood(long count)
{
	char text[300];

	for (long i = 0; i < count; i++) {
		snprintf(text, sizeof text, "NONSENSE=%ld\n=\n\n%0200d", i, 0);
		send_to_manager(text, -1);
	}
}

static void wait_for(const char *name)
{
	sigset_t set;
	int got;

	sigemptyset(&set);
	sigaddset(&set, number_of(name));
	while (sigwait(&set, &got) != 0)
		;
}

static void die_of(int number)
{
	struct rlimit none = {0, 0};
	sigset_t all;

	setrlimit(RLIMIT_CORE, &none);
	sigfillset(&all);
	signal(number, SIG_DFL);
	sigprocmask(SIG_UNBLOCK, &all, NULL);
	raise(number);
}

/* The place of the end that belongs to the child at argv[i]. */
static int end_of(int argc, char **argv, int i)
{
	for (int depth = 0; i < argc; i++) {
		depth += strcmp(argv[i], "child") == 0;
		depth -= strcmp(argv[i], "end") == 0;
		if (depth == 0)
			break;
	}
	return i;
}

int main(int argc, char **argv)
{
	sigset_t awaited;

	sigemptyset(&awaited);
	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], "wait=", 5) == 0)
			sigaddset(&awaited, number_of(argv[i] + 5));
	sigprocmask(SIG_BLOCK, &awaited, NULL);
	for (int i = 1; i < argc; i++) {
		char *word = argv[i], *value = strchr(word, '=');
		size_t length = value == NULL ? strlen(word) : (size_t) (value - word);

		value = value == NULL ? word + length : value + 1;
#define IS(name) (length == strlen(name) && strncmp(word, name, length) == 0)
		if (IS("say")) send_to_manager(filled(value), -1);
		else if (IS("store")) store_files(value, 1);
		else if (IS("several")) store_files(value, MOST_ATTACHED);
		else if (IS("pipe")) store_pipe(value);
		else if (IS("again")) store(value, &last_stored, 1);
		else if (IS("hang")) hang();
		else if (IS("barrier")) barrier();
		else if (IS("fds")) write_fds(value);
		else if (IS("write")) write_file(value);
		else if (IS("remove")) unlink(value);
		else if (IS("await")) while (access(value, F_OK) != 0) sleep_ms(10);
		else if (IS("mute")) close(1), close(2);
		else if (IS("sleep")) sleep_ms(atol(value));
		else if (IS("ignore")) signal(number_of(value), SIG_IGN);
		else if (IS("wait")) wait_for(value);
		else if (IS("pause")) for (;;) pause();
		else if (IS("exit")) _exit(atoi(value));
		else if (IS("die")) die_of(number_of(value));
		else if (IS("spawn")) spawn_on();
		else if (IS("flood")) flood(atol(value));
		else if (IS("end")) _exit(0);
		else if (IS("daemon")) {
			pid_t child = fork();

			if (child != 0)
				_exit(child < 0);
		} else if (IS("child")) {
			last_child = fork();
			if (last_child < 0)
				broken("fork");
			if (last_child > 0)
				i = end_of(argc, argv, i);
		} else {
			errno = EINVAL;
			broken(word);
		}
	}
	return 0;
}
