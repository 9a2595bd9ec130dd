/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration and DNS in, JSON out; called by status.c. Pure. */
#include "status_from.h"

#include <stdio.h>
#include <string.h>

#include "jsonkit.h"

static const char *const origins[] = {
	[STATUS_NONE] = "none",
	[STATUS_FILE] = "file",
	[STATUS_FALLBACK] = "fallback",
	[STATUS_DNS] = "dns",
	[STATUS_KEPT] = "kept",
};

static const char *const phases[] = {
	[DISCOVER_OFF] = "off",
	[DISCOVER_WAITING] = "waiting",
	[DISCOVER_KEPT] = "kept",
	[DISCOVER_FOUND] = "found",
	[DISCOVER_NOTHING] = "nothing",
};

const char *
status_from_name(enum status_origin origin)
{
	return origins[origin];
}

/* null for line 0, which is none. */
static void
add_line(json_t *o, const char *key, unsigned int line)
{
	jsonkit_add(o, key, line == 0 ? json_null() : json_integer(line));
}

json_t *
status_from_file(const struct status *st)
{
	json_t *o = json_object(), *lines = json_array();
	const struct conf *c = st->file;

	jsonkit_add_text(o, "path", st->conf_path);
	jsonkit_add_seconds(o, "age", st->conf_read_us, st->vitals.now_us);
	jsonkit_add_text(o, "refused", st->conf_refused);
	add_line(o, "polling_line", c->polling.line);
	add_line(o, "sampling_line", c->sampling.line);
	for (unsigned int i = 0; i < c->n_collectors; i++)
		jsonkit_append(lines, json_integer(c->collectors[i].line));
	jsonkit_add(o, "collector_lines", lines);
	return o;
}

static void
add_number(json_t *o, const char *key, const struct dnssd_number *n)
{
	jsonkit_add(o, key, n->set ? json_integer(n->value) : json_null());
}

static json_t *
srv(const struct dnssd *d)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < d->n_collectors; i++) {
		const struct dnssd_collector *c = &d->collectors[i];
		json_t *o = json_object();

		jsonkit_add_int(o, "priority", c->priority);
		jsonkit_add_text(o, "host", c->host);
		jsonkit_add_int(o, "port", c->port);
		jsonkit_append(array, o);
	}
	return array;
}

/* What SRV and TXT say; without speeds and identity, which settings have. */
static void
add_records(json_t *o, const struct dnssd *d)
{
	char name[CONF_VALUE_HOST_MAX + sizeof(DNSSD_SERVICE ".")];
	json_t *txt = json_object();

	snprintf(name, sizeof(name), DNSSD_SERVICE ".%s", d->domain);
	jsonkit_add_text(o, "name", name);
	jsonkit_add(o, "srv", srv(d));
	add_number(txt, "polling", &d->polling);
	add_number(txt, "sampling", &d->sampling);
	add_number(txt, "header_bytes", &d->header_bytes);
	jsonkit_add(o, "txt", txt);
}

/* Lines that end in '\n'. */
static json_t *
notes(const char *text)
{
	json_t *array = json_array();
	char line[DNSSD_NOTE_MAX];
	size_t n;

	for (; *text != '\0'; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		snprintf(line, sizeof(line), "%.*s", (int)n, text);
		jsonkit_append(array, jsonkit_text(line));
	}
	return array;
}

json_t *
status_from_dns(const struct status *st)
{
	const struct discover_status *d = st->dns;
	uint64_t now = st->vitals.now_us;
	json_t *o = json_object();

	jsonkit_add_text(o, "phase", phases[d->phase]);
	if (d->phase == DISCOVER_OFF)
		return o;
	jsonkit_add_text(o, "reason", d->reason);
	jsonkit_add(o, "notes", notes(d->notes));
	if (d->dns != NULL)
		add_records(o, d->dns);
	jsonkit_add_int(o, "ttl", d->ttl);
	jsonkit_add_bool(o, "fresh", d->fresh);
	jsonkit_add_seconds(o, "answer_age", d->answered_us, now);
	if (d->phase == DISCOVER_KEPT)
		jsonkit_add_int(o, "kept_age_at_start", d->kept_age_s);
	jsonkit_add_seconds(o, "next", d->next_us == 0 ? 0 : now, d->next_us);
	return o;
}

json_t *
status_from_collectors(const struct status *st)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < st->conf->n_collectors; i++) {
		const struct conf_collector *c = &st->conf->collectors[i];
		const struct addr *a = c->ip.family != 0 ? &c->ip :
		    &st->addresses[i];
		char text[ADDR_STRLEN];
		json_t *o = json_object();

		jsonkit_add_text(o, "host", c->host);
		jsonkit_add_text(o, "address", a->family == 0 ? NULL :
		    addr_format(a, text));
		jsonkit_add_int(o, "port", c->port);
		jsonkit_add_text(o, "device", c->dev);
		add_line(o, "line", c->line);
		jsonkit_append(array, o);
	}
	return array;
}
