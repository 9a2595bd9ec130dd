/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a small regular file whole, without being held up by what is none,
 * and replacing one so that no reader sees a half.
 */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

/*
 * Opens for reading; a FIFO or a device does not make it wait. -1 with errno.
 */
int		 file_open(const char *path);
/* NULL for a regular file, else what it is. */
const char	*file_not_regular(const struct stat *);
/*
 * NULL for a regular file that only root, we or hsflowd's user can have
 * written: owned by one of these, and not writable by others. Else what is
 * wrong with it, for a message.
 */
const char	*file_not_trusted(int fd);
/* Up to cap bytes, until the end. The number of them, or -1 with errno. */
ssize_t		 file_read(int fd, char *buf, size_t cap);
/*
 * Writes to a temporary name (PATH.new) in the same folder, fsyncs, renames:
 * there is the old text or the new, also after a power cut. Readable by all.
 * False with errno: the old one is still there.
 */
bool		 file_replace(const char *path, const char *buf, size_t len);

#endif
