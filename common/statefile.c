/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state file on disk: hsflowd's agent writes, sflowovsd and hsflowctl
 * read.
 */
#include "statefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon.h"
#include "file.h"

#define PATH_TEXT_MAX	4096

static bool
owner_trusted(uid_t owner)
{
	const char *name;
	uid_t uid;
	gid_t gid;

	return owner == 0 || owner == geteuid() ||
	    (daemon_user(&uid, &gid, &name) && owner == uid);
}

/* NULL when it may be read, else what is wrong. */
static const char *
look_at(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return strerror(errno);
	if (file_not_regular(&st) != NULL)
		return file_not_regular(&st);
	if (!owner_trusted(st.st_uid))
		return "belongs to another user than root and hsflowd's";
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return "may be written by others";
	return NULL;
}

static bool
read_checked(int fd, struct state *st, char *reason, size_t cap)
{
	char buf[STATE_TEXT_MAX + 1];	/* one more shows "too long" */
	const char *wrong = look_at(fd);
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

static bool
write_all(int fd, const char *buf, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(fd, buf, len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		buf += n;
		len -= (size_t)n;
	}
	return true;
}

static bool
write_file(const char *path, const char *buf, size_t len)
{
	int saved, fd;
	bool good;

	/* A leftover of a crash; O_EXCL keeps a planted link from working. */
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    0644);
	if (fd == -1)
		return false;
	good = fchmod(fd, 0644) == 0 && write_all(fd, buf, len) &&
	    fsync(fd) == 0;
	saved = errno;
	if (close(fd) == -1 && good)
		return false;
	errno = saved;
	return good;
}

bool
statefile_write(const char *path, const struct state *st)
{
	char buf[STATE_TEXT_MAX], temporary[PATH_TEXT_MAX];
	size_t len = state_format(st, buf, sizeof(buf));
	int n, saved;

	n = snprintf(temporary, sizeof(temporary), "%s.new", path);
	if (len == 0 || n < 0 || (size_t)n >= sizeof(temporary)) {
		errno = len == 0 ? EOVERFLOW : ENAMETOOLONG;
		return false;
	}
	if (write_file(temporary, buf, len) && rename(temporary, path) == 0)
		return true;
	saved = errno;
	unlink(temporary);
	errno = saved;
	return false;
}

bool
statefile_remove(const char *path)
{
	return unlink(path) == 0 || errno == ENOENT;
}
