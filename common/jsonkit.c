/* SPDX-License-Identifier: Apache-2.0 */
/* Values in, jansson's out; called by both daemons' status.c. Pure. */
#include "jsonkit.h"

#include <stdlib.h>
#include <string.h>

#include "plain.h"

#define STRING_MAX	2048	/* bytes */
#define REAL_DIGITS	10

json_t *
jsonkit_text(const char *s)
{
	char text[STRING_MAX];

	if (s == NULL || s[0] == '\0')
		return json_null();
	return json_string(plain_utf8(s, text, sizeof(text)));
}

void
jsonkit_add(json_t *object, const char *key, json_t *value)
{
	(void)json_object_set_new(object, key, value);
}

void
jsonkit_append(json_t *array, json_t *value)
{
	(void)json_array_append_new(array, value);
}

void
jsonkit_add_text(json_t *object, const char *key, const char *s)
{
	jsonkit_add(object, key, jsonkit_text(s));
}

void
jsonkit_add_int(json_t *object, const char *key, uint64_t n)
{
	jsonkit_add(object, key, json_integer(n > INT64_MAX ? INT64_MAX :
	    (json_int_t)n));
}

void
jsonkit_add_bool(json_t *object, const char *key, bool yes)
{
	jsonkit_add(object, key, json_boolean(yes));
}

void
jsonkit_add_seconds(json_t *object, const char *key, uint64_t from_us,
    uint64_t to_us)
{
	uint64_t ms = to_us > from_us ? (to_us - from_us) / 1000 : 0;

	jsonkit_add(object, key, from_us == 0 ? json_null() :
	    json_real((double)ms / 1e3));
}

static json_t *
problems_array(const struct problems *p)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < p->n; i++)
		jsonkit_append(array, jsonkit_text(p->texts[i]));
	return array;
}

json_t *
jsonkit_document(const struct vitals *v, const struct problems *p)
{
	uint64_t up_us = v->now_us - v->start_us;
	json_t *o = json_object();

	jsonkit_add_int(o, "version", JSONKIT_VERSION);
	jsonkit_add_text(o, "daemon", v->daemon);
	jsonkit_add_text(o, "release", VERSION);
	jsonkit_add_int(o, "pid", (uint64_t)v->pid);
	jsonkit_add_int(o, "time", (uint64_t)v->time);
	jsonkit_add_int(o, "since", (uint64_t)v->time - up_us / 1000000);
	jsonkit_add_int(o, "uptime", up_us / 1000000);
	jsonkit_add_text(o, "state", p->n == 0 ? "ok" : "degraded");
	jsonkit_add(o, "problems", problems_array(p));
	jsonkit_add_int(o, "more_problems", p->more);
	return o;
}

void
jsonkit_add_log(json_t *object, const struct vitals *v)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < v->log->n; i++) {
		const struct recent_line *line = &v->log->lines[i];
		json_t *o = json_object();

		jsonkit_add_seconds(o, "age", line->time_us, v->now_us);
		jsonkit_add_int(o, "count", line->count);
		jsonkit_add_text(o, "text", line->text);
		jsonkit_append(array, o);
	}
	jsonkit_add(object, "log", array);
}

char *
jsonkit_dump(json_t *o, size_t *len)
{
	char *text = json_dumps(o, JSON_INDENT(2) | JSON_PRESERVE_ORDER |
	    JSON_REAL_PRECISION(REAL_DIGITS));
	char *line = NULL;

	json_decref(o);
	if (text == NULL)
		return NULL;
	*len = strlen(text);
	line = realloc(text, *len + 2);
	if (line == NULL) {
		free(text);
		return NULL;
	}
	line[(*len)++] = '\n';
	line[*len] = '\0';
	return line;
}
