/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One look-up of the settings: from domain to domain of the search list, SRV
 * first, then TXT of the same domain. Pure: answers in, the next question or
 * the outcome out.
 *
 * The first domain with SRV records wins. One that fails is passed over,
 * unless the settings in force came from it: an outage of one zone must not
 * hand the host to another. There is nothing only when all of them say so.
 */
#ifndef DNSSD_WALK_H
#define DNSSD_WALK_H

#include <stdbool.h>

#include "dns_message.h"

enum dnssd_walk_step {
	DNSSD_WALK_ASK_SRV,	/* of domain `at` */
	/*
	 * Of domain `at`, which has collectors. That is the end, whatever TXT
	 * gives: settings without numbers are settings.
	 */
	DNSSD_WALK_ASK_TXT,
	DNSSD_WALK_NONE,	/* on purpose, says domain `at` */
	DNSSD_WALK_NOTHING,	/* in none of them */
	DNSSD_WALK_FAILED	/* nothing new is known */
};

struct dnssd_walk {
	unsigned int	n;		/* domains */
	unsigned int	at;
	int		in_force;	/* settings came from it; -1 */
	bool		failed;		/* one that was passed over has */
};

/* The first step; DNSSD_WALK_FAILED without any domain. */
enum dnssd_walk_step	dnssd_walk_start(struct dnssd_walk *,
			    unsigned int n_domains, int in_force);
/* What SRV of domain `at` gave. `none` is a target "." alone. */
enum dnssd_walk_step	dnssd_walk_srv(struct dnssd_walk *, enum dns_result,
			    bool none);

#endif
