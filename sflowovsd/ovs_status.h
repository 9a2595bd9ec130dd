/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that can be told of sflowovsd, and how its /status tells it; the fields
 * are in docs/status.md. Pure: ovsd.c fills the struct in, ovs_health.c judges
 * it, ovs_metrics.c tells it in Prometheus' form.
 */
#ifndef OVS_STATUS_H
#define OVS_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "desire.h"
#include "fight.h"
#include "overview.h"
#include "problems.h"
#include "vitals.h"

/* Pointers are lent. */
struct ovs_status {
	struct vitals		 vitals;
	const char		*statefile;	/* path */
	const char		*db;		/* "unix:/..." */
	const struct desire	*desire;
	const struct overview	*overview;
	const struct fight	*fight;
	unsigned int		 failures;	/* passes in a row */
	bool			 watched;	/* changes are told to us */
	uint64_t		 next_us;	/* look; UINT64_MAX: looking */
};

/* The document, the caller's to free; NULL without memory. */
char	*ovs_status_json(const struct ovs_status *, const struct problems *,
	    size_t *len);

#endif
