/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state file on disk: hsflowd's agent writes, sflowovsd and hsflowctl
 * read.
 */
#include "statefile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

static bool
read_checked(int fd, struct state *st, char *reason, size_t cap)
{
	char buf[STATE_TEXT_MAX + 1];	/* one more shows "too long" */
	const char *wrong = file_not_trusted(fd);
	struct state_error err;
	ssize_t n;

	if (wrong == NULL && (n = file_read(fd, buf, sizeof(buf))) == -1)
		wrong = strerror(errno);
	if (wrong != NULL) {
		snprintf(reason, cap, "%s", wrong);
		return false;
	}
	if (state_parse(buf, (size_t)n, st, &err))
		return true;
	if (err.line > 0)
		snprintf(reason, cap, "line %u: %s", err.line, err.reason);
	else
		snprintf(reason, cap, "%s", err.reason);
	return false;
}

enum statefile_result
statefile_read(const char *path, struct state *st,
    char reason[STATEFILE_REASON_MAX])
{
	int fd = file_open(path);
	bool good;

	reason[0] = '\0';
	if (fd == -1) {
		snprintf(reason, STATEFILE_REASON_MAX, "%s", strerror(errno));
		return errno == ENOENT || errno == ENOTDIR ?
		    STATEFILE_MISSING : STATEFILE_REFUSED;
	}
	good = read_checked(fd, st, reason, STATEFILE_REASON_MAX);
	close(fd);
	return good ? STATEFILE_OK : STATEFILE_REFUSED;
}

bool
statefile_write(const char *path, const struct state *st)
{
	char buf[STATE_TEXT_MAX];
	size_t len = state_format(st, buf, sizeof(buf));

	if (len == 0) {
		errno = EOVERFLOW;
		return false;
	}
	return file_replace(path, buf, len);
}

bool
statefile_remove(const char *path)
{
	return unlink(path) == 0 || errno == ENOENT;
}
