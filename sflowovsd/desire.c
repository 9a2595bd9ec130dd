/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readings of the state file in, goal and settings out; the daemon's wiring
 * and the preview call it. Pure.
 */
#include "desire.h"

#include <string.h>

#include "values.h"

void
desire_init(struct desire *d, uint64_t grace_us)
{
	memset(d, 0, sizeof(*d));
	d->goal = DESIRE_NOTHING;
	d->grace_us = grace_us;
	d->grace_end = UINT64_MAX;
}

static bool
withdraw(struct desire *d)
{
	bool changed = d->goal != DESIRE_WITHDRAW;

	d->goal = DESIRE_WITHDRAW;
	return changed;
}

static bool
set(struct desire *d, const struct settings *s)
{
	bool changed = d->goal != DESIRE_SET ||
	    !settings_equal(&d->settings, s);

	d->goal = DESIRE_SET;
	d->settings = *s;
	return changed;
}

static bool
take_state(struct desire *d, const struct state *st)
{
	switch (st->phase) {
	case STATE_WAITING:
		return false;
	case STATE_WITHDRAWN:
		return withdraw(d);
	case STATE_RUNNING:
		break;
	}
	return values_wanted(&st->settings) ? set(d, &st->settings) :
	    withdraw(d);
}

bool
desire_take(struct desire *d, enum statefile_result result,
    const struct state *st, uint64_t now)
{
	switch (result) {
	case STATEFILE_MISSING:
		if (d->goal != DESIRE_WITHDRAW && d->grace_end == UINT64_MAX)
			d->grace_end = now + d->grace_us;
		return false;
	case STATEFILE_REFUSED:
		d->grace_end = UINT64_MAX;
		return false;
	case STATEFILE_OK:
		break;
	}
	d->grace_end = UINT64_MAX;
	return take_state(d, st);
}

uint64_t
desire_due(const struct desire *d)
{
	return d->grace_end;
}

bool
desire_expire(struct desire *d, uint64_t now)
{
	if (now < d->grace_end)
		return false;
	d->grace_end = UINT64_MAX;
	return withdraw(d);
}
