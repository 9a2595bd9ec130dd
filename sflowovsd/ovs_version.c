/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text of --version in, features out; the pass calls it. Pure.
 *
 * The thresholds are of released versions, measured where a build exists.
 * Numbers are compared one by one: 1.10.0 is above 1.9.3, 1.1.0pre2 is below
 * 1.1.0, and what else follows a number (+build12, -62.el9fdp) is not part of
 * it. The .90 of a development version counts as its patch level.
 */
#include "ovs_version.h"

#include <string.h>

#include "text.h"

#define NUMBER_MAX	99999	/* a larger one is no version number */

static bool
take_number(struct text *t, uint32_t *n)
{
	struct text digits = text_make(t->p, 0);

	while (digits.len < t->len && t->p[digits.len] >= '0' &&
	    t->p[digits.len] <= '9')
		digits.len++;
	if (!text_u32(digits, NUMBER_MAX, n))
		return false;
	t->p += digits.len;
	t->len -= digits.len;
	return true;
}

static bool
take_literal(struct text *t, const char *s)
{
	if (!text_starts(*t, s))
		return false;
	t->p += strlen(s);
	t->len -= strlen(s);
	return true;
}

static bool
parse_number(struct text word, struct ovs_version *v)
{
	if (!take_number(&word, &v->major) || !take_literal(&word, ".") ||
	    !take_number(&word, &v->minor))
		return false;
	if (take_literal(&word, "."))
		take_number(&word, &v->patch);
	if (take_literal(&word, "pre")) {
		v->pre = 0;
		take_number(&word, &v->pre);
	}
	return true;
}

/* For people: up to the first byte that is not printable ASCII. */
static void
copy_printable(struct text word, char *buf, size_t cap)
{
	size_t n = 0;

	while (n < word.len && n + 1 < cap && word.p[n] > ' ' &&
	    word.p[n] < 0x7f) {
		buf[n] = word.p[n];
		n++;
	}
	buf[n] = '\0';
}

static bool
find_word(struct text rest, struct text *word)
{
	static const char name[] = "(Open vSwitch) ";
	struct text line;

	if (!text_line(&rest, &line))
		return false;
	while (line.len > 0 && !text_starts(line, name)) {
		line.p++;
		line.len--;
	}
	return take_literal(&line, name) && text_word(&line, word);
}

bool
ovs_version_parse(const char *p, size_t len, struct ovs_version *v)
{
	struct text word;

	memset(v, 0, sizeof(*v));
	v->pre = OVS_VERSION_FINAL;
	if (!find_word(text_make(p, len), &word) || !parse_number(word, v)) {
		memset(v, 0, sizeof(*v));
		text_copy(text_of("unknown"), v->text, sizeof(v->text));
		return false;
	}
	v->known = true;
	copy_printable(word, v->text, sizeof(v->text));
	return true;
}

static int
compare_u32(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

int
ovs_version_compare(const struct ovs_version *a, const struct ovs_version *b)
{
	int order = compare_u32(a->major, b->major);

	if (order == 0)
		order = compare_u32(a->minor, b->minor);
	if (order == 0)
		order = compare_u32(a->patch, b->patch);
	return order == 0 ? compare_u32(a->pre, b->pre) : order;
}

static bool
at_least(const struct ovs_version *v, uint32_t major, uint32_t minor,
    uint32_t patch)
{
	struct ovs_version that = {
		.known = true, .major = major, .minor = minor, .patch = patch,
		.pre = OVS_VERSION_FINAL
	};

	return ovs_version_compare(v, &that) >= 0;
}

static enum ovs_monitor_form
monitor_form(const struct ovs_version *v)
{
	if (at_least(v, 1, 2, 0))
		return OVS_MONITOR_JSON;
	return at_least(v, 1, 1, 0) ? OVS_MONITOR_DEFAULT : OVS_MONITOR_CSV;
}

void
ovs_version_features(const struct ovs_version *v, struct ovs_features *f)
{
	if (!v->known) {
		f->id = f->gc = f->json = f->agent_omit = true;
		f->if_exists = f->agent_literal = false;
		f->monitor = OVS_MONITOR_JSON;
		return;
	}
	f->id = at_least(v, 1, 0, 2);
	f->gc = at_least(v, 1, 1, 0);
	f->json = at_least(v, 1, 1, 0);
	f->if_exists = at_least(v, 1, 10, 0);
	f->agent_literal = at_least(v, 2, 10, 0);
	f->agent_omit = at_least(v, 1, 5, 0);
	f->monitor = monitor_form(v);
}

bool
ovs_version_refuses_id(const char *err, size_t len)
{
	static const char words[] = "has no '--id=";
	struct text t = text_make(err, len);

	for (; t.len > 0; t.p++, t.len--)
		if (text_starts(t, words))
			return true;
	return false;
}

void
ovs_version_without_id(struct ovs_features *f)
{
	memset(f, 0, sizeof(*f));
	f->monitor = OVS_MONITOR_CSV;
}
