/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plans and questions in, argument vectors out; the pass and the monitors call
 * it. Pure.
 */
#include "argv.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "textbuf.h"

#define BRIDGE_COLUMNS	"_uuid,name,sflow"
#define ROW_COLUMNS	"_uuid,external_ids,agent,targets,header," \
	"sampling,polling"
/* Each byte of an agent, escaped, and its quotes. */
#define QUOTED_MAX	(VALUES_AGENT_MAX * 6 + 3)
#define NEW_ROW		"@newsflow"

void
argv_init(struct argv *a)
{
	memset(a, 0, sizeof(*a));
}

void
argv_clear(struct argv *a)
{
	free(a->text);
	free(a->at);
	free(a->vector);
	argv_init(a);
}

static void *
grow(struct argv *a, void *p, size_t *cap, size_t want, size_t size)
{
	size_t room = *cap == 0 ? 64 : *cap;
	void *grown;

	if (want <= *cap)
		return p;
	while (room < want)
		room *= 2;
	grown = realloc(p, room * size);
	if (grown == NULL) {
		a->failed = true;
		return p;
	}
	*cap = room;
	return grown;
}

static bool
reserve(struct argv *a, size_t bytes)
{
	a->text = grow(a, a->text, &a->text_cap, a->text_len + bytes, 1);
	a->at = grow(a, a->at, &a->cap, a->n + 1, sizeof(a->at[0]));
	return !a->failed;
}

void
argv_add(struct argv *a, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		a->failed = true;
	else if (!a->failed && reserve(a, (size_t)n + 1)) {
		vsnprintf(a->text + a->text_len, (size_t)n + 1, fmt, again);
		a->at[a->n++] = a->text_len;
		a->text_len += (size_t)n + 1;
	}
	va_end(again);
}

const char *const *
argv_vector(struct argv *a)
{
	if (a->failed)
		return NULL;
	free(a->vector);
	a->vector = calloc(a->n + 1, sizeof(a->vector[0]));
	if (a->vector == NULL)
		return NULL;
	for (size_t i = 0; i < a->n; i++)
		a->vector[i] = a->text + a->at[i];
	return (const char *const *)a->vector;
}

static void
add_tool_that(struct argv *a, const struct argv_tool *t, bool waits)
{
	argv_add(a, "%s", t->path);
	if (!waits)
		argv_add(a, "--no-wait");
	argv_add(a, "--timeout=%u", t->timeout);
	argv_add(a, "--db=%s", t->db);
}

static void
add_tool(struct argv *a, const struct argv_tool *t)
{
	add_tool_that(a, t, false);
}

static void
add_words(struct argv *a, const char *const *words)
{
	for (; *words != NULL; words++)
		argv_add(a, "%s", *words);
}

#define ADD(a, ...) \
	add_words(a, (const char *const[]){ __VA_ARGS__, NULL })

void
argv_version(struct argv *a, const struct argv_tool *t)
{
	ADD(a, t->path, "--version");
}

void
argv_read_json(struct argv *a, const struct argv_tool *t)
{
	add_tool(a, t);
	ADD(a, "--format=json");
	ADD(a, "--", "--columns=" BRIDGE_COLUMNS, "list", "bridge");
	ADD(a, "--", "--columns=" ROW_COLUMNS, "list", "sflow");
}

void
argv_read_names(struct argv *a, const struct argv_tool *t)
{
	add_tool(a, t);
	ADD(a, "--", "list-br");
}

void
argv_read_parents(struct argv *a, const struct argv_tool *t,
    const struct actual *actual)
{
	add_tool(a, t);
	for (size_t i = 0; i < actual->n_bridges; i++)
		ADD(a, "--", "br-to-parent", actual->bridges[i].name);
}

void
argv_read_values(struct argv *a, const struct argv_tool *t,
    const struct actual *actual)
{
	add_tool(a, t);
	for (size_t i = 0; i < actual->n_bridges; i++)
		ADD(a, "--", "get", "bridge", actual->bridges[i].name,
		    "sflow", "external_ids");
	ADD(a, "--", "list", "sflow");
}

/* A string in the database's syntax: JSON's. */
static const char *
quote(const char *s, char buf[QUOTED_MAX])
{
	struct textbuf b;

	textbuf_init(&b, buf, QUOTED_MAX);
	textbuf_add(&b, "\"");
	for (; *s != '\0'; s++)
		if (*s == '"' || *s == '\\')
			textbuf_add(&b, "\\%c", *s);
		else if ((unsigned char)*s < 0x20 || *s == 0x7f)
			textbuf_add(&b, "\\u%04x", (unsigned int)*s);
		else
			textbuf_add(&b, "%c", *s);
	textbuf_add(&b, "\"");
	return buf;
}

static void
add_targets(struct argv *a, const struct values *v)
{
	char text[VALUES_TARGETS_MAX * (VALUES_TARGET_STRLEN + 3)];
	char target[VALUES_TARGET_STRLEN];
	struct textbuf b;

	textbuf_init(&b, text, sizeof(text));
	for (unsigned int i = 0; i < v->n_targets; i++)
		textbuf_add(&b, "%s\"%s\"", i == 0 ? "" : ",",
		    values_format_target(&v->targets[i], target));
	argv_add(a, "targets=[%s]", text);
}

/* An agent left out is [] where a row is changed in place. */
static void
add_values(struct argv *a, const struct values *v, bool in_place)
{
	char quoted[QUOTED_MAX];

	if (v->agent[0] != '\0')
		argv_add(a, "agent=%s", quote(v->agent, quoted));
	else if (in_place)
		argv_add(a, "agent=[]");
	argv_add(a, "header=%" PRIu32, v->header);
	argv_add(a, "polling=%" PRIu32, v->polling);
	argv_add(a, "sampling=%" PRIu32, v->sampling);
	add_targets(a, v);
}

void
argv_create(struct argv *a, const struct argv_tool *t, const struct plan *p)
{
	struct values fresh = p->values;

	memcpy(fresh.agent, ACTUAL_FRESH, sizeof(ACTUAL_FRESH));
	add_tool(a, t);
	ADD(a, "--", "create", "sflow");
	add_values(a, &fresh, false);
}

void
argv_destroy(struct argv *a, const struct argv_tool *t, const char *uuid)
{
	add_tool(a, t);
	ADD(a, "--", "destroy", "sflow", uuid);
}

/* Where there are UUIDs they are used: they need no thought about names. */
static const char *
record(const struct actual_bridge *b)
{
	return b->uuid[0] != '\0' ? b->uuid : b->name;
}

static void
add_set(struct argv *a, const struct ovs_features *f)
{
	ADD(a, "--");
	if (f->if_exists)
		ADD(a, "--if-exists");
	ADD(a, "set", "bridge");
}

static void
add_row(struct argv *a, const struct plan *p)
{
	if (p->row == PLAN_ROW_CREATE) {
		ADD(a, "--", "--id=" NEW_ROW, "create", "sflow",
		    "external_ids:" ACTUAL_MARK "=1");
		add_values(a, &p->values, false);
	} else if (p->row == PLAN_ROW_CHANGE) {
		ADD(a, "--", "set", "sflow", p->uuid);
		add_values(a, &p->values, true);
	}
}

static void
add_point(struct argv *a, const struct plan *p, const struct ovs_features *f,
    const struct actual_bridge *b)
{
	const char *row = p->row == PLAN_ROW_CREATE ? NEW_ROW : p->uuid;

	add_set(a, f);
	ADD(a, record(b));
	argv_add(a, "sflow=%s", row);
	if (!f->id)
		argv_add(a, "external_ids:" ACTUAL_MARK "=\"%s\"", row);
}

static void
add_unmark(struct argv *a, const struct actual_bridge *b)
{
	ADD(a, "--", "br-set-external-id", b->name, ACTUAL_MARK);
}

static void
add_step(struct argv *a, const struct plan *p, const struct ovs_features *f,
    const struct plan_step *s)
{
	const struct actual *actual = p->actual;

	switch (s->verb) {
	case PLAN_POINT:
		add_point(a, p, f, &actual->bridges[s->index]);
		break;
	case PLAN_CLEAR:
		add_set(a, f);
		ADD(a, record(&actual->bridges[s->index]), "sflow=[]");
		if (actual->bridges[s->index].mark[0] != '\0')
			add_unmark(a, &actual->bridges[s->index]);
		break;
	case PLAN_UNMARK:
		add_unmark(a, &actual->bridges[s->index]);
		break;
	case PLAN_DESTROY:
		ADD(a, "--", "destroy", "sflow", actual->rows[s->index].uuid);
		break;
	}
}

void
argv_write(struct argv *a, const struct argv_tool *t, const struct plan *p,
    const struct ovs_features *f)
{
	add_tool(a, t);
	add_row(a, p);
	for (size_t i = 0; i < p->n_steps; i++)
		add_step(a, p, f, &p->steps[i]);
}

void
argv_header(struct argv *a, const struct argv_tool *t, const struct plan *p,
    const struct ovs_features *f, uint32_t header, bool wait)
{
	add_tool_that(a, t, wait);
	for (size_t i = 0; i < p->actual->n_rows; i++) {
		if (!p->actual->rows[i].ours)
			continue;
		ADD(a, "--");
		if (f->if_exists)
			ADD(a, "--if-exists");
		ADD(a, "set", "sflow", p->actual->rows[i].uuid);
		argv_add(a, "header=%" PRIu32, header);
	}
}

/* The order of arguments that every version was seen to take. */
void
argv_monitor(struct argv *a, const char *path, const char *db,
    enum ovs_monitor_form form, const char *table, const char *columns)
{
	ADD(a, path, "monitor", db, "Open_vSwitch", table, columns);
	if (form == OVS_MONITOR_JSON)
		ADD(a, "--format=json");
	else if (form == OVS_MONITOR_CSV)
		ADD(a, "--format=csv");
}

static bool
is_plain(const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
	const char *p = s;

	while (*p != '\0' && strchr(plain, *p) != NULL)
		p++;
	return *s != '\0' && *p == '\0';
}

static void
format_argument(struct textbuf *b, const char *s)
{
	if (is_plain(s)) {
		textbuf_add(b, "%s", s);
		return;
	}
	textbuf_add(b, "'");
	for (; *s != '\0'; s++)
		if (*s == '\'')
			textbuf_add(b, "'\\''");
		else
			textbuf_add(b, "%c", *s);
	textbuf_add(b, "'");
}

const char *
argv_format(const char *const *v, char *buf, size_t cap)
{
	struct textbuf b;

	textbuf_init(&b, buf, cap);
	for (size_t i = 0; v[i] != NULL; i++) {
		textbuf_add(&b, "%s", i == 0 ? "" : " ");
		format_argument(&b, v[i]);
	}
	if (b.overflow && cap > 4)
		memcpy(buf + cap - 4, "...", 4);
	return buf;
}
