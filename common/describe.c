/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings in, a line of words out; called where a daemon logs settings and
 * what has changed in them.
 */
#include "describe.h"

#include <netinet/in.h>
#include <string.h>

#include "textbuf.h"

/* 16 collectors with their devices; patterns may be longer, and are cut. */
#define VALUE_MAX	2048

static void
add_sampling(struct textbuf *out, const struct settings *s)
{
	char speed[32];

	if (s->sampling == 0)
		textbuf_add(out, "off");
	else
		textbuf_add(out, "1 in %u", s->sampling);
	for (unsigned int i = 0; i < s->n_speeds; i++) {
		settings_format_speed(s->speeds[i].bps, speed, sizeof(speed));
		textbuf_add(out, " (%s: %u)", speed, s->speeds[i].sampling);
	}
}

static void
add_polling(struct textbuf *out, const struct settings *s)
{
	if (s->polling == 0)
		textbuf_add(out, "off");
	else
		textbuf_add(out, "%u s", s->polling);
}

static void
add_headers(struct textbuf *out, const struct settings *s)
{
	textbuf_add(out, "%u bytes", s->header_bytes);
}

static void
add_datagrams(struct textbuf *out, const struct settings *s)
{
	textbuf_add(out, "%u bytes", s->datagram_bytes);
}

static void
add_agent(struct textbuf *out, const struct settings *s)
{
	char ip[ADDR_STRLEN];

	textbuf_add(out, "%s", addr_format(&s->agent_ip, ip));
	if (s->agent_dev[0] != '\0')
		textbuf_add(out, " (%s)", s->agent_dev);
}

static void
add_collectors(struct textbuf *out, const struct settings *s)
{
	char ip[ADDR_STRLEN];

	for (unsigned int i = 0; i < s->n_collectors; i++) {
		const struct settings_collector *c = &s->collectors[i];

		textbuf_add(out, c->ip.family == AF_INET6 ? "%s[%s]:%u" :
		    "%s%s:%u", i == 0 ? "" : " ", addr_format(&c->ip, ip),
		    c->port);
		if (c->dev[0] != '\0')
			textbuf_add(out, " through %s", c->dev);
	}
}

static void
add_patterns(struct textbuf *out, const char *before,
    const struct scope_patterns *ps)
{
	for (unsigned int i = 0; i < ps->n; i++)
		textbuf_add(out, "%s \"%s\"", i == 0 ? before : "",
		    ps->list[i]);
}

static void
add_bridges(struct textbuf *out, const struct settings *s)
{
	if (s->scope.bridges.n == 0)
		textbuf_add(out, "all");
	add_patterns(out, "only", &s->scope.bridges);
	add_patterns(out, s->scope.bridges.n == 0 ? " but" : ", but not",
	    &s->scope.excludes);
}

static void
add_takeover(struct textbuf *out, const struct settings *s)
{
	textbuf_add(out, s->scope.takeover ? "yes" : "no");
}

static const struct {
	const char	*name;
	void		(*add)(struct textbuf *, const struct settings *);
	const char	*silent;	/* a value that is not worth a word */
} items[] = {
	{ "sampling", add_sampling, NULL },
	{ "polling", add_polling, NULL },
	{ "headers", add_headers, NULL },
	{ "datagrams", add_datagrams, NULL },
	{ "agent", add_agent, NULL },
	{ "collectors", add_collectors, NULL },
	{ "bridges", add_bridges, "all" },
	{ "takeover", add_takeover, "no" },
};

#define N_ITEMS	(sizeof(items) / sizeof(items[0]))

static const char *
value(size_t item, const struct settings *s, char buf[VALUE_MAX])
{
	struct textbuf out;

	textbuf_init(&out, buf, VALUE_MAX);
	items[item].add(&out, s);
	return buf;
}

const char *
describe_settings(const struct settings *s, char *buf, size_t cap)
{
	struct textbuf out;
	char text[VALUE_MAX];

	textbuf_init(&out, buf, cap);
	for (size_t i = 0; i < N_ITEMS; i++) {
		value(i, s, text);
		if (items[i].silent == NULL ||
		    strcmp(text, items[i].silent) != 0)
			textbuf_add(&out, "%s%s %s", i == 0 ? "" : ", ",
			    items[i].name, text);
	}
	return buf;
}

const char *
describe_change(const struct settings *before, const struct settings *after,
    char *buf, size_t cap)
{
	struct textbuf out;
	char from[VALUE_MAX], to[VALUE_MAX];

	textbuf_init(&out, buf, cap);
	for (size_t i = 0; i < N_ITEMS; i++) {
		value(i, before, from);
		value(i, after, to);
		if (strcmp(from, to) != 0)
			textbuf_add(&out, "%s%s: %s -> %s",
			    out.len == 0 ? "" : "; ", items[i].name, from, to);
	}
	return buf;
}
