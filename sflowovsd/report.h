/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people are told about passes: each thing once, when it begins, when it
 * changes and when it ends.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fight.h"
#include "pass.h"

struct report {
	unsigned int	failures;	/* passes in a row */
	char		failure[512];	/* told; "" when none */
	bool		written;	/* a change waits for its proof */
	enum values_agent agent;	/* told of */
	uint64_t	foreign;	/* digests of the bridges told of */
	uint64_t	excluded;
	uint64_t	taken;
	uint64_t	taken_at;	/* when these were last taken over */
	bool		told;		/* of n_ours, since the start */
	size_t		n_ours;
	struct fight	fight;
};

void	report_init(struct report *);
/* Logs what is new in the outcome of a pass that has just ended. */
void	report_take(struct report *, const struct pass_report *,
	    uint64_t now);
/* One line for people, for the service manager. Returns buf. */
const char	*report_status(const struct report *, char *buf, size_t cap);

#endif
