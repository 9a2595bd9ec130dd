/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counters of interfaces in messages of the kernel (rtnetlink(7)), from a dump
 * of RTM_GETSTATS (Linux 4.7) or RTM_GETLINK. Pure; total on any bytes.
 */
#ifndef RTSTATS_H
#define RTSTATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reader.h"

/* In the kernel's order; the interface's own view. */
enum rtstats_counter {
	RTSTATS_RX_PACKETS,
	RTSTATS_TX_PACKETS,
	RTSTATS_RX_BYTES,
	RTSTATS_TX_BYTES,
	RTSTATS_RX_ERRORS,
	RTSTATS_TX_ERRORS,
	RTSTATS_RX_DROPPED,
	RTSTATS_TX_DROPPED,
	RTSTATS_COUNTERS
};

enum rtstats_event {
	RTSTATS_OTHER,
	RTSTATS_LINK,
	RTSTATS_DONE,		/* the end of a dump */
	RTSTATS_ERROR		/* the kernel refused; see error */
};

struct rtstats_msg {
	enum rtstats_event	event;
	uint32_t		seq;
	bool			interrupted;
	int			error;
	uint32_t		ifindex;	/* of RTSTATS_LINK: not 0 */
	uint64_t		counters[RTSTATS_COUNTERS];
};

#define RTSTATS_REQUEST_MAX	64	/* bytes */

/*
 * A request for all interfaces' counters; returns its length. `links` asks by
 * RTM_GETLINK, for kernels that refuse the other one.
 */
size_t	rtstats_request(uint8_t[RTSTATS_REQUEST_MAX], bool links,
	    uint32_t seq);
/* As rtnl_next. */
bool	rtstats_next(struct reader *, struct rtstats_msg *);

#endif
