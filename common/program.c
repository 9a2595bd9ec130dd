/* SPDX-License-Identifier: Apache-2.0 */
/* Names of programs in, paths out; called by sflowovsd and hsflowctl. */
#include "program.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const folders[] = {
	"/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin",
	"/usr/local/sbin", "/opt/openvswitch/bin"
};

bool
program_is(const char *path, struct stat *st)
{
	if (stat(path, st) == -1 || access(path, X_OK) == -1)
		return false;
	if (!S_ISREG(st->st_mode)) {
		errno = EACCES;
		return false;
	}
	return true;
}

bool
program_find(const char *given, const char *name, char path[PROGRAM_PATH_MAX],
    struct stat *st)
{
	if (given != NULL) {
		snprintf(path, PROGRAM_PATH_MAX, "%s", given);
		return program_is(path, st);
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		snprintf(path, PROGRAM_PATH_MAX, "%s/%s", folders[i], name);
		if (program_is(path, st))
			return true;
	}
	errno = ENOENT;
	return false;
}

bool
program_find_beside(const char *name, char path[PROGRAM_PATH_MAX])
{
	char self[PROGRAM_PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self));
	struct stat st;
	char *slash;

	if (n > 0 && (size_t)n < sizeof(self)) {
		self[n] = '\0';
		slash = strrchr(self, '/');
		if (slash != NULL && snprintf(path, PROGRAM_PATH_MAX,
		    "%.*s/%s", (int)(slash - self), self, name) <
		    PROGRAM_PATH_MAX && program_is(path, &st))
			return true;
	}
	return program_find(NULL, name, path, &st);
}
