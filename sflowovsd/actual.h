/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the database holds: the rows of table Bridge and of table sFlow, as
 * read from ovs-vsctl. Pure; the parsers fill it in, the plan reads it.
 */
#ifndef ACTUAL_H
#define ACTUAL_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"
#include "values.h"

#define ACTUAL_UUID_CAP	37	/* 36 characters and a NUL */
#define ACTUAL_MAX	16384	/* bridges, and rows: more is an error */
/* Key in external_ids; of an sFlow row "1", of a bridge the row's UUID. */
#define ACTUAL_MARK	"sflowovsd"
/*
 * Agent of a row between the two steps that make it, so that what a crash
 * leaves there is known as ours. Longer than any interface's name.
 */
#define ACTUAL_FRESH	"sflowovsd-new-row"

struct actual_bridge {
	char	*name;
	char	 uuid[ACTUAL_UUID_CAP];		/* "" where addressed by name */
	char	 sflow[ACTUAL_UUID_CAP];	/* "" when none */
	/*
	 * Where sFlow has no external_ids: the row that we gave this bridge,
	 * else "".
	 */
	char	 mark[ACTUAL_UUID_CAP];
};

struct actual_row {
	char		uuid[ACTUAL_UUID_CAP];
	bool		ours;
	/* Ours by memory only: the mark has been taken from it. */
	bool		unmarked;
	/* False when a column is unset or holds what we never write. */
	bool		comparable;
	struct values	values;
};

struct actual {
	size_t			 n_bridges, cap_bridges;
	struct actual_bridge	*bridges;
	size_t			 n_rows, cap_rows;
	struct actual_row	*rows;
};

void			 actual_init(struct actual *);
void			 actual_clear(struct actual *);
/* Zeroed but for the name; NULL at ACTUAL_MAX or without memory. */
struct actual_bridge	*actual_add_bridge(struct actual *, struct text name);
struct actual_row	*actual_add_row(struct actual *);
/* Takes the last bridge away; there must be one. */
void			 actual_drop_bridge(struct actual *);
/* Bridges by name, rows by UUID: the database's own order is random. */
void			 actual_sort(struct actual *);
/* After actual_sort. NULL when there is none, as for "". */
const struct actual_row	*actual_find_row(const struct actual *,
			    const char *uuid);
/* 36 characters of hexadecimal digits and dashes; false leaves *uuid. */
bool			 actual_parse_uuid(struct text,
			    char uuid[ACTUAL_UUID_CAP]);

#endif
