/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses of collectors that the configuration names by host name, kept
 * fresh. The only file that knows c-ares.
 *
 * Each name is looked up on its own: /etc/hosts first, then DNS; IPv4 first,
 * IPv6 where there is none. A name that fails keeps the address it had.
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include <stdbool.h>

#include "addr.h"

struct loop;
struct lookup;

/*
 * `changed` is called from the loop when an address is new or different, and
 * when all of new names have been asked for once.
 */
struct lookup	*lookup_new(struct loop *, void (*changed)(void *), void *);
void		 lookup_free(struct lookup *);
/*
 * The names from now on, doubles allowed; what is known of those that stay
 * is kept. The strings are copied.
 */
void		 lookup_set(struct lookup *, const char *const *names,
		    unsigned int n);
/* False while nothing is known of the name. */
bool		 lookup_get(const struct lookup *, const char *name,
		    struct addr *);
/* Has each name been answered, or failed, at least once? */
bool		 lookup_settled(const struct lookup *);

#endif
