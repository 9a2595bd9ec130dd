/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What became of each bridge, as of the last pass that has read the database:
 * kept for whoever asks, when plan and database are long gone. Pure.
 */
#ifndef BRIDGES_H
#define BRIDGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pass.h"

enum bridges_state {
	BRIDGES_IN_SYNC,	/* ours, and as it should be */
	BRIDGES_PENDING,	/* written; the next pass is the proof */
	BRIDGES_FAILED,		/* to be set or cleared, but that failed */
	BRIDGES_FOREIGN,	/* left alone: has a row of somebody else */
	BRIDGES_EXCLUDED,	/* by the configuration */
	BRIDGES_WITHDRAWN	/* has nothing of ours, as it should be */
};

#define BRIDGES_STATES	(BRIDGES_WITHDRAWN + 1)

struct bridges_one {
	size_t			name, owner;	/* in `text` */
	enum bridges_state	state;
	bool			taken;		/* over from somebody else */
};

struct bridges {
	size_t			 n;
	struct bridges_one	*list;	/* by name */
	char			*text;	/* strings, one behind the other */
	size_t			 counts[BRIDGES_STATES];
};

void		 bridges_init(struct bridges *);
void		 bridges_clear(struct bridges *);
/*
 * A pass has ended. One that did not come to read the database changes nothing
 * here, nor does one for which there is no memory: false.
 */
bool		 bridges_take(struct bridges *, const struct pass_report *);
/* Lent until the next pass. */
const char	*bridges_name(const struct bridges *, size_t i);
/*
 * Whose row a bridge has, or had when it was taken over: "row UUID to collector
 * 10.0.0.1:6343"; "" when nobody's but ours.
 */
const char	*bridges_owner(const struct bridges *, size_t i);

#endif
