/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses of collectors that are given by host name, kept fresh.
 *
 * Each name is looked up on its own: /etc/hosts first, then DNS, again when
 * the answer's TTL is over (dnssd_sched.h). One address is used: the lowest
 * IPv4 address to which there is a route, else the lowest IPv6 address with
 * one, else the lowest of all, IPv4 first. A name that fails keeps the
 * address it had, until DNS has said twice in a row that it has none.
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"

struct loop;
struct lookup;
struct resolver;

struct lookup_name {
	const char	*host;
	bool		 absolute;	/* the search list does not apply */
};

/*
 * `changed` is called from the loop when an address is new or different, and
 * when all of new names have been asked for once.
 */
struct lookup	*lookup_new(struct loop *, struct resolver *, uint64_t seed,
		    void (*changed)(void *), void *);
void		 lookup_free(struct lookup *);
/*
 * The names from now on, doubles allowed; what is known of those that stay
 * is kept. The strings are copied.
 */
void		 lookup_set(struct lookup *, const struct lookup_name *,
		    unsigned int n);
/* An address from before the start: in use until the name is answered. */
void		 lookup_keep(struct lookup *, const char *host,
		    const struct addr *);
/* False while nothing is known of the name. */
bool		 lookup_get(const struct lookup *, const char *host,
		    struct addr *);
/* The same, but only an address that was answered since the start. */
bool		 lookup_get_live(const struct lookup *, const char *host,
		    struct addr *);
/* Has each name an address, or was asked for at least once? */
bool		 lookup_settled(const struct lookup *);
/* There are names, and DNS has said twice of each that it has no address. */
bool		 lookup_gone(const struct lookup *);
/* resolv.conf has changed: ask again. */
void		 lookup_reload(struct lookup *);
/* Routes may have changed: choose again among the addresses that are known. */
void		 lookup_reroute(struct lookup *);

#endif
