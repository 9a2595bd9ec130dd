/* SPDX-License-Identifier: Apache-2.0 */
/* A plan in, counts for each second out; called by fleet.c, test_fleet.c. */
#include "fleet_sim.h"

#include <err.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "dnssd_sched.h"
#include "schedule.h"

#define SECOND		UINT64_C(1000000)
#define RTT_US		1000
#define AGAIN_US	(2 * SECOND)	/* as in resolver.c */
#define GIVE_UP_US	(4 * SECOND)
#define TXT_RETRY_S	60		/* as in discover.c */
#define CONFIRM		2

enum { SRV, TXT, A, RECORDS = A + FLEET_SIM_COLLECTORS_MAX };
/* What has one event at a time: SRV and TXT share theirs. */
enum { SETTINGS, NAME, ROUNDS = NAME + FLEET_SIM_COLLECTORS_MAX, ITEMS };

enum step {
	BOOT,
	ASK,
	ASK_AGAIN,
	GIVE_UP,
	POLL,
	HURRY
};

struct event {
	uint64_t	at_us;
	uint32_t	host;
	uint16_t	serial;		/* another one: overtaken */
	uint8_t		step;
	uint8_t		record;
};

struct host {
	struct dnssd_sched	settings;
	struct dnssd_sched	names[FLEET_SIM_COLLECTORS_MAX];
	struct schedule		rounds;
	uint64_t		seed;
	uint32_t		srv_ttl;
	uint32_t		resolved;	/* collectors, a bit for each */
	uint16_t		serials[ITEMS];
	bool			configured;
	bool			polling;
	bool			followed;
	bool			seen;		/* counted as polling */
};

struct answer {
	uint32_t	ttl_s;
	bool		exists;
	bool		changed;
};

struct entry {
	struct answer	answer;		/* its ttl_s is not used */
	uint64_t	until_s;	/* lives through this second */
	bool		known;
};

struct world {
	struct fleet_sim	*sim;
	struct host		*hosts;
	struct entry		(*caches)[RECORDS];
	struct event		*heap;
	size_t			 n, cap;
	uint64_t		 random;
};

static void *
allocate(size_t n, size_t size)
{
	void *p = calloc(n > 0 ? n : 1, size);

	if (p == NULL)
		err(1, "memory");
	return p;
}

static uint64_t
next_random(uint64_t *state)
{
	uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* Events, the earliest first */

static void
heap_put(struct world *w, const struct event *e)
{
	size_t i = w->n++;

	if (w->n > w->cap) {
		w->cap = 2 * w->n;
		w->heap = reallocarray(w->heap, w->cap, sizeof(*w->heap));
		if (w->heap == NULL)
			err(1, "memory");
	}
	for (; i > 0 && w->heap[(i - 1) / 2].at_us > e->at_us; i = (i - 1) / 2)
		w->heap[i] = w->heap[(i - 1) / 2];
	w->heap[i] = *e;
}

static struct event
heap_take(struct world *w)
{
	struct event first = w->heap[0], last = w->heap[--w->n];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < w->n) {
		if (child + 1 < w->n &&
		    w->heap[child + 1].at_us < w->heap[child].at_us)
			child++;
		if (w->heap[child].at_us >= last.at_us)
			break;
		w->heap[i] = w->heap[child];
		i = child;
	}
	w->heap[i] = last;
	return first;
}

static unsigned int
item_of(enum step step, unsigned int record)
{
	if (step == POLL)
		return ROUNDS;
	return record < A ? SETTINGS : NAME + record - A;
}

static void
at(struct world *w, uint64_t when_us, uint32_t host, enum step step,
    unsigned int record)
{
	const struct event e = { .at_us = when_us, .host = host,
	    .serial = w->hosts[host].serials[item_of(step, record)],
	    .step = (uint8_t)step, .record = (uint8_t)record };

	if (when_us < w->sim->plan.end_s * SECOND)
		heap_put(w, &e);
}

/* What is asked now: overtakes what was to be asked. */
static void
ask_when_due(struct world *w, uint32_t host, unsigned int record)
{
	struct host *h = &w->hosts[host];

	h->serials[item_of(ASK, record)]++;
	at(w, record == SRV ? h->settings.due_us : h->names[record - A].due_us,
	    host, ASK, record);
}

/* Servers */

static bool
within(uint64_t now_us, uint32_t from_s, uint32_t to_s)
{
	return now_us >= from_s * SECOND && now_us < to_s * SECOND;
}

static struct answer
ask_authority(struct world *w, uint64_t now_us, unsigned int record)
{
	const struct fleet_sim_plan *p = &w->sim->plan;

	w->sim->seconds[now_us / SECOND].authority++;
	if (record == TXT)
		w->sim->seconds[now_us / SECOND].authority_txt++;
	return (struct answer){
		.exists = record >= A ||
		    !within(now_us, p->gone_from_s, p->gone_to_s),
		.changed = p->changed_s != 0 &&
		    now_us >= p->changed_s * SECOND,
		.ttl_s = p->ttl_s };
}

static struct answer
ask_cache(struct world *w, uint64_t now_us, uint32_t host,
    unsigned int record)
{
	const struct fleet_sim_plan *p = &w->sim->plan;
	struct entry *e = &w->caches[(uint64_t)host * p->caches / p->hosts]
	    [record];
	uint64_t now_s = now_us / SECOND;
	struct answer answer;

	if (!e->known || now_s > e->until_s) {
		e->answer = ask_authority(w, now_us, record);
		e->known = true;
		e->until_s = now_s + (e->answer.exists ? p->ttl_s :
		    p->negative_ttl_s);
	}
	answer = e->answer;
	answer.ttl_s = (uint32_t)(e->until_s - now_s);
	return answer;
}

/* Hosts */

static void
start_polling(struct world *w, uint64_t now_us, uint32_t host)
{
	struct host *h = &w->hosts[host];

	h->polling = true;
	if (!h->seen) {
		h->seen = true;
		w->sim->polling++;
		w->sim->all_polling_us = now_us;
	}
	if (w->sim->plan.polling_s == 0)
		return;
	schedule_start(&h->rounds, now_us, w->sim->plan.polling_s,
	    h->seed >> 16, true);
	at(w, h->rounds.due_us, host, POLL, 0);
}

static void
start_names(struct world *w, uint64_t now_us, uint32_t host)
{
	struct host *h = &w->hosts[host];

	h->configured = true;
	h->resolved = 0;
	for (uint32_t i = 0; i < w->sim->plan.collectors; i++) {
		dnssd_sched_start(&h->names[i], now_us, h->seed * 31 + i + 1,
		    0);
		ask_when_due(w, host, A + i);
	}
}

static void
stop(struct host *h)
{
	h->configured = false;
	h->polling = false;
	for (int i = NAME; i < ITEMS; i++)
		h->serials[i]++;
}

static void
note_change(struct world *w, uint64_t now_us, struct host *h)
{
	struct fleet_sim *sim = w->sim;
	uint64_t took = now_us - sim->plan.changed_s * SECOND;

	if (h->followed)
		return;
	h->followed = true;
	sim->followed++;
	if (took > sim->slowest_us)
		sim->slowest_us = took;
	if (took > sim->plan.ttl_s * SECOND * 11 / 10 + SECOND)
		sim->late++;
}

static void
settings_found(struct world *w, uint64_t now_us, uint32_t host, uint32_t ttl)
{
	struct host *h = &w->hosts[host];

	dnssd_sched_found(&h->settings, now_us,
	    ttl < h->srv_ttl ? ttl : h->srv_ttl);
	ask_when_due(w, host, SRV);
	if (!h->configured)
		start_names(w, now_us, host);
}

static void
name_found(struct world *w, uint64_t now_us, uint32_t host,
    unsigned int record, uint32_t ttl)
{
	struct host *h = &w->hosts[host];

	dnssd_sched_found(&h->names[record - A], now_us, ttl);
	ask_when_due(w, host, record);
	h->resolved |= 1U << (record - A);
	if (!h->polling && h->resolved == (1U << w->sim->plan.collectors) - 1)
		start_polling(w, now_us, host);
}

static void
answered(struct world *w, uint64_t now_us, uint32_t host, unsigned int record,
    struct answer answer)
{
	struct host *h = &w->hosts[host];

	if (record >= A) {
		name_found(w, now_us, host, record, answer.ttl_s);
	} else if (record == TXT) {
		if (answer.changed)
			note_change(w, now_us, h);
		settings_found(w, now_us, host, answer.ttl_s);
	} else if (answer.exists) {
		h->srv_ttl = answer.ttl_s;
		at(w, now_us, host, ASK, TXT);
	} else {
		if (dnssd_sched_nothing(&h->settings, now_us, CONFIRM))
			stop(h);
		ask_when_due(w, host, SRV);
	}
}

static void
given_up(struct world *w, uint64_t now_us, uint32_t host, unsigned int record)
{
	struct host *h = &w->hosts[host];

	if (record == TXT) {
		settings_found(w, now_us, host, TXT_RETRY_S);
		return;
	}
	dnssd_sched_failed(record == SRV ? &h->settings :
	    &h->names[record - A], now_us);
	ask_when_due(w, host, record);
}

static bool
is_answered(const struct fleet_sim_plan *p, uint64_t now_us,
    const struct fleet_sim_second *second)
{
	return !within(now_us, p->down_from_s, p->down_to_s) &&
	    (p->capacity == 0 ||
	    second->srv + second->txt + second->a <= p->capacity);
}

static void
ask(struct world *w, const struct event *e)
{
	const struct fleet_sim_plan *p = &w->sim->plan;
	struct fleet_sim_second *second = &w->sim->seconds[e->at_us / SECOND];

	if (e->record == SRV)
		second->srv++;
	else if (e->record == TXT)
		second->txt++;
	else
		second->a++;
	if (is_answered(p, e->at_us, second))
		answered(w, e->at_us + RTT_US, e->host, e->record,
		    p->caches > 0 ?
		    ask_cache(w, e->at_us, e->host, e->record) :
		    ask_authority(w, e->at_us, e->record));
	else if (e->step == ASK)
		at(w, e->at_us + AGAIN_US, e->host, ASK_AGAIN, e->record);
	else
		at(w, e->at_us + GIVE_UP_US, e->host, GIVE_UP, e->record);
}

static void
boot(struct world *w, const struct event *e)
{
	struct host *h = &w->hosts[e->host];

	h->seed = next_random(&w->random);
	dnssd_sched_start(&h->settings, e->at_us, h->seed,
	    DNSSD_SCHED_SPREAD_US);
	ask_when_due(w, e->host, SRV);
	if (w->sim->plan.hurried_s != 0)
		at(w, w->sim->plan.hurried_s * SECOND, e->host, HURRY, SRV);
}

static void
hurry(struct world *w, const struct event *e)
{
	struct host *h = &w->hosts[e->host];

	dnssd_sched_hurry(&h->settings, e->at_us, DNSSD_SCHED_SPREAD_US);
	ask_when_due(w, e->host, SRV);
	for (uint32_t i = 0; h->configured && i < w->sim->plan.collectors;
	    i++) {
		dnssd_sched_hurry(&h->names[i], e->at_us,
		    DNSSD_SCHED_SPREAD_US);
		ask_when_due(w, e->host, A + i);
	}
}

static void
poll(struct world *w, const struct event *e)
{
	struct host *h = &w->hosts[e->host];

	w->sim->seconds[e->at_us / SECOND].datagrams++;
	schedule_done(&h->rounds, e->at_us);
	at(w, h->rounds.due_us, e->host, POLL, 0);
}

static void
handle(struct world *w, const struct event *e)
{
	if (e->step == HURRY) {
		hurry(w, e);
		return;
	}
	if (e->serial != w->hosts[e->host].serials[item_of(e->step,
	    e->record)])
		return;
	if (e->step == BOOT)
		boot(w, e);
	else if (e->step == POLL)
		poll(w, e);
	else if (e->step == GIVE_UP)
		given_up(w, e->at_us, e->host, e->record);
	else
		ask(w, e);
}

void
fleet_sim_run(const struct fleet_sim_plan *plan, struct fleet_sim *sim)
{
	struct world w = { .sim = sim, .random = plan->seed };

	memset(sim, 0, sizeof(*sim));
	sim->plan = *plan;
	sim->seconds = allocate(plan->end_s, sizeof(*sim->seconds));
	w.hosts = allocate(plan->hosts, sizeof(*w.hosts));
	w.caches = allocate(plan->caches, sizeof(*w.caches));
	for (uint32_t i = 0; i < plan->hosts; i++)
		at(&w, next_random(&w.random) %
		    (plan->boot_s * SECOND + 1), i, BOOT, SRV);
	while (w.n > 0) {
		struct event e = heap_take(&w);

		handle(&w, &e);
	}
	free(w.heap);
	free(w.hosts);
	free(w.caches);
}

void
fleet_sim_free(struct fleet_sim *sim)
{
	free(sim->seconds);
	sim->seconds = NULL;
}

/* Figures */

static void
throw(uint32_t *seconds, uint32_t n, uint64_t times, uint32_t weight,
    uint64_t *random)
{
	for (uint64_t i = 0; i < times; i++)
		seconds[next_random(random) % n] += weight;
}

static uint32_t
throw_all(const struct fleet_sim *sim, enum fleet_sim_what what,
    uint32_t from_s, uint32_t to_s)
{
	uint32_t n = to_s - from_s, worst = 0;
	uint32_t *seconds = allocate(n, sizeof(*seconds));
	uint64_t rounds = 0, names = 0, random = sim->plan.seed;

	for (uint32_t i = from_s; i < to_s; i++) {
		const struct fleet_sim_second *s = &sim->seconds[i];

		rounds += what == FLEET_SIM_QUESTIONS ? s->srv : 0;
		names += what == FLEET_SIM_QUESTIONS ? s->a : s->datagrams;
	}
	throw(seconds, n, rounds, 2, &random);
	throw(seconds, n, names, 1, &random);
	for (uint32_t i = 0; i < n; i++)
		if (seconds[i] > worst)
			worst = seconds[i];
	free(seconds);
	return worst;
}

static uint32_t
count(const struct fleet_sim_second *s, enum fleet_sim_what what)
{
	switch (what) {
	case FLEET_SIM_QUESTIONS:
		return s->srv + s->txt + s->a;
	case FLEET_SIM_AUTHORITY:
		return s->authority;
	case FLEET_SIM_DATAGRAMS:
		break;
	}
	return s->datagrams;
}

struct fleet_sim_span
fleet_sim_span(const struct fleet_sim *sim, enum fleet_sim_what what,
    uint32_t from_s, uint32_t to_s)
{
	struct fleet_sim_span span = { .worst_at_s = from_s };
	uint64_t sum = 0;

	for (uint32_t i = from_s; i < to_s; i++) {
		uint32_t n = count(&sim->seconds[i], what);

		sum += n;
		if (n > span.worst) {
			span.worst = n;
			span.worst_at_s = i;
		}
	}
	span.mean = (double)sum / (to_s - from_s);
	if (what != FLEET_SIM_AUTHORITY)
		span.chance = throw_all(sim, what, from_s, to_s);
	return span;
}

uint32_t
fleet_sim_fetched(const struct fleet_sim *sim, uint32_t from_s)
{
	uint32_t s = from_s;

	while (s + 1 < sim->plan.end_s && sim->seconds[s].authority_txt == 0)
		s++;
	return s + 1;
}
