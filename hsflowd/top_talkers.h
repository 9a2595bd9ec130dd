/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who a host or VM speaks with, from sampled packets. A few places, kept by
 * those who speak most: a new one takes the place of the one that has spoken
 * least. Pure.
 */
#ifndef TOP_TALKERS_H
#define TOP_TALKERS_H

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"

#define TOP_TALKERS_MAX		16
/* Rates are means over the last one to two of these. */
#define TOP_TALKERS_WINDOW	15000	/* ms */

struct top_talk {
	struct addr	local, peer;
	uint8_t		protocol;
	bool		has_port;
	uint16_t	port;		/* the lower one: the service's */
};

struct top_talker {
	struct top_talk	talk;
	double		in[2], out[2];	/* bytes; this window, the last one */
};

struct top_talkers {
	uint64_t		began;	/* ms; this window */
	bool			second;	/* there was one before */
	unsigned int		n;
	struct top_talker	talker[TOP_TALKERS_MAX];
};

struct top_talk_rate {
	struct top_talk	talk;
	double		in, out;	/* bytes a second */
};

/* Start from zeroes. `in` is towards the local end. */
void		top_talkers_add(struct top_talkers *, uint64_t now,
		    const struct top_talk *, bool in, double bytes);
/* The n that speak most, first the most; returns how many there are. */
unsigned int	top_talkers_get(struct top_talkers *, uint64_t now,
		    struct top_talk_rate *, unsigned int n);

#endif
