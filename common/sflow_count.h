/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is in a run of datagrams, counted: all of each is decoded, nothing is
 * kept. Pure, and bounded whatever comes: what a full table has no room for
 * is counted together.
 */
#ifndef SFLOW_COUNT_H
#define SFLOW_COUNT_H

#include "addr.h"
#include "sflow_decode.h"

#define SFLOW_COUNT_AGENTS	256
#define SFLOW_COUNT_KINDS	128	/* of samples and records */

struct sflow_count_kind {
	bool			 is_sample;
	enum sflow_sample_kind	 within;	/* of a record */
	uint32_t		 tag;
	const char		*name;		/* NULL: a tag not known */
	bool			 known;		/* false: skipped */
	uint64_t		 n;
};

struct sflow_count_agent {
	struct addr	addr;
	uint64_t	n;		/* datagrams */
};

struct sflow_count {
	uint64_t	datagrams;
	uint64_t	bytes;
	uint64_t	malformed;	/* datagrams with a problem */
	uint64_t	samples;
	uint64_t	samples_skipped;
	uint64_t	records;
	uint64_t	records_skipped;
	uint64_t	fields;
	unsigned int	n_agents;	/* sorted by address */
	struct sflow_count_agent agents[SFLOW_COUNT_AGENTS];
	uint64_t	other_agents;	/* datagrams of those without room */
	unsigned int	n_kinds;	/* in the order of their first one */
	struct sflow_count_kind	kinds[SFLOW_COUNT_KINDS];
	uint64_t	other_kinds;
};

/* Start from zeroes. Returns what sflow_decode returns. */
bool	sflow_count_add(struct sflow_count *, const void *, size_t);

#endif
