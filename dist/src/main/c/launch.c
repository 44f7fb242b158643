/* launch: what `bin/reeve`, `bin/manager`, `bin/systemctl` and the other commands are: it starts the Java runtime that lies
 * beside it. hand starts `bin/manager`, which is this too.
 *
 * A shell script would need a shell, a PATH and a way to find itself through symbolic links; this needs none. The root
 * of the installation is two levels above the real path of this file, and the name under which it was started is
 * the first argument that Java gets, so that one program can have many names.
 *
 * Java gets the caller's environment without the variables by which other people's settings reach a JVM
 * (JAVA_TOOL_OPTIONS and its like, LD_*), and with LC_ALL=C.UTF-8: under any other locale Java's file names are not UTF-8.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

extern char **environ;

/* One list for every Java program of the installation and for the training run that made the AOT cache: a JVM whose
 * --enable-native-access differs from the training run's does not use the cache, and does not say so. */
static const char *const java_options[] = {
#include "java_options.inc"
};

static int is_kept(const char *entry)
{
	static const char *const dropped[] = {
		"JAVA_TOOL_OPTIONS=", "_JAVA_OPTIONS=", "JDK_JAVA_OPTIONS=", "CLASSPATH=", "LD_", "LC_ALL=",
	};
	for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
		if (strncmp(entry, dropped[i], strlen(dropped[i])) == 0)
			return 0;
	return 1;
}

static int fail(const char *what)
{
	fprintf(stderr, "reeve: cannot start Java: %s: %s\n", what, strerror(errno));
	return 127;
}

int main(int argc, char **argv)
{
	const char *started_as = (const char *) getauxval(AT_EXECFN), *name;
	char root[PATH_MAX], java[PATH_MAX + 32], cache[PATH_MAX + 64];
	char **arguments, **environment;
	size_t n = 0, variables = 0;

	if (realpath(started_as, root) == NULL)
		return fail(started_as);
	name = strrchr(started_as, '/') ? strrchr(started_as, '/') + 1 : started_as;
	for (int level = 0; level < 2; level++) {
		char *slash = strrchr(root, '/');
		if (slash != NULL)
			*slash = '\0';
	}
	snprintf(java, sizeof java, "%s/runtime/bin/java", root);
	snprintf(cache, sizeof cache, "-XX:AOTCache=%s/lib/reeve.aot", root);

	while (environ[variables] != NULL)
		variables++;
	arguments = calloc((size_t) argc + sizeof java_options / sizeof *java_options + 5, sizeof *arguments);
	environment = calloc(variables + 2, sizeof *environment);
	if (arguments == NULL || environment == NULL)
		return fail("memory");

	arguments[n++] = java;
	arguments[n++] = cache;
	for (size_t i = 0; i < sizeof java_options / sizeof *java_options; i++)
		arguments[n++] = (char *) (size_t) java_options[i];
	arguments[n++] = (char *) (size_t) name;
	for (int i = 1; i < argc; i++)
		arguments[n++] = argv[i];

	n = 0;
	environment[n++] = (char *) (size_t) "LC_ALL=C.UTF-8";
	for (size_t i = 0; i < variables; i++)
		if (is_kept(environ[i]))
			environment[n++] = environ[i];

	execve(java, arguments, environment);
	return fail(java);
}
