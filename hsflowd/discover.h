/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DNS-SD, live: asks for SRV and TXT records of _sflow._udp in the domains of
 * this host, again and again (dnssd_sched.h), and keeps the last good answer.
 */
#ifndef DISCOVER_H
#define DISCOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "conf.h"
#include "dnssd.h"

struct discover;
struct loop;
struct resolver;

enum discover_phase {
	DISCOVER_OFF,
	DISCOVER_WAITING,	/* no answer yet */
	DISCOVER_KEPT,		/* no answer yet; what is known is from disk */
	DISCOVER_FOUND,		/* answered, then or since */
	DISCOVER_NOTHING	/* DNS says: no collector here */
};

#define DISCOVER_REASON_MAX	320

/* changed() is called from the loop when phase or settings are new. */
struct discover	*discover_new(struct loop *, struct resolver *,
		    uint64_t seed, void (*changed)(void *), void *);
void		 discover_free(struct discover *);
/* The part of the configuration that it follows; starts and stops it. */
void		 discover_set(struct discover *, const struct conf *);
/* What was kept on disk, and how old it is: in force until DNS answers. */
void		 discover_keep(struct discover *, const struct dnssd *,
		    uint64_t age_s);
/* resolv.conf has changed. */
void		 discover_reload(struct discover *);
/* What is wrong, in words, while WAITING or NOTHING. *dns NULL: no settings. */
enum discover_phase
		 discover_get(const struct discover *,
		    const struct dnssd **dns, const char **reason);

#endif
