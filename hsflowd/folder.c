/* SPDX-License-Identifier: Apache-2.0 */
/* A path and a user in, a folder where that user may write; for the monitor. */
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

#define PATH_TEXT_MAX	4096

/* False when it is too long. */
static bool
cut_name(const char *path, char folder[PATH_TEXT_MAX])
{
	size_t n = (size_t)(strrchr(path, '/') - path);

	return snprintf(folder, PATH_TEXT_MAX, "%.*s", n == 0 ? 1 : (int)n,
	    path) < PATH_TEXT_MAX;
}

static void
give(int fd, const struct folder_file *file, const struct folder_user *user,
    const char *folder, bool made)
{
	struct stat st;

	if (fstat(fd, &st) == -1 || st.st_uid == user->uid)
		return;
	if (made ? st.st_uid == 0 : strcmp(folder, file->own) == 0) {
		if (fchown(fd, user->uid, user->gid) == -1 ||
		    fchmod(fd, 0755) == -1)
			log_warn("%s", folder);
	} else if (!(st.st_mode & S_IWOTH))
		log_warnx("%s belongs to user %u: the %s cannot be written "
		    "there unless user %s may", folder,
		    (unsigned int)st.st_uid, file->what, user->name);
}

static void
complain(const struct folder_file *file, const struct folder_user *user,
    const char *folder)
{
	if (file->optional && user == NULL)
		log_debug(1, "%s's folder %s: %s", file->what, folder,
		    strerror(errno));
	else
		log_warn("%s's folder %s", file->what, folder);
}

int
folder_prepare(const struct folder_file *file, const struct folder_user *user)
{
	char folder[PATH_TEXT_MAX];
	bool made;
	int fd, error;

	if (!cut_name(file->path, folder)) {
		errno = ENAMETOOLONG;
		complain(file, user, file->path);
		return -1;
	}
	made = mkdir(folder, 0755) == 0;
	error = errno;
	/* From here on by descriptor: the name might come to mean another. */
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd != -1 && user != NULL)
		give(fd, file, user, folder, made);
	else if (fd == -1) {
		/* Why it was not made says more than that it is not there. */
		if (!made && error != EEXIST)
			errno = error;
		complain(file, user, folder);
	}
	return fd;
}

bool
folder_remove(int fd, const struct folder_file *file)
{
	const char *slash = strrchr(file->path, '/');

	return unlinkat(fd, slash + 1, 0) == 0 || errno == ENOENT;
}
