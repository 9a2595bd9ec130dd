/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Says that addresses, routes or interfaces of this host may have changed: a
 * reason to look, not what has changed. Costs nothing while nothing does, and
 * at most two wake-ups for each half second of changes.
 */
#ifndef NLWATCH_H
#define NLWATCH_H

#include <stdbool.h>

struct loop;
struct nlwatch;

/*
 * changed() is called from the loop: at the first of several changes, and when
 * they have settled. NULL with errno.
 */
struct nlwatch	*nlwatch_new(struct loop *,
		    void (*changed)(bool settled, void *), void *);
void		 nlwatch_free(struct nlwatch *);

#endif
