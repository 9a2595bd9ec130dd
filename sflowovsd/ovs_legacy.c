/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text of old ovs-vsctl in, struct actual out; the pass calls it. Pure.
 *
 * A value is an atom, a set of atoms [a, b], or a map {k=v, k=v}. An atom is a
 * bare word or a string in double quotes with JSON's escapes.
 */
#include "ovs_legacy.h"

#include <string.h>

#define ATOM_MAX	128	/* bytes; no value of ours is longer */
#define NOT_OURS	'\001'	/* stands for what cannot be ours */

bool
ovs_legacy_names(const char *p, size_t len, struct actual *a)
{
	struct text rest = text_make(p, len), line;

	while (text_line(&rest, &line)) {
		if (text_equal(line, "--"))
			continue;
		if (memchr(line.p, '\0', line.len) != NULL ||
		    actual_add_bridge(a, line) == NULL) {
			actual_clear(a);
			return false;
		}
	}
	return true;
}

bool
ovs_legacy_parents(const char *p, size_t len, struct actual *a)
{
	struct text rest = text_make(p, len), line;
	size_t kept = 0;

	for (size_t i = 0; i < a->n_bridges; i++) {
		struct actual_bridge b = a->bridges[i];

		if (!text_line(&rest, &line)) {
			actual_clear(a);
			return false;
		}
		/* Swapped, so that clearing finds every name once. */
		if (text_equal(line, b.name)) {
			a->bridges[i] = a->bridges[kept];
			a->bridges[kept++] = b;
		}
	}
	while (a->n_bridges > kept)
		actual_drop_bridge(a);
	return true;
}

static bool
take(struct text *t, char c)
{
	if (t->len == 0 || t->p[0] != c)
		return false;
	t->p++;
	t->len--;
	return true;
}

/* The byte that an escape stands for; NOT_OURS for those beyond ASCII. */
static char
unescape(char c)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	const char *at = c == '\0' ? NULL : strchr(from, c);

	if (at == NULL)
		return NOT_OURS;
	return to[at - from];
}

/* One byte of a string, behind its opening quote; false at its end. */
static bool
string_byte(struct text *t, char *c)
{
	if (t->len == 0 || take(t, '"'))
		return false;
	*c = t->p[0];
	take(t, *c);
	if (*c == '\\' && t->len > 0) {
		*c = unescape(t->p[0]);
		take(t, t->p[0]);
	}
	return true;
}

static bool
word_byte(struct text *t, char *c)
{
	if (t->len == 0 || strchr(",=]} ", t->p[0]) != NULL)
		return false;
	*c = t->p[0];
	take(t, *c);
	return true;
}

/* What is too long to be ours is kept as NOT_OURS, and skipped whole. */
static void
atom(struct text *t, char buf[ATOM_MAX])
{
	bool (*next)(struct text *, char *) =
	    take(t, '"') ? string_byte : word_byte;
	size_t n = 0;
	char c;

	while (next(t, &c))
		if (n + 1 < ATOM_MAX)
			buf[n++] = c;
		else
			buf[0] = NOT_OURS;
	buf[n] = '\0';
}

static void
skip_blanks(struct text *t)
{
	while (take(t, ' '))
		;
}

/* Walks "[a, b]"; a bare atom is a set of one. False behind the last. */
static bool
set_next(struct text *t, char buf[ATOM_MAX])
{
	take(t, '[');
	skip_blanks(t);
	if (t->len == 0 || take(t, ']'))
		return false;
	atom(t, buf);
	skip_blanks(t);
	if (t->len > 0 && !take(t, ',') && t->p[0] != ']')
		t->len = 0;
	return true;
}

/* The only value of a set, "" when it is empty; false when there are more. */
static bool
single(struct text t, char buf[ATOM_MAX])
{
	char more[ATOM_MAX];

	if (!set_next(&t, buf)) {
		buf[0] = '\0';
		return true;
	}
	return !set_next(&t, more);
}

/* The value of a key in "{k=v, k=v}", "" when it is not there. */
static void
map_value(struct text t, const char *key, char buf[ATOM_MAX])
{
	char k[ATOM_MAX];

	take(&t, '{');
	while (t.len > 0 && t.p[0] != '}') {
		skip_blanks(&t);
		atom(&t, k);
		if (!take(&t, '='))
			break;
		atom(&t, buf);
		if (strcmp(k, key) == 0)
			return;
		if (!take(&t, ','))
			break;
	}
	buf[0] = '\0';
}

static bool
uuid_or_none(const char *s, char uuid[ACTUAL_UUID_CAP])
{
	uuid[0] = '\0';
	return s[0] == '\0' || actual_parse_uuid(text_of(s), uuid);
}

static bool
read_bridge(struct text *rest, struct actual_bridge *b)
{
	struct text sflow, ids;
	char buf[ATOM_MAX];

	if (!text_line(rest, &sflow) || !text_line(rest, &ids))
		return false;
	if (!single(sflow, buf) || !uuid_or_none(buf, b->sflow))
		return false;
	map_value(ids, ACTUAL_MARK, buf);
	if (!uuid_or_none(buf, b->mark))
		b->mark[0] = '\0';
	return true;
}

static bool
read_u32(struct text t, uint32_t *n)
{
	char buf[ATOM_MAX];

	return single(t, buf) && text_u32(text_of(buf), UINT32_MAX, n);
}

static bool
read_targets(struct text t, struct values *v)
{
	struct values_target target;
	char buf[ATOM_MAX];

	while (set_next(&t, buf))
		if (!values_parse_target(buf, &target) ||
		    !values_add_target(v, &target))
			return false;
	return true;
}

/* Which columns of a row were there with a value that could be ours. */
#define HAS_HEADER	0x1u
#define HAS_POLLING	0x2u
#define HAS_SAMPLING	0x4u
#define HAS_TARGETS	0x8u
#define HAS_ALL		0xfu

static void
read_column(struct actual_row *r, struct text name, struct text value,
    unsigned int *has)
{
	char buf[ATOM_MAX];

	if (text_equal(name, "header") &&
	    read_u32(value, &r->values.header))
		*has |= HAS_HEADER;
	else if (text_equal(name, "polling") &&
	    read_u32(value, &r->values.polling))
		*has |= HAS_POLLING;
	else if (text_equal(name, "sampling") &&
	    read_u32(value, &r->values.sampling))
		*has |= HAS_SAMPLING;
	else if (text_equal(name, "targets") &&
	    read_targets(value, &r->values))
		*has |= HAS_TARGETS;
	else if (text_equal(name, "agent") && (!single(value, buf) ||
	    !text_copy(text_of(buf), r->values.agent,
	    sizeof(r->values.agent))))
		r->values.agent[0] = NOT_OURS;
	else if (text_equal(name, "external_ids")) {
		map_value(value, ACTUAL_MARK, buf);
		r->ours = strcmp(buf, "1") == 0;
	}
}

/* "name : value" lines up to an empty one; false when there is no record. */
static bool
read_record(struct text *rest, struct actual *a, bool *good)
{
	struct text line, name;
	struct actual_row *r = NULL;
	unsigned int has = 0;
	char buf[ATOM_MAX];

	while (text_line(rest, &line) && (line.len > 0 || r == NULL)) {
		if (!text_split(&line, ':', &name))
			continue;
		name = text_trim(name);
		line = text_trim(line);
		if (r == NULL && (r = actual_add_row(a)) == NULL)
			break;
		if (text_equal(name, "_uuid")) {
			atom(&line, buf);
			uuid_or_none(buf, r->uuid);
		} else
			read_column(r, name, line, &has);
	}
	if (r == NULL)
		return false;
	r->comparable = has == HAS_ALL && r->values.agent[0] != NOT_OURS;
	r->ours = r->ours || strcmp(r->values.agent, ACTUAL_FRESH) == 0;
	*good = *good && r->uuid[0] != '\0';
	return true;
}

/* A row that a bridge's mark names is ours. */
static void
apply_marks(struct actual *a)
{
	for (size_t i = 0; i < a->n_bridges; i++) {
		const struct actual_row *r = actual_find_row(a,
		    a->bridges[i].mark);

		if (r != NULL)
			a->rows[r - a->rows].ours = true;
	}
}

bool
ovs_legacy_values(const char *p, size_t len, struct actual *a)
{
	struct text rest = text_make(p, len);
	bool good = true;

	for (size_t i = 0; i < a->n_bridges && good; i++)
		good = read_bridge(&rest, &a->bridges[i]);
	while (good && a->n_rows < ACTUAL_MAX &&
	    read_record(&rest, a, &good))
		;
	if (!good) {
		actual_clear(a);
		return false;
	}
	actual_sort(a);
	apply_marks(a);
	return true;
}

bool
ovs_legacy_created(const char *p, size_t len, char uuid[ACTUAL_UUID_CAP])
{
	return actual_parse_uuid(text_trim(text_make(p, len)), uuid);
}
