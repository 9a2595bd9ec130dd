/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The statistics of a tapdisk3, the process that serves a disk on XenServer
 * and XCP-ng: /dev/shm/td3-PID/vbd-DOMID-DEV, which only root may read.
 * hsflowd-xen has no rights; it asks the monitor for each such file, by numbers,
 * and gets an open descriptor, which it keeps.
 */
#ifndef TAPDISK_H
#define TAPDISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TAPDISK_ASK_BYTES	12
#define TAPDISK_STATS_BYTES	96

/* Which one; what a request consists of. */
struct tapdisk_name {
	uint32_t	pid, domid, device;
};

/* Cumulative since the tapdisk was started. */
struct tapdisk_stats {
	uint64_t	reads, read_sectors;	/* completed; of 512 bytes */
	uint64_t	writes, write_sectors;
	uint64_t	errors;			/* of reading and writing */
};

void	tapdisk_format(const struct tapdisk_name *,
	    uint8_t[TAPDISK_ASK_BYTES]);
/* False for numbers that no tapdisk has. */
bool	tapdisk_parse(const uint8_t *, size_t, struct tapdisk_name *);
/* The file's bytes, in the host's order; false for another version. */
bool	tapdisk_parse_stats(const uint8_t *, size_t, struct tapdisk_stats *);

#endif
