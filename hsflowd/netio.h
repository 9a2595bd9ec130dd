/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /proc/net/dev, one interface at a time. Pure: which of them are physical is
 * asked in sysfs.h.
 */
#ifndef NETIO_H
#define NETIO_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

#define NETIO_NAME_MAX	15	/* IFNAMSIZ - 1 */

struct netio_stat {
	struct text	name;	/* lent; 1 to NETIO_NAME_MAX bytes */
	uint64_t	bytes_in, pkts_in, errs_in, drops_in;
	uint64_t	bytes_out, pkts_out, errs_out, drops_out;
};

/*
 * Takes the next interface off the front of `rest`; false at the end. Lines
 * that are none (the two of headings, bad numbers) are passed over.
 */
bool	netio_next(struct text *rest, struct netio_stat *);

#endif
