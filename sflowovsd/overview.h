/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What sflowovsd has done and seen so far, for whoever asks. Pure: told by the
 * wiring, with times of one monotonic clock in microseconds; 0 is never.
 */
#ifndef OVERVIEW_H
#define OVERVIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "bridges.h"
#include "cure.h"
#include "pass.h"
#include "reason.h"
#include "statefile.h"

struct overview_file {
	enum statefile_result	result;
	char			reason[STATEFILE_REASON_MAX];
	uint64_t		good_us;	/* when last read well */
	enum state_phase	phase;		/* of the last good one */
	uint32_t		revision;
};

struct overview_pass {
	uint64_t		began_us, ended_us;
	enum pass_result	result;
	char			reason[REASON_MAX];	/* of a failure */
	size_t			n_steps;	/* of its plan */
	enum plan_row		row;
	enum pass_cure		cure;
};

struct overview {
	struct overview_file	file;
	struct overview_pass	last;
	uint64_t		n_passes, n_writes, n_failures;
	bool			have_version;
	struct ovs_version	version;	/* the last that was told */
	struct ovs_features	features;
	bool			have_values;
	struct values		values;		/* of the last plan to set */
	enum values_agent	agent;
	struct bridges		bridges;
	uint64_t		n_cures, cure_us;
	char			cure_reason[CURE_REASON_MAX];	/* or "" */
};

void	overview_init(struct overview *);
void	overview_clear(struct overview *);
/* The state file was looked at; `st` only counts for STATEFILE_OK. */
void	overview_take_file(struct overview *, enum statefile_result,
	    const struct state *, const char *reason, uint64_t now);
/* A pass has ended; `why` is what a cure was for. */
void	overview_take_pass(struct overview *, const struct pass_report *,
	    uint64_t began, uint64_t now, const char *why);

#endif
