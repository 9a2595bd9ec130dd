/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of /proc, opened once and read again from their start each time, all
 * into one buffer.
 *
 * /proc makes its texts when read, and hands out at most a page of those that
 * it makes line by line. How a text ends, and how many system calls finding
 * that out takes, depends on the kind of file: hence three ways to read.
 */
#ifndef PROCFS_H
#define PROCFS_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/* Shared by the files read in turn. Starts as zeros. */
struct procfs_buffer {
	char	*p;
	size_t	 cap;
};

struct procfs_file {
	char	*path;
	int	 fd;	/* -1 when not open; the next read tries again */
};

/* "" as root is the live system. Opens nothing yet. Fatal without memory. */
void	procfs_init(struct procfs_file *, const char *root, const char *path);
void	procfs_clear(struct procfs_file *);
void	procfs_buffer_clear(struct procfs_buffer *);

/*
 * The text is lent until the next read into the same buffer. False with errno;
 * EFBIG for more than 8 MB, which none of these files has.
 */

/* A text made in one piece (stat, meminfo, loadavg, net/snmp): one pread. */
bool	procfs_read_record(struct procfs_file *, struct procfs_buffer *,
	    struct text *);
/*
 * Made of lines of less than 512 bytes (diskstats, net/dev): a page that was
 * not filled up to there is the last one.
 */
bool	procfs_read_lines(struct procfs_file *, struct procfs_buffer *,
	    struct text *);
/* Made of lines of any length (mounts): until a read gives nothing. */
bool	procfs_read_all(struct procfs_file *, struct procfs_buffer *,
	    struct text *);
/* No more than the first `max` bytes, which spares making the rest. */
bool	procfs_read_head(struct procfs_file *, struct procfs_buffer *,
	    size_t max, struct text *);

#endif
