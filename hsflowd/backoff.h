/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When to start a process again that has ended: after 1 s, 2 s ... 60 s; from
 * the beginning when it had worked for a minute. Pure.
 */
#ifndef BACKOFF_H
#define BACKOFF_H

#include <stdint.h>

#define BACKOFF_MIN_US		UINT64_C(1000000)
#define BACKOFF_MAX_US		UINT64_C(60000000)
#define BACKOFF_STEADY_US	UINT64_C(60000000)

struct backoff {
	uint64_t	wait_us;	/* the last wait; 0: none yet */
};

/* It lived for so long: how long to wait now. */
uint64_t	backoff_next(struct backoff *, uint64_t lived_us);

#endif
