/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any order of answers, failures and nothings, at any times: the next question
 * stays within the header's bounds, and "nothing" counts when it was heard
 * often enough and not before. Each event is five bytes: what, and a number.
 */
#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "dnssd_sched.h"
#include "reader.h"

#define SECOND	UINT64_C(1000000)

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

enum { START, FOUND, FAILED, NOTHING, HURRY, PASS, LATER, EVENTS };

/* What the header promises, kept beside what is tested. */
struct model {
	uint64_t	now_us;
	uint32_t	step_s;		/* the next one of a failure */
	uint32_t	nothings;
	uint32_t	before_s;	/* TTL before the random moment, or 0 */
	bool		answered;	/* the last event was an answer */
};

static void
forget(struct model *m)
{
	m->step_s = DNSSD_SCHED_RETRY_MIN_S;
	m->nothings = 0;
	m->before_s = 0;
	m->answered = false;
}

static void
assert_wait(const struct dnssd_sched *s, const struct model *m,
    uint64_t least_us, uint64_t most_us)
{
	uint64_t wait = dnssd_sched_wait(s, m->now_us);

	assert(wait >= least_us && wait <= most_us);
	assert(wait <= (DNSSD_SCHED_CEILING_S + DNSSD_SCHED_CEILING_S / 10) *
	    SECOND);
}

static void
check_found(struct dnssd_sched *s, struct model *m, uint32_t ttl)
{
	uint32_t base = ttl < 10 ? 10 : ttl > 3600 ? 3600 : ttl;
	uint32_t whole = m->before_s > base ? m->before_s : base;
	bool random = !m->answered;

	dnssd_sched_found(s, m->now_us, ttl);
	if (random)
		assert_wait(s, m, 0, base * SECOND);
	else
		assert_wait(s, m, base * SECOND + SECOND / 2,
		    base * SECOND + whole * SECOND / 10);
	forget(m);
	m->answered = true;
	m->before_s = random ? base : 0;
}

static void
took_step(struct model *m, uint32_t step_s)
{
	m->step_s = step_s * 2 < 300 ? step_s * 2 : 300;
	m->before_s = 0;
	m->answered = false;
}

static void
check_failed(struct dnssd_sched *s, struct model *m)
{
	dnssd_sched_failed(s, m->now_us);
	assert_wait(s, m, m->step_s * SECOND / 2, m->step_s * SECOND);
	took_step(m, m->step_s);
}

static void
check_nothing(struct dnssd_sched *s, struct model *m, uint32_t confirm)
{
	uint32_t step = m->step_s > 10 ? m->step_s : 10;
	bool counts = dnssd_sched_nothing(s, m->now_us, confirm);

	assert(counts == (++m->nothings >= confirm));
	assert_wait(s, m, step < 20 ? 10 * SECOND : step * SECOND / 2,
	    step < 20 ? (10 + step / 2) * SECOND : step * SECOND);
	took_step(m, step);
}

static void
check_hurry(struct dnssd_sched *s, struct model *m, uint32_t spread_us)
{
	dnssd_sched_hurry(s, m->now_us, spread_us);
	assert_wait(s, m, 0, spread_us);
	forget(m);
}

/* Waiting ends at the time that was said, neither before nor after. */
static void
check_passing(const struct dnssd_sched *s, struct model *m, uint32_t us)
{
	uint64_t wait = dnssd_sched_wait(s, m->now_us);

	m->now_us += us;
	assert(dnssd_sched_wait(s, m->now_us) == (us < wait ? wait - us : 0));
}

static void
happen(struct dnssd_sched *s, struct model *m, int event, uint32_t number)
{
	switch (event) {
	case START:
		dnssd_sched_start(s, m->now_us, number, number % (2 * SECOND));
		assert_wait(s, m, 0, number % (2 * SECOND));
		forget(m);
		break;
	case FOUND:
		check_found(s, m, number);
		break;
	case FAILED:
		check_failed(s, m);
		break;
	case NOTHING:
		check_nothing(s, m, number % 100 + 1);
		break;
	case HURRY:
		check_hurry(s, m, number % (2 * SECOND + 1));
		break;
	case PASS:
		check_passing(s, m, number);
		break;
	default:
		m->now_us = s->due_us > m->now_us ? s->due_us : m->now_us;
		assert(dnssd_sched_wait(s, m->now_us) == 0);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct model m = { .now_us = 1 }, m2;
	struct dnssd_sched s, twin;
	struct reader r;

	memset(&s, 0, sizeof(s));
	reader_init(&r, data, size);
	happen(&s, &m, START, 1);
	while (reader_left(&r) >= 5) {
		int event = reader_u8(&r) % EVENTS;
		uint32_t number = reader_u32(&r);

		twin = s;
		m2 = m;
		happen(&s, &m, event, number);
		happen(&twin, &m2, event, number);
		assert(twin.due_us == s.due_us);
	}
	return 0;
}
