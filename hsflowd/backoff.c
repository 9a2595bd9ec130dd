/* SPDX-License-Identifier: Apache-2.0 */
/* A life in, a wait out; called by monitor.c and collector.c. Pure. */
#include "backoff.h"

uint64_t
backoff_next(struct backoff *b, uint64_t lived_us)
{
	if (b->wait_us == 0 || lived_us >= BACKOFF_STEADY_US)
		b->wait_us = BACKOFF_MIN_US;
	else
		b->wait_us *= 2;
	if (b->wait_us > BACKOFF_MAX_US)
		b->wait_us = BACKOFF_MAX_US;
	return b->wait_us;
}
