/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events and outcomes in, the time of the next look out; the daemon's wiring
 * calls it. Pure.
 */
#include "pace.h"

#include <string.h>

#define MS	UINT64_C(1000)
#define SECOND	UINT64_C(1000000)

/*
 * One change gives several events within a few milliseconds (both monitors,
 * one line for each table); a look should see all of them.
 */
#define QUIET_US	(10 * MS)
#define GATHER_MAX_US	(50 * MS)
/* The echo of our own write comes within this, before it is read back. */
#define SETTLE_US	(30 * MS)
/* The first repeat is for a bridge that vanished between read and write. */
#define REPEAT_US	(20 * MS)
#define BACKOFF_MIN_US	SECOND
#define BACKOFF_MAX_US	(30 * SECOND)
/*
 * A look of t has to be paid for with PRICE * t, so that a storm of changes
 * or someone who keeps changing things back costs at most 1/PRICE of the
 * time. CREDIT is what may be spent ahead: 2.7 s of looking. A boot that adds
 * a hundred bridges one after the other, looks of 20 and 10 ms for each, is
 * within it and each has sFlow at once. A fighter costs us these 2.7 s, once,
 * before we slow down. In a storm of 25 s, a thousand bridges, it is 4.3 s of
 * looking, more than half of which is waiting for the server.
 */
#define PRICE		15
#define CREDIT_US	(40 * SECOND)
#define TOOK_MAX_US	(200 * MS)	/* what is longer was waiting */
/* For new settings: 1 s of looking, three looks at 1000 bridges and more. */
#define ORDER_US	(PRICE * SECOND)

void
pace_init(struct pace *p, uint64_t now)
{
	memset(p, 0, sizeof(*p));
	p->due = now;
	p->period = PACE_PERIOD_US;
}

static uint64_t
earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

void
pace_set_period(struct pace *p, uint64_t period, uint64_t now)
{
	p->period = period;
	p->due = earlier(p->due, now + period);
}

/* Not before what was spent is within the credit again. */
static uint64_t
affordable(const struct pace *p, uint64_t at)
{
	uint64_t from = p->spent > CREDIT_US ? p->spent - CREDIT_US : 0;

	return at > from ? at : from;
}

static void
gather(struct pace *p, uint64_t now, uint64_t wait)
{
	if (!p->gathering) {
		p->gathering = true;
		p->gather_start = now;
	}
	p->due = affordable(p, earlier(now + wait,
	    p->gather_start + GATHER_MAX_US));
}

void
pace_event(struct pace *p, uint64_t now)
{
	if (p->looking)
		p->missed = true;
	else
		gather(p, now, QUIET_US);
}

void
pace_order(struct pace *p, uint64_t now)
{
	p->spent = earlier(p->spent, now + CREDIT_US - ORDER_US);
	pace_event(p, now);
}

void
pace_began(struct pace *p, uint64_t now)
{
	p->looking = true;
	p->look_start = now;
	p->missed = false;
	p->gathering = false;
}

static uint64_t
backoff(const struct pace *p)
{
	uint64_t wait = BACKOFF_MIN_US;

	if (p->failures == 1)
		return REPEAT_US;
	if (p->missed)
		return wait;
	for (unsigned int i = 2; i < p->failures && wait < BACKOFF_MAX_US;
	    i++)
		wait *= 2;
	return earlier(wait, BACKOFF_MAX_US);
}

static void
pay(struct pace *p, uint64_t now)
{
	uint64_t took = now > p->look_start ? now - p->look_start : 0;

	if (p->spent < p->look_start)
		p->spent = p->look_start;
	p->spent += PRICE * earlier(took, TOOK_MAX_US);
}

void
pace_ended(struct pace *p, uint64_t now, enum pace_outcome outcome)
{
	p->looking = false;
	pay(p, now);
	p->failures = outcome == PACE_FAILED ? p->failures + 1 : 0;
	if (outcome == PACE_FAILED)
		p->due = affordable(p, now + backoff(p));
	else if (outcome == PACE_WROTE)
		gather(p, now, SETTLE_US);
	else if (p->missed)
		gather(p, now, QUIET_US);
	else
		p->due = now + p->period;
	p->missed = false;
}

uint64_t
pace_due(const struct pace *p)
{
	return p->looking ? UINT64_MAX : p->due;
}
