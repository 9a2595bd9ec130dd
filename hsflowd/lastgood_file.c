/* SPDX-License-Identifier: Apache-2.0 */
/* struct lastgood in and out of a file; called by remember.c. */
#include "lastgood_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "log.h"

static bool
refuse(const char *path, const char *wrong)
{
	log_warnx("%s: %s: the last good answers of DNS are not used", path,
	    wrong);
	return false;
}

bool
lastgood_file_read(const char *path, struct lastgood *l)
{
	char buf[LASTGOOD_TEXT_MAX + 1];	/* one more shows "too long" */
	char reason[LASTGOOD_REASON_MAX];
	int fd = file_open(path);
	const char *wrong;
	ssize_t n = 0;

	if (fd == -1 && (errno == ENOENT || errno == ENOTDIR))
		return false;
	if (fd == -1)
		return refuse(path, strerror(errno));
	wrong = file_not_trusted(fd);
	if (wrong == NULL && (n = file_read(fd, buf, sizeof(buf))) == -1)
		wrong = strerror(errno);
	close(fd);
	if (wrong == NULL && !lastgood_parse(buf, (size_t)n, l, reason))
		wrong = reason;
	return wrong == NULL || refuse(path, wrong);
}

bool
lastgood_file_write(const char *path, const struct lastgood *l)
{
	char buf[LASTGOOD_TEXT_MAX];
	size_t len = lastgood_format(l, buf, sizeof(buf));

	if (len == 0) {
		errno = EINVAL;
		return false;
	}
	return file_replace(path, buf, len);
}

bool
lastgood_file_remove(const char *path)
{
	struct stat st;
	int saved;

	if (unlink(path) == 0)
		return true;
	/* On a read-only file system that is the error whether it exists. */
	saved = errno;
	if (lstat(path, &st) == -1 && (errno == ENOENT || errno == ENOTDIR))
		return true;
	errno = saved;
	return false;
}
