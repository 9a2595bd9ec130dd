/* SPDX-License-Identifier: Apache-2.0 */
/* One page of a daemon's control socket. */
#ifndef CTL_FETCH_H
#define CTL_FETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "growbuf.h"

#define CTL_FETCH_TROUBLE_MAX	512
#define CTL_FETCH_LIMIT_S	5	/* for all of it */
#define CTL_FETCH_MAX		67108864	/* bytes */

/*
 * What the socket answers, until its end. Else false, with the reason as the
 * end of a sentence; *denied when it only says that we may not ask.
 */
bool	ctl_fetch(const char *socket, const char *page, struct growbuf *reply,
	    char trouble[CTL_FETCH_TROUBLE_MAX], bool *denied);

#endif
