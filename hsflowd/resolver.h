/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking DNS, on the loop: a question in, the raw answer out. The only file
 * that knows c-ares. EDNS, TCP after truncation and the servers of resolv.conf
 * in turn are its matter; each answer comes from the wire, nothing is cached.
 */
#ifndef RESOLVER_H
#define RESOLVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "dns_message.h"

struct loop;
struct resolver;
struct resolver_query;

struct resolver_answer {
	/* OK: msg holds an answer, not looked into. NOTHING: DNS says so. */
	enum dns_result	 result;
	const uint8_t	*msg;		/* lent; NULL unless OK */
	size_t		 len;
	const char	*reason;	/* in words unless OK; static */
	bool		 silence;	/* FAILED as no server said anything */
};

typedef void	resolver_done(const struct resolver_answer *, void *);

struct resolver	*resolver_new(struct loop *);
/* Queries that still run are forgotten; their callbacks are not called. */
void		 resolver_free(struct resolver *);
/*
 * Asks for records (ns_t_srv ...) of an absolute name, or with `search` of one
 * that the search list may complete. The callback is called once, from the
 * loop, never from here.
 */
struct resolver_query
		*resolver_ask(struct resolver *, const char *name, int type,
		    bool search, resolver_done *, void *);
/* The callback will not be called. NULL is fine. */
void		 resolver_cancel(struct resolver_query *);
/* resolv.conf has changed: questions from now on follow the new one. */
void		 resolver_reload(struct resolver *);
/*
 * What /etc/hosts has for a name: the addresses of one family. False when
 * nothing.
 */
bool		 resolver_hosts(struct resolver *, const char *name,
		    int family, struct addr *lowest);

#endif
