/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts of datagrams that are wanted: by agent, by data source, by record.
 * Pure.
 *
 * Of each of the three, one of those that were added has to fit; of which
 * none was added, everything fits. A sample shows when its source fits and at
 * least one of its records does, a datagram when its agent fits and at least
 * one of its samples shows. A problem shows where that shows which it is in.
 */
#ifndef SFLOW_FILTER_H
#define SFLOW_FILTER_H

#include "addr.h"
#include "sflow_decode.h"

#define SFLOW_FILTER_MAX	32	/* of each */

struct sflow_filter_source {
	uint32_t	class, index;
	bool		any_index;
};

struct sflow_filter_record {
	const char	*name;		/* NULL: by tag */
	uint32_t	 tag;
};

struct sflow_filter {
	unsigned int			n_agents;
	struct addr			agents[SFLOW_FILTER_MAX];
	unsigned int			n_sources;
	struct sflow_filter_source	sources[SFLOW_FILTER_MAX];
	unsigned int			n_records;
	struct sflow_filter_record	records[SFLOW_FILTER_MAX];
};

/*
 * Start from zeroes. False when the text does not mean one, or there is no
 * more room.
 */
bool	sflow_filter_add_agent(struct sflow_filter *, const char *);
/* "3:100000", or "3" for all of the class. */
bool	sflow_filter_add_source(struct sflow_filter *, const char *);
/* "virt_cpu", or "0:2101": then also one that is not known. */
bool	sflow_filter_add_record(struct sflow_filter *, const char *);
bool	sflow_filter_empty(const struct sflow_filter *);

/* sflow_decode, of which the visitor sees only what shows. */
bool	sflow_filter_decode(const struct sflow_filter *, const void *, size_t,
	    const struct sflow_visitor *, struct sflow_problem *first);
/* Does anything of it show? */
bool	sflow_filter_match(const struct sflow_filter *, const void *, size_t);

#endif
