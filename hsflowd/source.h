/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the configuration comes from: hsflowd.conf, DNS-SD, or what DNS said
 * before this start; and the addresses of the collectors that it names. Ties
 * discover.h, lookup.h and remember.h together, and watches resolv.conf.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"
#include "conf.h"

struct discover_status;
struct loop;
struct source;

/*
 * `lastgood` is a path, kept, not copied; `seed` differs between hosts and
 * starts. changed() is called when the configuration is new, answered() when
 * addresses are; both from the loop, changed() also from source_set.
 */
struct source	*source_new(struct loop *, const char *lastgood, uint64_t seed,
		    void (*changed)(void *), void (*answered)(void *), void *);
void		 source_free(struct source *);
/*
 * Another hsflowd.conf. At the first one, and when it switches DNS-SD on, what
 * was kept on disk is looked at, too.
 */
void		 source_set(struct source *, const struct conf *file);
/* The file's with what DNS says (merge.h). Lent. */
const struct conf
		*source_conf(const struct source *);
/* What DNS-SD has found out. Lent. */
const struct discover_status
		*source_dns(const struct source *);
/* DNS-SD is on, and says that there is no collector. */
bool		 source_dns_nothing(const struct source *);
/* Of each collector of source_conf, in its order; none for those unknown. */
void		 source_addresses(const struct source *,
		    struct addr[SETTINGS_COLLECTORS_MAX]);
/* Has each name an address, or was asked for at least once? */
bool		 source_settled(const struct source *);
/* All collectors are names, of which DNS says that they have no address. */
bool		 source_gone(const struct source *);
/* Settings made of it are in force: keep what they need for the next start. */
void		 source_remember(struct source *);
/* This host is in another network: DNS may answer otherwise, or at all. */
void		 source_ask_again(struct source *);
/* Routes may have changed. */
void		 source_reroute(struct source *);

#endif
