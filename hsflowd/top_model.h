/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts and VMs as an analyzer sees them: datagrams and the time in, agents
 * with their sources out. Pure; bounded, whoever sends whatever.
 *
 * Who is there stays: when a table is full, a newcomer takes the place of one
 * that has not been heard twice or has fallen silent, and is else turned away.
 * So a flood of forged addresses cannot displace the hosts that are watched.
 */
#ifndef TOP_MODEL_H
#define TOP_MODEL_H

#include "addr.h"
#include "top_source.h"

struct top_limits {
	unsigned int	agents;
	unsigned int	sources;	/* of one agent */
	unsigned int	all_sources;
};

/* 1,000 hosts of 16 VMs, or fewer with more. */
#define TOP_LIMITS	{ 1024, 2048, 16384 }

struct top_agent {
	struct addr		  addr;
	uint64_t		  heard;	/* ms */
	unsigned int		  datagrams;	/* 2 means two or more */
	unsigned int		  n, cap;
	struct top_source	**sources;	/* by class and index */
	/* Packets that belong to none of them; NULL: none. */
	struct top_talkers	 *talkers;
};

struct top_model {
	struct top_limits	  limits;
	unsigned int		  n, cap;
	struct top_agent	**agents;	/* by address */
	unsigned int		  n_sources;	/* of all agents */
	unsigned int		  n_rated;	/* of them, those with rates */
	uint64_t		  datagrams;
	uint64_t		  malformed;
	uint64_t		  turned_away;	/* for want of room */
};

void	top_model_init(struct top_model *, const struct top_limits *);
void	top_model_clear(struct top_model *);
/* `now` is in ms, of a clock that does not go back. */
void	top_model_datagram(struct top_model *, uint64_t now, const void *,
	    size_t);
/* Forgets what has been silent for long; to be called now and then. */
void	top_model_age(struct top_model *, uint64_t now);
/* The source that the agent itself is, 2:1; NULL when it has told none. */
const struct top_source	*top_model_host(const struct top_agent *);

#endif
