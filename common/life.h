/* SPDX-License-Identifier: Apache-2.0 */
/* A daemon's memory of itself, for those who ask how it is. */
#ifndef LIFE_H
#define LIFE_H

#include "vitals.h"

struct life {
	const char	*daemon;	/* its name; kept, not copied */
	uint64_t	 start_us;
	struct recent	 recent;
};

/* From here on it keeps what the log complains of: one at a time. */
void		life_begin(struct life *, const char *daemon);
void		life_end(struct life *);
/* As of now; lends the complaints. */
void		life_vitals(const struct life *, struct vitals *);
/* After a page of more bytes: what it was made of goes back to the system. */
#define LIFE_BIG_PAGE	65536
void		life_give_back(void);

#endif
