/* SPDX-License-Identifier: Apache-2.0 */
/* Now and an interval in, the next due time out; called by the agent. Pure. */
#include "schedule.h"

static uint64_t
next_phase(const struct schedule *s, uint64_t now_us)
{
	uint64_t behind = (now_us + s->interval_us - s->phase_us) %
	    s->interval_us;

	return now_us + s->interval_us - behind;
}

void
schedule_start(struct schedule *s, uint64_t now_us, uint32_t interval_s,
    uint64_t spread, bool soon)
{
	s->interval_us = (uint64_t)interval_s * 1000000;
	s->phase_us = 0;
	s->due_us = now_us;
	if (s->interval_us == 0)
		return;
	s->phase_us = spread % s->interval_us;
	if (!soon)
		s->due_us = next_phase(s, now_us);
}

bool
schedule_due(const struct schedule *s, uint64_t now_us)
{
	return s->interval_us != 0 && now_us >= s->due_us;
}

uint64_t
schedule_wait(const struct schedule *s, uint64_t now_us)
{
	if (s->interval_us == 0)
		return UINT64_MAX;
	return now_us >= s->due_us ? 0 : s->due_us - now_us;
}

void
schedule_done(struct schedule *s, uint64_t now_us)
{
	if (s->interval_us != 0)
		s->due_us = next_phase(s, now_us);
}
