/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last good answers of DNS: text in and out, writer and reader beside each
 * other. Called by lastgood_file.c and remember.c. Pure.
 */
#include "lastgood.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lastgood_keys.h"
#include "text.h"
#include "textbuf.h"

#define YEAR_2020	INT64_C(1577836800)

#define VERSION_LINE	"version=1"
#define END_LINE	"end=1"

void
lastgood_init(struct lastgood *l)
{
	memset(l, 0, sizeof(*l));
	dnssd_init(&l->dns);
}

bool
lastgood_equal(const struct lastgood *a, const struct lastgood *b)
{
	if (a->has_dns != b->has_dns || a->n_addresses != b->n_addresses ||
	    (a->has_dns && !dnssd_equal(&a->dns, &b->dns)))
		return false;
	for (unsigned int i = 0; i < a->n_addresses; i++)
		if (strcasecmp(a->addresses[i].host,
		    b->addresses[i].host) != 0 ||
		    !addr_equal(&a->addresses[i].addr, &b->addresses[i].addr))
			return false;
	return true;
}

bool
lastgood_add_address(struct lastgood *l, const char *host,
    const struct addr *a)
{
	struct lastgood_address *slot;
	unsigned int at = 0;

	if (strlen(host) >= CONF_VALUE_HOST_MAX ||
	    addr_scope(a) == ADDR_UNUSABLE)
		return false;
	while (at < l->n_addresses &&
	    strcasecmp(l->addresses[at].host, host) != 0)
		at++;
	if (at == SETTINGS_COLLECTORS_MAX)
		return false;
	slot = &l->addresses[at];
	strcpy(slot->host, host);
	slot->addr = *a;
	if (at == l->n_addresses)
		l->n_addresses++;
	return true;
}

uint64_t
lastgood_age(const struct lastgood *l, int64_t now)
{
	if (l->saved < YEAR_2020)
		return 0;
	return now > l->saved ? (uint64_t)now - (uint64_t)l->saved : 0;
}

/* Writing */

static void
add_number(struct textbuf *out, const char *key, const struct dnssd_number *n)
{
	if (n->set)
		textbuf_add(out, "%s=%" PRIu32 "\n", key, n->value);
}

static void
add_identity(struct textbuf *out, const struct dnssd *d)
{
	char text[ADDR_STRLEN];

	if (d->agent[0] != '\0')
		textbuf_add(out, "agent=%s\n", d->agent);
	if (d->agent_ip.family != 0)
		textbuf_add(out, "agentIP=%s\n",
		    addr_format(&d->agent_ip, text));
	for (unsigned int i = 0; i < d->n_cidrs; i++)
		textbuf_add(out, "agent.cidr=%s%s/%u\n",
		    d->cidrs[i].avoid ? "!" : "",
		    addr_format(&d->cidrs[i].cidr.addr, text),
		    d->cidrs[i].cidr.bits);
}

static void
add_dns(struct textbuf *out, const struct dnssd *d)
{
	char speed[32];

	textbuf_add(out, "domain=%s\n", d->domain);
	for (unsigned int i = 0; i < d->n_collectors; i++)
		textbuf_add(out, "collector=%u %u %s\n",
		    d->collectors[i].priority, d->collectors[i].port,
		    d->collectors[i].host);
	add_number(out, "polling", &d->polling);
	add_number(out, "sampling", &d->sampling);
	add_number(out, "headerBytes", &d->header_bytes);
	for (unsigned int i = 0; i < d->n_speeds; i++) {
		settings_format_speed(d->speeds[i].bps, speed, sizeof(speed));
		textbuf_add(out, "sampling.%s=%" PRIu32 "\n", speed,
		    d->speeds[i].sampling);
	}
	add_identity(out, d);
}

size_t
lastgood_format(const struct lastgood *l, char *buf, size_t cap)
{
	struct textbuf out;
	char text[ADDR_STRLEN];

	if (l->has_dns && l->dns.n_collectors == 0)
		return 0;
	textbuf_init(&out, buf, cap);
	textbuf_add(&out, VERSION_LINE "\nsaved=%" PRId64 "\n", l->saved);
	if (l->has_dns)
		add_dns(&out, &l->dns);
	for (unsigned int i = 0; i < l->n_addresses; i++)
		textbuf_add(&out, "address=%s %s\n", l->addresses[i].host,
		    addr_format(&l->addresses[i].addr, text));
	textbuf_add(&out, END_LINE "\n");
	return out.overflow ? 0 : out.len;
}

/* Reading */

struct parse {
	struct lastgood_keys	 keys;
	char			*reason;
	unsigned int		 line;		/* 0: it is about all of them */
	bool			 ended;
};

static bool __attribute__((format(printf, 2, 3)))
refuse(struct parse *p, const char *fmt, ...)
{
	int n = 0;
	va_list ap;

	if (p->line > 0)
		n = snprintf(p->reason, LASTGOOD_REASON_MAX, "line %u: ",
		    p->line);
	va_start(ap, fmt);
	vsnprintf(p->reason + n, LASTGOOD_REASON_MAX - (size_t)n, fmt, ap);
	va_end(ap);
	return false;
}

static bool
is_printable(struct text t)
{
	for (size_t i = 0; i < t.len; i++)
		if (t.p[i] < 0x20 || t.p[i] > 0x7e)
			return false;
	return true;
}

static bool
parse_line(struct parse *p, struct text line)
{
	struct text key, value = line;
	const char *wrong;

	if (p->line == 1)
		return text_equal(line, VERSION_LINE) ||
		    refuse(p, "is not " VERSION_LINE);
	if (p->ended)
		return refuse(p, "text behind " END_LINE);
	if (!is_printable(line))
		return refuse(p, "binary data");
	p->ended = text_equal(line, END_LINE);
	if (p->ended)
		return true;
	if (!text_split(&value, '=', &key))
		return refuse(p, "is not key=value");
	wrong = lastgood_keys_take(&p->keys, key, value);
	return wrong == NULL || refuse(p, "%s", wrong);
}

bool
lastgood_parse(const char *buf, size_t len, struct lastgood *l,
    char reason[LASTGOOD_REASON_MAX])
{
	struct parse p = { .keys.out = l, .reason = reason };
	struct text rest = text_make(buf, len), line;
	const char *wrong;

	lastgood_init(l);
	reason[0] = '\0';
	if (len > LASTGOOD_TEXT_MAX)
		return refuse(&p, "longer than %d bytes", LASTGOOD_TEXT_MAX);
	while (text_line(&rest, &line)) {
		p.line++;
		if (!parse_line(&p, line))
			return false;
	}
	p.line = 0;
	if (!p.ended)
		return refuse(&p, "cut off: there is no " END_LINE);
	wrong = lastgood_keys_lack(&p.keys);
	return wrong == NULL || refuse(&p, "%s", wrong);
}
