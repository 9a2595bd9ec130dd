/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A path in, bytes out, and the other way; called for the configuration, the
 * state file and what is kept of DNS.
 */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon.h"

#define PATH_TEXT_MAX	4096

int
file_open(const char *path)
{
	return open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

const char *
file_not_regular(const struct stat *st)
{
	if (S_ISDIR(st->st_mode))
		return "is a directory";
	if (!S_ISREG(st->st_mode))
		return "is not a regular file";
	return NULL;
}

static bool
owner_trusted(uid_t owner)
{
	const char *name;
	uid_t uid;
	gid_t gid;

	return owner == 0 || owner == geteuid() ||
	    (daemon_user(&uid, &gid, &name) && owner == uid);
}

const char *
file_not_trusted(int fd)
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

ssize_t
file_read(int fd, char *buf, size_t cap)
{
	size_t len = 0;
	ssize_t n;

	while (len < cap) {
		n = read(fd, buf + len, cap - len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
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
write_new(const char *path, const char *buf, size_t len)
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

/*
 * So that the new name survives a power cut. Not all file systems can, and all
 * readers see the new text by now: a failure here is none of the caller's.
 */
static void
sync_folder(const char *path)
{
	char folder[PATH_TEXT_MAX];
	const char *slash = strrchr(path, '/');
	int fd;

	if (slash == NULL)
		strcpy(folder, ".");
	else
		snprintf(folder, sizeof(folder), "%.*s",
		    (int)(slash - path) + 1, path);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return;
	fsync(fd);
	close(fd);
}

bool
file_replace(const char *path, const char *buf, size_t len)
{
	char temporary[PATH_TEXT_MAX];
	int n = snprintf(temporary, sizeof(temporary), "%s.new", path);
	int saved;

	if (n < 0 || (size_t)n >= sizeof(temporary)) {
		errno = ENAMETOOLONG;
		return false;
	}
	if (write_new(temporary, buf, len) && rename(temporary, path) == 0) {
		sync_folder(path);
		return true;
	}
	saved = errno;
	unlink(temporary);
	errno = saved;
	return false;
}
