/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fleet of hosts in simulated time. For each host the real schedulers run:
 * dnssd_sched.c for its settings and for each collector's name, schedule.c for
 * polling. What they ask and send is counted for each second.
 *
 * A round of questions is SRV, then TXT; then A for each collector, each by
 * its own TTL. A question that is not answered is asked again after 2 s and
 * given up 4 s later, as resolver.c does with one server. Without caches the
 * authoritative server is asked, with the whole TTL in each answer; so it is
 * behind a forwarder that caches nothing. A cache hands out the whole seconds
 * that are left and answers through the last of them.
 *
 * All hosts' clocks start at 0: the worst case for polling.
 */
#ifndef FLEET_SIM_H
#define FLEET_SIM_H

#include <stdint.h>

#define FLEET_SIM_COLLECTORS_MAX	4

struct fleet_sim_plan {
	uint32_t	hosts;
	uint32_t	collectors;	/* names; 1 to COLLECTORS_MAX */
	uint32_t	caches;		/* the hosts share them; 0: none */
	uint32_t	ttl_s;		/* of all records */
	uint32_t	negative_ttl_s;	/* of "there is none", in caches */
	uint32_t	polling_s;	/* 0: none, which is quicker */
	uint32_t	boot_s;		/* the hosts start within this */
	uint32_t	down_from_s, down_to_s;	/* no answers */
	uint32_t	gone_from_s, gone_to_s;	/* no SRV record */
	uint32_t	changed_s;	/* the TXT record; 0: never */
	uint32_t	hurried_s;	/* resolv.conf, on all; 0: never */
	uint32_t	capacity;	/* answers a second; 0: any number */
	uint32_t	end_s;
	uint64_t	seed;
};

struct fleet_sim_second {
	uint32_t	srv;		/* questions that hosts ask */
	uint32_t	txt;
	uint32_t	a;
	uint32_t	authority;	/* questions that reach it */
	uint32_t	authority_txt;	/* of these */
	uint32_t	datagrams;	/* to each collector: rounds */
};

struct fleet_sim {
	struct fleet_sim_plan	 plan;
	struct fleet_sim_second	*seconds;	/* end_s of them */
	uint32_t		 followed;	/* the change, so many hosts */
	uint32_t		 late;		/* after TTL + 10 %, + 1 s */
	uint64_t		 slowest_us;	/* after the change */
	uint32_t		 polling;	/* hosts that ever did */
	uint64_t		 all_polling_us; /* when the last one began */
};

enum fleet_sim_what {
	FLEET_SIM_QUESTIONS,
	FLEET_SIM_AUTHORITY,
	FLEET_SIM_DATAGRAMS
};

struct fleet_sim_span {
	double		mean;		/* a second */
	uint32_t	worst;
	uint32_t	worst_at_s;
	/*
	 * The worst second when the same events are thrown at random seconds
	 * (a TXT question follows its SRV): what hosts that know nothing of
	 * each other cannot better. 0 for AUTHORITY.
	 */
	uint32_t	chance;
};

/* The caller frees it with fleet_sim_free. Without memory the program ends. */
void	fleet_sim_run(const struct fleet_sim_plan *, struct fleet_sim *);
void	fleet_sim_free(struct fleet_sim *);
/* Seconds from_s to to_s - 1. */
struct fleet_sim_span
	fleet_sim_span(const struct fleet_sim *, enum fleet_sim_what,
	    uint32_t from_s, uint32_t to_s);
/*
 * The first second after from_s by which a cache has just asked for TXT: the
 * worst one for a change.
 */
uint32_t
	fleet_sim_fetched(const struct fleet_sim *, uint32_t from_s);

#endif
