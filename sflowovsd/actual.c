/* SPDX-License-Identifier: Apache-2.0 */
/* The database as a value; see actual.h. Pure. */
#include "actual.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void
actual_init(struct actual *a)
{
	memset(a, 0, sizeof(*a));
}

void
actual_clear(struct actual *a)
{
	for (size_t i = 0; i < a->n_bridges; i++)
		free(a->bridges[i].name);
	free(a->bridges);
	free(a->rows);
	actual_init(a);
}

/* Room for one more in a table of elements of that size. */
static bool
make_room(void **table, size_t n, size_t *cap, size_t size)
{
	size_t want = *cap == 0 ? 16 : *cap * 2;
	void *grown;

	if (n < *cap)
		return true;
	if (n >= ACTUAL_MAX)
		return false;
	grown = realloc(*table, want * size);
	if (grown == NULL)
		return false;
	*table = grown;
	*cap = want;
	return true;
}

struct actual_bridge *
actual_add_bridge(struct actual *a, struct text name)
{
	void *table = a->bridges;
	struct actual_bridge *b;
	bool room = make_room(&table, a->n_bridges, &a->cap_bridges,
	    sizeof(*b));

	a->bridges = table;
	if (!room)
		return NULL;
	b = &a->bridges[a->n_bridges];
	memset(b, 0, sizeof(*b));
	b->name = strndup(name.p, name.len);
	if (b->name == NULL)
		return NULL;
	a->n_bridges++;
	return b;
}

struct actual_row *
actual_add_row(struct actual *a)
{
	void *table = a->rows;
	struct actual_row *r;
	bool room = make_room(&table, a->n_rows, &a->cap_rows, sizeof(*r));

	a->rows = table;
	if (!room)
		return NULL;
	r = &a->rows[a->n_rows++];
	memset(r, 0, sizeof(*r));
	return r;
}

void
actual_drop_bridge(struct actual *a)
{
	free(a->bridges[--a->n_bridges].name);
}

static int
compare_bridges(const void *va, const void *vb)
{
	const struct actual_bridge *a = va, *b = vb;

	return strcmp(a->name, b->name);
}

/* uuid is the first member of a row, so that a bare UUID compares too. */
static int
compare_rows(const void *va, const void *vb)
{
	return strcmp(va, vb);
}

void
actual_sort(struct actual *a)
{
	if (a->n_bridges > 1)
		qsort(a->bridges, a->n_bridges, sizeof(a->bridges[0]),
		    compare_bridges);
	if (a->n_rows > 1)
		qsort(a->rows, a->n_rows, sizeof(a->rows[0]), compare_rows);
}

const struct actual_row *
actual_find_row(const struct actual *a, const char *uuid)
{
	if (a->n_rows == 0 || uuid[0] == '\0')
		return NULL;
	return bsearch(uuid, a->rows, a->n_rows, sizeof(a->rows[0]),
	    compare_rows);
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	    (c >= 'A' && c <= 'F');
}

bool
actual_parse_uuid(struct text t, char uuid[ACTUAL_UUID_CAP])
{
	if (t.len != ACTUAL_UUID_CAP - 1)
		return false;
	for (size_t i = 0; i < t.len; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? t.p[i] != '-' : !is_hex(t.p[i]))
			return false;
	}
	return text_copy(t, uuid, ACTUAL_UUID_CAP);
}
