/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ovs-vsctl's JSON in, struct actual out; the pass calls it. Pure.
 *
 * A table is {"headings":[column ...],"data":[[value ...] ...]}. A column with
 * at most one value is that value, or ["set",[]]; other sets are
 * ["set",[value ...]], maps ["map",[[key,value] ...]], references
 * ["uuid","..."].
 */
#include "ovs_json.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* One row of a table. */
struct cells {
	const json_t	*headings;
	const json_t	*row;
};

/* The number of that column; beyond all of them when there is none. */
static size_t
find_column(const json_t *headings, const char *column)
{
	size_t n = json_array_size(headings), i;

	for (i = 0; i < n; i++) {
		const char *name =
		    json_string_value(json_array_get(headings, i));

		if (name != NULL && strcmp(name, column) == 0)
			break;
	}
	return i;
}

static const json_t *
cell(const struct cells *c, const char *column)
{
	return json_array_get(c->row, find_column(c->headings, column));
}

/* ["tag", something]: returns something, NULL when it is not that. */
static const json_t *
tagged(const json_t *v, const char *tag)
{
	const char *s = json_string_value(json_array_get(v, 0));

	if (json_array_size(v) != 2 || s == NULL || strcmp(s, tag) != 0)
		return NULL;
	return json_array_get(v, 1);
}

static bool
is_empty_set(const json_t *v)
{
	const json_t *set = tagged(v, "set");

	return json_is_array(set) && json_array_size(set) == 0;
}

static bool
uuid_of(const json_t *v, char uuid[ACTUAL_UUID_CAP])
{
	const char *s = json_string_value(tagged(v, "uuid"));

	return s != NULL && actual_parse_uuid(text_of(s), uuid);
}

static bool
optional_uuid_of(const json_t *v, char uuid[ACTUAL_UUID_CAP])
{
	uuid[0] = '\0';
	return is_empty_set(v) || uuid_of(v, uuid);
}

static bool
u32_of(const json_t *v, uint32_t *n)
{
	json_int_t i;

	if (!json_is_integer(v))
		return false;
	i = json_integer_value(v);
	if (i < 0 || i > UINT32_MAX)
		return false;
	*n = (uint32_t)i;
	return true;
}

static bool
add_target(const json_t *v, struct values *values)
{
	const char *s = json_string_value(v);
	struct values_target target;

	return s != NULL && values_parse_target(s, &target) &&
	    values_add_target(values, &target);
}

static bool
targets_of(const json_t *v, struct values *values)
{
	const json_t *set = tagged(v, "set");

	if (!json_is_array(set))
		return add_target(v, values);
	for (size_t i = 0; i < json_array_size(set); i++)
		if (!add_target(json_array_get(set, i), values))
			return false;
	return true;
}

static bool
agent_of(const json_t *v, struct values *values)
{
	const char *s = json_string_value(v);

	if (s == NULL)
		return is_empty_set(v);
	return text_copy(text_of(s), values->agent, sizeof(values->agent));
}

/* Ours are marked 1: another value is not ours either. */
static bool
has_mark(const json_t *v)
{
	const json_t *map = tagged(v, "map");

	for (size_t i = 0; i < json_array_size(map); i++) {
		const json_t *pair = json_array_get(map, i);
		const char *k = json_string_value(json_array_get(pair, 0));
		const char *s = json_string_value(json_array_get(pair, 1));

		if (k != NULL && s != NULL && strcmp(k, ACTUAL_MARK) == 0 &&
		    strcmp(s, "1") == 0)
			return true;
	}
	return false;
}

static bool
values_of(const struct cells *c, struct values *v)
{
	return agent_of(cell(c, "agent"), v) &&
	    targets_of(cell(c, "targets"), v) &&
	    u32_of(cell(c, "header"), &v->header) &&
	    u32_of(cell(c, "sampling"), &v->sampling) &&
	    u32_of(cell(c, "polling"), &v->polling);
}

static bool
read_row(const struct cells *c, struct actual *a)
{
	struct actual_row *r = actual_add_row(a);

	if (r == NULL || !uuid_of(cell(c, "_uuid"), r->uuid))
		return false;
	r->ours = has_mark(cell(c, "external_ids"));
	r->comparable = values_of(c, &r->values);
	return true;
}

static bool
read_bridge(const struct cells *c, struct actual *a)
{
	const char *name = json_string_value(cell(c, "name"));
	struct actual_bridge *b;

	if (name == NULL)
		return false;
	b = actual_add_bridge(a, text_of(name));
	return b != NULL && uuid_of(cell(c, "_uuid"), b->uuid) &&
	    optional_uuid_of(cell(c, "sflow"), b->sflow);
}

static bool
read_table(const json_t *table, struct actual *a, const char *column,
    bool (*read)(const struct cells *, struct actual *))
{
	const json_t *data = json_object_get(table, "data");
	struct cells c = { json_object_get(table, "headings"), NULL };

	if (!json_is_array(data) || find_column(c.headings, column) ==
	    json_array_size(c.headings))
		return false;
	for (size_t i = 0; i < json_array_size(data); i++) {
		c.row = json_array_get(data, i);
		if (json_array_size(c.row) != json_array_size(c.headings) ||
		    !read(&c, a))
			return false;
	}
	return true;
}

static bool
read_line(struct text *rest, struct actual *a, const char *column,
    bool (*read)(const struct cells *, struct actual *),
    char reason[OVS_JSON_REASON_MAX])
{
	struct text line = { NULL, 0 };
	json_error_t error;
	json_t *table;
	bool good;

	if (!text_line(rest, &line)) {
		snprintf(reason, OVS_JSON_REASON_MAX, "no line of JSON with "
		    "a column %s", column);
		return false;
	}
	table = json_loadb(line.p, line.len, 0, &error);
	if (table == NULL) {
		snprintf(reason, OVS_JSON_REASON_MAX, "not JSON: %.80s",
		    error.text);
		return false;
	}
	good = read_table(table, a, column, read);
	json_decref(table);
	if (!good)
		snprintf(reason, OVS_JSON_REASON_MAX,
		    "not a table with a column %s as it should be", column);
	return good;
}

bool
ovs_json_parse(const char *p, size_t len, struct actual *a,
    char reason[OVS_JSON_REASON_MAX])
{
	struct text rest = text_make(p, len);

	if (read_line(&rest, a, "name", read_bridge, reason) &&
	    read_line(&rest, a, "targets", read_row, reason)) {
		actual_sort(a);
		return true;
	}
	actual_clear(a);
	return false;
}
