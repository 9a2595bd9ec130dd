/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a small regular file whole, without being held up by what is none. */
#ifndef FILE_H
#define FILE_H

#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

/*
 * Opens for reading; a FIFO or a device does not make it wait. -1 with errno.
 */
int		 file_open(const char *path);
/* NULL for a regular file, else what it is. */
const char	*file_not_regular(const struct stat *);
/* Up to cap bytes, until the end. The number of them, or -1 with errno. */
ssize_t		 file_read(int fd, char *buf, size_t cap);

#endif
