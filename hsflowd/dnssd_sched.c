/* SPDX-License-Identifier: Apache-2.0 */
/* What DNS gave and now in, the next time to ask out. Pure. */
#include "dnssd_sched.h"

#define SECOND	UINT64_C(1000000)

/*
 * Caches hand out whole seconds and keep an answer through the last of them:
 * who asks as soon as they are over may hear the old answer, with 0 seconds
 * left.
 */
#define ROUNDING	SECOND

/* splitmix64: any seed is good, also those that differ in one bit. */
static uint64_t
next_random(struct dnssd_sched *s)
{
	uint64_t x = s->random += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static void
due_between(struct dnssd_sched *s, uint64_t now_us, uint64_t least,
    uint64_t most)
{
	s->due_us = now_us + least + next_random(s) % (most - least + 1);
}

static void
forget(struct dnssd_sched *s)
{
	s->retry_s = DNSSD_SCHED_RETRY_MIN_S;
	s->nothings = 0;
	s->whole_s = 0;
	s->parted = false;
}

/* Takes the next step, of at least `first_s` seconds. */
static void
back_off(struct dnssd_sched *s, uint64_t now_us, uint32_t first_s,
    uint32_t floor_s)
{
	uint32_t step_s = s->retry_s > first_s ? s->retry_s : first_s;
	uint64_t half = step_s * SECOND / 2;
	uint64_t least = floor_s * SECOND > half ? floor_s * SECOND : half;

	due_between(s, now_us, least, least + half);
	s->retry_s = step_s > DNSSD_SCHED_RETRY_MAX_S / 2 ?
	    DNSSD_SCHED_RETRY_MAX_S : 2 * step_s;
	s->parted = false;
}

void
dnssd_sched_start(struct dnssd_sched *s, uint64_t now_us, uint64_t seed,
    uint64_t spread_us)
{
	s->random = seed;
	dnssd_sched_hurry(s, now_us, spread_us);
}

uint64_t
dnssd_sched_wait(const struct dnssd_sched *s, uint64_t now_us)
{
	return now_us >= s->due_us ? 0 : s->due_us - now_us;
}

/*
 * A cache tells what is left of the TTL, so hosts that share one ask again
 * when it ends for all of them, and only the tenth sets them apart. After the
 * random moment little may be left: a tenth of that would be next to nothing,
 * so it is a tenth of the TTL before it.
 */
void
dnssd_sched_found(struct dnssd_sched *s, uint64_t now_us, uint32_t ttl_s)
{
	uint32_t base_s = ttl_s < DNSSD_SCHED_FLOOR_S ? DNSSD_SCHED_FLOOR_S :
	    ttl_s > DNSSD_SCHED_CEILING_S ? DNSSD_SCHED_CEILING_S : ttl_s;
	uint64_t base = base_s * SECOND;

	if (!s->parted) {
		forget(s);
		s->parted = true;
		s->whole_s = base_s;
		due_between(s, now_us, 0, base);
	} else {
		uint32_t whole_s = s->whole_s > base_s ? s->whole_s : base_s;
		uint64_t tenth = whole_s * SECOND / 10;
		uint64_t least = tenth / 2 < ROUNDING ? tenth / 2 : ROUNDING;

		s->whole_s = 0;
		due_between(s, now_us, base + least, base + tenth);
	}
}

void
dnssd_sched_failed(struct dnssd_sched *s, uint64_t now_us)
{
	back_off(s, now_us, DNSSD_SCHED_RETRY_MIN_S, 0);
}

bool
dnssd_sched_nothing(struct dnssd_sched *s, uint64_t now_us, uint32_t confirm)
{
	back_off(s, now_us, DNSSD_SCHED_FLOOR_S, DNSSD_SCHED_FLOOR_S);
	if (s->nothings < UINT32_MAX)
		s->nothings++;
	return s->nothings >= confirm;
}

void
dnssd_sched_hurry(struct dnssd_sched *s, uint64_t now_us, uint64_t spread_us)
{
	forget(s);
	due_between(s, now_us, 0, spread_us);
}
