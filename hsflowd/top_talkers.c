/* SPDX-License-Identifier: Apache-2.0 */
/* Sampled packets in, rates by conversation out; used by top_model.c. Pure. */
#include "top_talkers.h"

#include <stdlib.h>
#include <string.h>

/* One packet just after the start is no rate yet. */
#define ELAPSED_MIN	5000	/* ms */

static double
weight(const struct top_talker *t)
{
	return t->in[0] + t->in[1] + t->out[0] + t->out[1];
}

/* This window becomes the last one. Who was silent in both goes. */
static void
shift(struct top_talkers *t)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < t->n; i++) {
		struct top_talker *one = &t->talker[i];

		one->in[1] = one->in[0];
		one->out[1] = one->out[0];
		one->in[0] = one->out[0] = 0;
		if (weight(one) > 0)
			t->talker[kept++] = *one;
	}
	t->n = kept;
}

static void
advance(struct top_talkers *t, uint64_t now)
{
	uint64_t elapsed = now - t->began;

	if (t->n == 0 && !t->second) {
		t->began = now;
		return;
	}
	if (elapsed < TOP_TALKERS_WINDOW)
		return;
	shift(t);
	if (elapsed / 2 >= TOP_TALKERS_WINDOW)
		shift(t);
	t->second = true;
	t->began = now - elapsed % TOP_TALKERS_WINDOW;
}

static bool
equal(const struct top_talk *a, const struct top_talk *b)
{
	return a->protocol == b->protocol && a->has_port == b->has_port &&
	    a->port == b->port && addr_equal(&a->local, &b->local) &&
	    addr_equal(&a->peer, &b->peer);
}

static struct top_talker *
place(struct top_talkers *t, const struct top_talk *talk)
{
	struct top_talker *least = t->talker;

	for (unsigned int i = 0; i < t->n; i++) {
		if (equal(&t->talker[i].talk, talk))
			return &t->talker[i];
		if (weight(&t->talker[i]) < weight(least))
			least = &t->talker[i];
	}
	if (t->n < TOP_TALKERS_MAX)
		least = &t->talker[t->n++];
	memset(least, 0, sizeof(*least));
	least->talk = *talk;
	return least;
}

void
top_talkers_add(struct top_talkers *t, uint64_t now,
    const struct top_talk *talk, bool in, double bytes)
{
	struct top_talker *one;

	advance(t, now);
	one = place(t, talk);
	if (in)
		one->in[0] += bytes;
	else
		one->out[0] += bytes;
}

static int
compare(const void *a, const void *b)
{
	const struct top_talk_rate *one = a, *other = b;
	double difference = other->in + other->out - one->in - one->out;

	if (difference > 0 || difference < 0)
		return difference > 0 ? 1 : -1;
	return addr_compare(&one->talk.peer, &other->talk.peer);
}

unsigned int
top_talkers_get(struct top_talkers *t, uint64_t now, struct top_talk_rate *to,
    unsigned int n)
{
	struct top_talk_rate all[TOP_TALKERS_MAX] = { 0 };
	double seconds;

	advance(t, now);
	seconds = (double)(now - t->began) / 1000;
	if (t->second)
		seconds += TOP_TALKERS_WINDOW / 1000.0;
	if (seconds < ELAPSED_MIN / 1000.0)
		seconds = ELAPSED_MIN / 1000.0;
	for (unsigned int i = 0; i < t->n; i++) {
		const struct top_talker *one = &t->talker[i];

		all[i].talk = one->talk;
		all[i].in = (one->in[0] + one->in[1]) / seconds;
		all[i].out = (one->out[0] + one->out[1]) / seconds;
	}
	qsort(all, t->n, sizeof(all[0]), compare);
	if (n > t->n)
		n = t->n;
	memcpy(to, all, n * sizeof(all[0]));
	return n;
}
