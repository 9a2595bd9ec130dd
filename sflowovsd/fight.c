/* SPDX-License-Identifier: Apache-2.0 */
/* Plans in, news of a fight out; the report calls it. Pure. */
#include "fight.h"

#include <string.h>

void
fight_init(struct fight *f)
{
	memset(f, 0, sizeof(*f));
}

static uint64_t
key_of(const char *s, enum plan_verb verb)
{
	uint64_t key = UINT64_C(1469598103934665603) + (uint64_t)verb;

	for (; *s != '\0'; s++)
		key = (key ^ (unsigned char)*s) * UINT64_C(1099511628211);
	return key;
}

/* A bridge made anew under an old name is another bridge. */
static uint64_t
key_of_step(const struct plan *p, size_t i)
{
	const struct plan_step *s = &p->steps[i];
	const struct actual_bridge *b;

	if (s->verb == PLAN_DESTROY)
		return key_of(p->actual->rows[s->index].uuid, s->verb);
	b = &p->actual->bridges[s->index];
	return key_of(b->uuid[0] != '\0' ? b->uuid : b->name, s->verb);
}

static unsigned int
keys_of(const struct plan *p, uint64_t keys[FIGHT_KEYS])
{
	unsigned int n = 0;

	if (p->row == PLAN_ROW_CHANGE)
		keys[n++] = key_of(p->uuid, PLAN_POINT);
	for (size_t i = 0; i < p->n_steps && n < FIGHT_KEYS; i++)
		keys[n++] = key_of_step(p, i);
	return n;
}

static bool
same_aim(const struct fight *f, const struct plan *p)
{
	return f->goal == p->goal && (p->goal == PLAN_GOAL_WITHDRAW ||
	    values_equal(&f->values, &p->values));
}

/* Keeps what this write does; true when the last one did some of it. */
static bool
take_write(struct fight *f, const struct plan *p)
{
	uint64_t keys[FIGHT_KEYS];
	unsigned int n = keys_of(p, keys);
	bool again = false;

	for (unsigned int i = 0; i < n && same_aim(f, p); i++)
		for (unsigned int j = 0; j < f->n_keys; j++)
			again = again || keys[i] == f->keys[j];
	f->goal = p->goal;
	f->values = p->values;
	f->n_keys = n;
	memcpy(f->keys, keys, n * sizeof(keys[0]));
	return again;
}

enum fight_news
fight_take(struct fight *f, const struct plan *p, bool wrote, uint64_t now)
{
	bool again = wrote && take_write(f, p);

	if (f->undone > 0 && now - f->last >= FIGHT_QUIET_US) {
		f->undone = 0;
		if (f->on && !again) {
			f->on = false;
			return FIGHT_OVER;
		}
	}
	if (!again)
		return FIGHT_SAME;
	f->last = now;
	f->undone++;
	if (f->on || f->undone < FIGHT_UNDONE)
		return FIGHT_SAME;
	f->on = true;
	return FIGHT_BEGAN;
}
