/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of programs in, paths out; the pass and the monitors call it. A fixed
 * list, as PATH is the caller's.
 */
#include "tool.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const folders[] = {
	"/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin",
	"/usr/local/sbin", "/opt/openvswitch/bin"
};

static bool
is_program(const char *path, struct tool_stamp *stamp)
{
	struct stat st;

	if (stat(path, &st) == -1 || access(path, X_OK) == -1)
		return false;
	if (!S_ISREG(st.st_mode)) {
		errno = EACCES;
		return false;
	}
	memset(stamp, 0, sizeof(*stamp));
	stamp->dev = st.st_dev;
	stamp->ino = st.st_ino;
	stamp->size = st.st_size;
	stamp->mtime = st.st_mtim.tv_sec;
	stamp->mtime_nsec = st.st_mtim.tv_nsec;
	return true;
}

bool
tool_find(const char *given, const char *name, char path[TOOL_PATH_MAX],
    struct tool_stamp *stamp)
{
	if (given != NULL) {
		snprintf(path, TOOL_PATH_MAX, "%s", given);
		return is_program(path, stamp);
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		snprintf(path, TOOL_PATH_MAX, "%s/%s", folders[i], name);
		if (is_program(path, stamp))
			return true;
	}
	errno = ENOENT;
	return false;
}

bool
tool_same(const struct tool_stamp *a, const struct tool_stamp *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size &&
	    a->mtime == b->mtime && a->mtime_nsec == b->mtime_nsec;
}
