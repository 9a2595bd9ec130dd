/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sending datagrams: the same bytes to every collector, over one connected,
 * non-blocking UDP socket each. Counts what happened to them and logs when a
 * collector's fate changes, not each time.
 */
#ifndef SENDER_H
#define SENDER_H

#include <stddef.h>
#include <stdint.h>

#include "settings.h"

struct sender;

struct sender_status {
	struct settings_collector	collector;
	uint64_t	sent;		/* datagrams handed to the kernel */
	uint64_t	refused;	/* an ICMP error came back */
	uint64_t	dropped;	/* no route, no buffer, no socket ... */
	int		last_error;	/* errno; 0 when the last one went */
};

struct sender	*sender_new(void);
void		 sender_free(struct sender *);
/*
 * The collectors from now on. Sockets and counts of those that stay are kept.
 */
void		 sender_set(struct sender *, const struct settings *);
/*
 * Addresses or routes have changed: a socket that would be another one if it
 * were opened now is opened anew before the next datagram. It keeps the source
 * address it was given, also when the host has lost it.
 */
void		 sender_reconnect(struct sender *);
/* A polling round begins: some without a refusal are what ends one. */
void		 sender_round(struct sender *);
void		 sender_send(struct sender *, const uint8_t *, size_t);
/* last_error for people, what it means and what to look at; "" when 0. */
const char	*sender_explain(const struct sender_status *);
/* Fills at most max entries; returns how many there are. */
unsigned int	 sender_status(const struct sender *, struct sender_status *,
		    unsigned int max);

#endif
