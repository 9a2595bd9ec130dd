/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folders of files that the agent writes as an ordinary user, prepared by the
 * monitor as root. Trouble is logged and never stops anything.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include <stdbool.h>
#include <sys/types.h>

struct folder_user {
	uid_t		 uid;
	gid_t		 gid;
	const char	*name;
};

struct folder_file {
	const char	*path;		/* absolute */
	/* Our own folder for it, adopted whoever it belongs to. */
	const char	*own;
	const char	*what;		/* the file, in messages */
	bool		 optional;	/* not missed by an ordinary user */
};

/*
 * Makes the folder, but not those above it, and sees to it that the user (NULL:
 * whoever we are) may write there: one that was made here or is ours becomes
 * that user's, others are the administrator's matter. A descriptor of it, or
 * -1.
 */
int	folder_prepare(const struct folder_file *, const struct folder_user *);
/*
 * Removes the file, by the descriptor of its folder. False with errno; one
 * that is gone already is fine.
 */
bool	folder_remove(int fd, const struct folder_file *);

#endif
