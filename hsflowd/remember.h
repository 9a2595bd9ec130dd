/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last good answers of DNS over restarts: what is in force now goes to
 * disk when it is new, and once an hour so that its age says when DNS was last
 * heard.
 */
#ifndef REMEMBER_H
#define REMEMBER_H

#include <stdint.h>

#include "lastgood.h"

#define REMEMBER_AGAIN_S	3600

struct remember;

/* `path` is kept, not copied. */
struct remember	*remember_new(const char *path);
void		 remember_free(struct remember *);
/*
 * What was kept, and in *age_s how old it is. NULL, with a line in the log
 * where there is something to say, when there is nothing or it is older than
 * keep_s seconds.
 */
const struct lastgood
		*remember_read(struct remember *, uint32_t keep_s,
		    uint64_t *age_s);
/* The present time is filled in. With nothing in it, the same as forget. */
void		 remember_set(struct remember *, const struct lastgood *);
/* DNS says that there is nothing: a restart must not bring it back. */
void		 remember_forget(struct remember *);

#endif
