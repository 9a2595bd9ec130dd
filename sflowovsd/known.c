/* SPDX-License-Identifier: Apache-2.0 */
/* What was read and written in, ownership out; the pass calls it. Pure. */
#include "known.h"

#include <stdlib.h>
#include <string.h>

void
known_init(struct known *k)
{
	memset(k, 0, sizeof(*k));
}

void
known_clear(struct known *k)
{
	free(k->uuids);
	known_init(k);
}

bool
known_add(struct known *k, const char uuid[ACTUAL_UUID_CAP])
{
	size_t cap = k->cap == 0 ? 4 : k->cap * 2;
	void *grown;

	if (k->n == k->cap) {
		grown = realloc(k->uuids, cap * sizeof(k->uuids[0]));
		if (grown == NULL)
			return false;
		k->uuids = grown;
		k->cap = cap;
	}
	memcpy(k->uuids[k->n++], uuid, ACTUAL_UUID_CAP);
	return true;
}

bool
known_add_lines(struct known *k, const char *p, size_t len)
{
	struct text rest = text_make(p, len), line;
	char uuid[ACTUAL_UUID_CAP];

	while (text_line(&rest, &line))
		if (actual_parse_uuid(text_trim(line), uuid) &&
		    !known_add(k, uuid))
			return false;
	return true;
}

static void
claim(const struct known *k, struct actual *a, bool mark_in_row)
{
	for (size_t i = 0; i < k->n; i++) {
		const struct actual_row *r = actual_find_row(a, k->uuids[i]);

		if (r == NULL || r->ours)
			continue;
		a->rows[r - a->rows].ours = true;
		a->rows[r - a->rows].unmarked = mark_in_row;
	}
}

bool
known_apply(struct known *k, struct actual *a, bool mark_in_row)
{
	bool good = true;

	claim(k, a, mark_in_row);
	k->n = 0;
	for (size_t i = 0; i < a->n_rows && good; i++)
		if (a->rows[i].ours)
			good = known_add(k, a->rows[i].uuid);
	return good;
}
