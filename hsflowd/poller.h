/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One polling round: measure the host, encode it, send it. Keeps the sequence
 * numbers, which outlive every change of settings.
 */
#ifndef POLLER_H
#define POLLER_H

#include <stdint.h>

#include "links.h"
#include "settings.h"

struct poller;
struct sender;

/* `root` is "" on the live system. The sender stays the caller's. */
struct poller	*poller_new(const char *root, struct sender *);
void		 poller_free(struct poller *);
void		 poller_set_identity(struct poller *, uint32_t sub_agent,
		    const uint8_t uuid[16]);
void		 poller_set(struct poller *, const struct settings *);
/* The interfaces have changed: the host's adapters, and 24-bit ifIndexes. */
void		 poller_set_links(struct poller *, const struct links *);
void		 poller_round(struct poller *);
/* The host's name, as it is sent; printable. Lent until the next round. */
const char	*poller_hostname(struct poller *);

#endif
