/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts of /proc about disks and file systems. Pure: which of the devices are
 * physical is asked in sysfs.h, what a file system holds in space.h.
 */
#ifndef DISK_H
#define DISK_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

#define DISK_SECTOR	512	/* bytes in /proc/diskstats, on every disk */
#define DISK_NAME_MAX	31
#define DISK_PATH_MAX	511	/* longer mount points are passed over */
#define DISK_TYPE_MAX	31

/* One line of /proc/diskstats. Times are ms, summed over requests. */
struct disk_stat {
	uint32_t	major, minor;
	struct text	name;		/* lent; 1 to DISK_NAME_MAX bytes */
	uint64_t	reads, sectors_read, read_ms;
	uint64_t	writes, sectors_written, write_ms;
};

/* One line of /proc/self/mounts, its octal escapes undone. */
struct disk_mount {
	char	source[DISK_PATH_MAX + 1];
	char	dir[DISK_PATH_MAX + 1];
	char	type[DISK_TYPE_MAX + 1];
};

/*
 * Takes the next device off the front of `rest`; false at the end. Lines that
 * are none (bad numbers, the 7 columns that partitions had before 2.6.25) are
 * passed over.
 */
bool	disk_next(struct text *rest, struct disk_stat *);
/*
 * False for what the major number alone tells: RAM disks (1), floppies (2),
 * loops (7), md (9), CD-ROMs (11). Numbers given out at run time, such as 253
 * and 254, tell nothing: they are dm here and virtio there.
 */
bool	disk_is_candidate(const struct disk_stat *);

/* The same for mounts, in the order in which they were made. */
bool	disk_next_mount(struct text *rest, struct disk_mount *);
/*
 * True for a file system that disk_total and disk_free count: on a block
 * device of this host (source /dev/..., not a loop), of a type that lives on
 * disks, read-only or not. Images that are always full (squashfs, iso9660) do
 * not count, nor do types that need a network or a process to answer (NFS,
 * GFS2, OCFS2, FUSE), as asking those may block.
 */
bool	disk_mount_counts(const struct disk_mount *);
/*
 * Percent x 100 of used / (used + available), rounded up as in df(1); all in
 * the same unit, `avail` being what unprivileged users get. -1 for an empty
 * file system.
 */
int32_t	disk_used_percent(uint64_t total, uint64_t free, uint64_t avail);

#endif
