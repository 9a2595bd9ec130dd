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
#include "resolvconf.h"

struct discover;
struct loop;
struct resolver;
struct resolver_answer;

enum discover_phase {
	DISCOVER_OFF,
	DISCOVER_WAITING,	/* not answered yet */
	DISCOVER_KEPT,		/* not answered yet; settings are from disk */
	DISCOVER_FOUND,		/* answered; settings are those of DNS */
	DISCOVER_NOTHING	/* DNS says: no collector here */
};

#define DISCOVER_REASON_MAX	320

/* What is known, for whoever acts on it or shows it. Lent by discover_get. */
struct discover_status {
	enum discover_phase	 phase;
	const struct dnssd	*dns;	/* settings; NULL while there are none */
	/* What is wrong with the last answer, or that there is none; or "". */
	char			 reason[DISCOVER_REASON_MAX];
	/* What is wrong with the records, in lines that end in '\n'; or "". */
	char			 notes[DNSSD_NOTES_MAX];
	bool			 fresh;		/* the last round found them */
	uint32_t		 ttl;		/* of the answer in force */
	uint64_t		 answered_us;	/* loop_now_us(); 0: never */
	uint64_t		 kept_age_s;	/* at the start, of KEPT */
	uint64_t		 next_us;	/* when DNS is asked again */
};

/* changed() is called from the loop when phase or settings are new. */
struct discover	*discover_new(struct loop *, struct resolver *,
		    uint64_t seed, void (*changed)(void *), void *);
void		 discover_free(struct discover *);
/* The part of the configuration that it follows; starts and stops it. */
void		 discover_set(struct discover *, const struct conf *);
/*
 * What was kept on disk is in force until DNS answers; after discover_set.
 * False when it does not concern this host: DNS-SD is off, or its domain is
 * none of those to be asked.
 */
bool		 discover_keep(struct discover *, const struct dnssd *,
		    uint64_t age_s);
/* resolv.conf has changed. */
void		 discover_reload(struct discover *);
/*
 * Each answer, as it came, is shown to it first, with the name and the type
 * that were asked for. It gets the same argument as changed().
 */
typedef void	 discover_watcher(const char *name, int type,
		    const struct resolver_answer *, void *);
void		 discover_watch(struct discover *, discover_watcher *);
/* Asks at once, and not within the two seconds that set hosts apart. */
void		 discover_now(struct discover *);
/*
 * The domains that are asked: the one of the configuration, or where that is
 * "" those of resolv.conf. False, with errno, when they cannot be known.
 */
bool		 discover_domains(const char *domain, struct resolvconf *);
const struct discover_status *
		 discover_get(const struct discover *);

#endif
