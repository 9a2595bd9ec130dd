/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counters of single devices come in, sums go out; measure.c has one tally for
 * disks and one for NICs. Pure.
 *
 * `devices` are the names of the present round, most of which do not count on
 * a host with many VMs, so they are small. `slots` hold the numbers of those
 * that count, and of those that did.
 */
#include "tally.h"

#include <string.h>

#define NONE	UINT32_MAX	/* the slot of a device that does not count */

void
tally_init(struct tally *t, const struct tally_spec *spec)
{
	t->spec = *spec;
	memset(t->base, 0, sizeof(t->base));
	t->round = t->next = 0;
	t->changed = false;
	t->n_devices = t->n_slots = 0;
}

void
tally_begin(struct tally *t)
{
	t->round++;
	t->next = 0;
}

/* The texts of /proc keep their order, so the first guess is mostly right. */
static struct tally_device *
find_device(struct tally *t, struct text name)
{
	for (uint32_t i = 0; i < t->n_devices; i++) {
		uint32_t at = (t->next + i) % t->n_devices;

		if (text_equal(name, t->devices[at].name)) {
			t->next = at + 1;
			return &t->devices[at];
		}
	}
	return NULL;
}

static struct tally_device *
new_device(struct tally *t, struct text name)
{
	struct tally_device *d;

	if (name.len == 0 || t->n_devices == TALLY_DEVICES_MAX)
		return NULL;
	d = &t->devices[t->n_devices];
	memset(d, 0, sizeof(*d));
	if (!text_copy(name, d->name, sizeof(d->name)))
		return NULL;
	d->slot = NONE;
	t->n_devices++;
	t->changed = true;
	return d;
}

bool
tally_add(struct tally *t, struct text name, uint64_t id,
    const uint64_t *values)
{
	struct tally_device *d = find_device(t, name);

	if (d == NULL && (d = new_device(t, name)) == NULL)
		return false;
	if (d->id != id) {
		d->id = id;
		t->changed = true;
	}
	d->round = t->round;
	if (d->slot != NONE)
		memcpy(t->slots[d->slot].now, values,
		    t->spec.n_fields * sizeof(*values));
	return true;
}

/* Its device is gone: what it counted stays. */
static void
release_slot(struct tally *t, struct tally_device *d)
{
	struct tally_slot *s;

	if (d->slot == NONE)
		return;
	s = &t->slots[d->slot];
	for (unsigned int i = 0; !s->banked && i < t->spec.n_fields; i++)
		t->base[i] += s->last[i];
	s->banked = true;
	s->used = false;
	d->slot = NONE;
}

static void
drop_absent(struct tally *t)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < t->n_devices; i++) {
		if (t->devices[i].round == t->round) {
			t->devices[kept++] = t->devices[i];
			continue;
		}
		release_slot(t, &t->devices[i]);
		t->changed = true;
	}
	t->n_devices = kept;
}

static void
classify(struct tally *t, struct tally_device *d)
{
	d->identity = d->id;
	d->counts = t->spec.counts(d->name, &d->identity, t->spec.arg);
	if (d->slot != NONE && (!d->counts ||
	    t->slots[d->slot].identity != d->identity))
		release_slot(t, d);
}

/* Of those that no device uses: the same device, then the same name. */
static uint32_t
find_slot(const struct tally *t, const struct tally_device *d)
{
	for (uint32_t i = 0; i < t->n_slots; i++)
		if (!t->slots[i].used && d->identity != 0 &&
		    t->slots[i].identity == d->identity)
			return i;
	for (uint32_t i = 0; i < t->n_slots; i++)
		if (!t->slots[i].used &&
		    strcmp(t->slots[i].name, d->name) == 0)
			return i;
	return NONE;
}

/* A new one; when there are too many, that of any device that is gone. */
static uint32_t
new_slot(struct tally *t)
{
	uint32_t at = t->n_slots;

	if (at < TALLY_COUNTED_MAX)
		t->n_slots++;
	else
		for (at = 0; at < t->n_slots && t->slots[at].used; at++)
			;
	if (at == t->n_slots)
		return NONE;
	memset(&t->slots[at], 0, sizeof(t->slots[at]));
	return at;
}

static void
adopt_slot(struct tally *t, struct tally_device *d)
{
	uint32_t at = find_slot(t, d);

	if (at == NONE)
		at = new_slot(t);
	if (at == NONE)
		return;
	d->slot = at;
	t->slots[at].used = true;
	t->slots[at].identity = d->identity;
	memcpy(t->slots[at].name, d->name, sizeof(d->name));
}

bool
tally_settled(struct tally *t)
{
	drop_absent(t);
	if (!t->changed)
		return true;
	/* First let go, then take: names may have been swapped. */
	for (uint32_t i = 0; i < t->n_devices; i++)
		classify(t, &t->devices[i]);
	for (uint32_t i = 0; i < t->n_devices; i++)
		if (t->devices[i].counts && t->devices[i].slot == NONE)
			adopt_slot(t, &t->devices[i]);
	t->changed = false;
	return false;
}

static bool
wraps(const struct tally *t, unsigned int field)
{
	return (t->spec.wraps >> field & 1) != 0;
}

static bool
fell(const struct tally_slot *s, unsigned int field)
{
	return s->now[field] < s->last[field] / 2;
}

/* All of it: one field that merely wrapped leaves the others to go on. */
static bool
device_restarted(const struct tally *t, const struct tally_slot *s)
{
	bool any = false;

	for (unsigned int i = 0; i < t->spec.n_fields; i++) {
		if (wraps(t, i))
			continue;
		if (s->now[i] > s->last[i])
			return false;
		any = any || fell(s, i);
	}
	return any;
}

static void
advance(struct tally *t, struct tally_slot *s)
{
	bool all = device_restarted(t, s), restart;

	for (unsigned int i = 0; i < t->spec.n_fields; i++) {
		restart = fell(s, i);
		if (wraps(t, i))
			restart = all ||
			    (s->banked && s->now[i] < s->last[i]);
		if (restart && !s->banked)
			t->base[i] += s->last[i];
		if (!restart && s->banked)
			t->base[i] -= s->last[i];
		if (restart || wraps(t, i) || s->now[i] > s->last[i])
			s->last[i] = s->now[i];
	}
	s->banked = false;
}

bool
tally_sum(struct tally *t, uint64_t *sums)
{
	for (uint32_t i = 0; i < t->n_slots; i++)
		if (t->slots[i].used)
			advance(t, &t->slots[i]);
	memcpy(sums, t->base, t->spec.n_fields * sizeof(*sums));
	for (uint32_t i = 0; i < t->n_slots; i++)
		for (unsigned int f = 0; t->slots[i].used &&
		    f < t->spec.n_fields; f++)
			sums[f] += t->slots[i].last[f];
	return t->n_slots > 0;
}
