/* launch: what `bin/reeve`, `bin/manager`, `bin/systemctl` and the other commands are: it starts the Java runtime that lies
 * beside it. hand starts `bin/manager`, which is this too.
 *
 * A shell script would need a shell, a PATH and a way to find itself through symbolic links; this needs none. The root
 * of the installation is two levels above the real path of this file, and the name under which it was started is
 * the first argument that Java gets, so that one program can have many names.
 *
 * Java gets the caller's environment with LC_ALL=C.UTF-8 in front: under any other locale Java's file names are not UTF-8.
 * Variables by which other people's settings reach a JVM (JAVA_TOOL_OPTIONS and its like, LD_*), and the caller's LC_ALL, are
 * renamed: REEVE_WAS_ stands before their names, and `reeve run` puts them back for the services, which get the caller's
 * environment as it was (class Installation).
 * The caller's own LC_ALL also goes along as REEVE_LC_ALL: it decides whether output may have characters beyond ASCII.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

extern char **environ;

/* One list for a program and for the training run that made its AOT cache: a JVM whose --enable-native-access differs from
 * the training run's does not use the cache, and does not say so. */
static const char *const java_options[] = {
#include "java_options.inc"
};

/* A client lives for milliseconds: its cache holds what clients use, and the JVM is told not to plan for more. */
static const char *const client_options[] = {
#include "client_options.inc"
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The names whose programs are clients of a manager; every other name is the manager's own program. */
static const char *const clients[] = {"systemctl"};

static int is_client(const char *name)
{
	for (size_t i = 0; i < COUNT(clients); i++)
		if (strcmp(clients[i], name) == 0)
			return 1;
	return 0;
}

static char *renamed(char *entry)
{
	static const char prefix[] = "REEVE_WAS_";
	static const char *const hidden[] = {
		"JAVA_TOOL_OPTIONS=", "_JAVA_OPTIONS=", "JDK_JAVA_OPTIONS=", "CLASSPATH=", "LD_", "LC_ALL=", "REEVE_LC_ALL=", prefix,
	};
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		if (strncmp(entry, hidden[i], strlen(hidden[i])) != 0)
			continue;
		char *other = malloc(sizeof prefix + strlen(entry));
		return other == NULL ? NULL : strcat(strcpy(other, prefix), entry);
	}
	return entry;
}

static char *user_locale(void)
{
	const char *value = getenv("LC_ALL");
	char *entry = malloc(sizeof "REEVE_LC_ALL=" + (value == NULL ? 0 : strlen(value)));

	if (entry != NULL)
		sprintf(entry, "REEVE_LC_ALL=%s", value == NULL ? "" : value);
	return entry;
}

static int fail(const char *what)
{
	fprintf(stderr, "reeve: cannot start Java: %s: %s\n", what, strerror(errno));
	return 127;
}

int main(int argc, char **argv)
{
	const char *started_as = (const char *) getauxval(AT_EXECFN), *name;
	char root[PATH_MAX], java[PATH_MAX + 32], cache[PATH_MAX + 64], here[PATH_MAX];
	char **arguments, **environment, *locale;
	const char *const *options = java_options;
	size_t n = 0, variables = 0, count = COUNT(java_options);

	if (realpath(started_as, root) == NULL)
		return fail(started_as);
	name = strrchr(started_as, '/') ? strrchr(started_as, '/') + 1 : started_as;
	for (int level = 0; level < 2; level++) {
		char *slash = strrchr(root, '/');
		if (slash != NULL)
			*slash = '\0';
	}
	snprintf(java, sizeof java, "%s/runtime/bin/java", root);
	snprintf(cache, sizeof cache, "-XX:AOTCache=%s/lib/%s.aot", root, is_client(name) ? "client" : "reeve");
	if (is_client(name)) {
		options = client_options;
		count = COUNT(client_options);
	}

	while (environ[variables] != NULL)
		variables++;
	arguments = calloc((size_t) argc + count + 5, sizeof *arguments);
	environment = calloc(variables + 3, sizeof *environment);
	locale = user_locale();
	if (arguments == NULL || environment == NULL || locale == NULL)
		return fail("memory");

	arguments[n++] = java;
	arguments[n++] = cache;
	for (size_t i = 0; i < count; i++)
		arguments[n++] = (char *) (size_t) options[i];
	arguments[n++] = (char *) (size_t) name;
	for (int i = 1; i < argc; i++)
		arguments[n++] = argv[i];

	n = 0;
	environment[n++] = (char *) (size_t) "LC_ALL=C.UTF-8";
	environment[n++] = locale;
	for (size_t i = 0; i < variables; i++) {
		environment[n] = renamed(environ[i]);
		if (environment[n++] == NULL)
			return fail("memory");
	}

	/* Java does not start in a directory that is gone; maintainer scripts may well stand in one */
	if (getcwd(here, sizeof here) == NULL && chdir("/") < 0)
		return fail("/");
	execve(java, arguments, environment);
	return fail(java);
}
