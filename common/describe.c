/* SPDX-License-Identifier: Apache-2.0 */
/* Settings in, a line of words out; called where both daemons log a change. */
#include "describe.h"

#include <netinet/in.h>

#include "textbuf.h"

static void
add_collectors(struct textbuf *out, const struct settings *s)
{
	char ip[ADDR_STRLEN];

	textbuf_add(out, s->n_collectors == 1 ? ", collector" :
	    ", %u collectors", s->n_collectors);
	for (unsigned int i = 0; i < s->n_collectors; i++) {
		const struct settings_collector *c = &s->collectors[i];

		textbuf_add(out, c->ip.family == AF_INET6 ? " [%s]:%u" :
		    " %s:%u", addr_format(&c->ip, ip), c->port);
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

/* Last, as it may be long. */
static void
add_scope(struct textbuf *out, const struct scope *s)
{
	if (s->takeover)
		textbuf_add(out, ", taking bridges over");
	add_patterns(out, ", only bridges", &s->bridges);
	add_patterns(out, ", no bridges", &s->excludes);
}

const char *
describe_settings(const struct settings *s, char *buf, size_t cap)
{
	struct textbuf out;
	char text[ADDR_STRLEN];

	textbuf_init(&out, buf, cap);
	if (s->sampling == 0)
		textbuf_add(&out, "sampling off");
	else
		textbuf_add(&out, "sampling 1 in %u", s->sampling);
	for (unsigned int i = 0; i < s->n_speeds; i++) {
		settings_format_speed(s->speeds[i].bps, text, sizeof(text));
		textbuf_add(&out, " (%s: %u)", text, s->speeds[i].sampling);
	}
	if (s->polling == 0)
		textbuf_add(&out, ", polling off");
	else
		textbuf_add(&out, ", polling %u s", s->polling);
	textbuf_add(&out, ", headers %u bytes, datagrams %u bytes, agent %s",
	    s->header_bytes, s->datagram_bytes,
	    addr_format(&s->agent_ip, text));
	if (s->agent_dev[0] != '\0')
		textbuf_add(&out, " (%s)", s->agent_dev);
	add_collectors(&out, s);
	add_scope(&out, &s->scope);
	return buf;
}
