/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One host or VM as its counter samples tell it: rates are made of what two
 * of them differ by. Pure.
 */
#ifndef TOP_SOURCE_H
#define TOP_SOURCE_H

#include "top_sample.h"
#include "top_talkers.h"

#define TOP_SOURCE_NAME_MAX	64	/* bytes */

struct top_value {
	bool	known;
	double	value;
};

/* When a sample was sent, by both clocks. */
struct top_time {
	uint64_t	now;		/* ms, ours */
	uint32_t	uptime;		/* ms, the sender's; wraps */
};

struct top_base {
	bool		known;
	uint64_t	value;
	struct top_time	at;
};

struct top_source {
	uint32_t		 class, index;
	bool			 is_guest;
	uint8_t			 name[TOP_SOURCE_NAME_MAX];	/* any bytes */
	size_t			 name_len;
	uint32_t		 sequence;	/* of the last sample */
	uint32_t		 uptime;	/* ms, the sender's, then */
	unsigned int		 samples;	/* 2 means two or more */
	uint64_t		 heard;		/* ms, ours */
	uint64_t		 interval;	/* ms of a round; 0 unknown */
	struct top_base		 base[TOP_COUNTERS];
	struct top_value	 rate[TOP_COUNTERS];	/* a second */
	struct top_value	 gauge[TOP_GAUGES];
	unsigned int		 n_adapters;
	struct top_adapter	 adapters[TOP_SAMPLE_ADAPTERS];
	struct top_talkers	*talkers;	/* NULL: none; owned */
};

/* NULL without memory. */
struct top_source	*top_source_new(uint32_t class, uint32_t index);
void			 top_source_free(struct top_source *);
/*
 * Takes a sample. One that was taken already changes nothing; where the
 * sequence number does not rise, counting begins anew.
 */
void	top_source_update(struct top_source *, const struct top_sample *,
	    uint32_t sequence, const struct top_time *);

/* Percent of all its CPUs. */
struct top_value	top_source_cpu(const struct top_source *);
/* Bytes; a host's are those of the machine where a hypervisor tells them. */
struct top_value	top_source_memory(const struct top_source *);
struct top_value	top_source_memory_max(const struct top_source *);
/* Has it missed three of its rounds? */
bool			top_source_silent(const struct top_source *,
			    uint64_t now);
/* Is it to be forgotten? */
bool			top_source_gone(const struct top_source *,
			    uint64_t now);

#endif
