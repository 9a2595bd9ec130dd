/* SPDX-License-Identifier: Apache-2.0 */
/* What a daemon says of itself before it comes to its work. */
#ifndef VITALS_H
#define VITALS_H

#include <stdint.h>

#include "recent.h"

struct vitals {
	const char		*daemon;	/* "hsflowd" */
	long			 pid;
	int64_t			 time;		/* now; seconds since 1970 */
	uint64_t		 now_us;	/* loop_now_us() */
	uint64_t		 start_us;	/* when it was started */
	const struct recent	*log;		/* its last complaints */
};

#endif
