/* SPDX-License-Identifier: Apache-2.0 */
/* What a domain says about sFlow, as a value. Pure. */
#include "dnssd.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "text.h"

void
dnssd_init(struct dnssd *d)
{
	memset(d, 0, sizeof(*d));
}

void
dnssd_note(struct textbuf *notes, const char *fmt, ...)
{
	char line[DNSSD_NOTE_MAX];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(line) ||
	    (size_t)n + 1 >= notes->cap - notes->len)
		notes->overflow = true;
	else
		textbuf_add(notes, "%s\n", line);
}

static bool
equal_numbers(const struct dnssd_number *a, const struct dnssd_number *b)
{
	return a->set == b->set && (!a->set || a->value == b->value);
}

static bool
equal_collectors(const struct dnssd *a, const struct dnssd *b)
{
	if (a->none != b->none || a->n_collectors != b->n_collectors)
		return false;
	for (unsigned int i = 0; i < a->n_collectors; i++) {
		const struct dnssd_collector *x = &a->collectors[i];
		const struct dnssd_collector *y = &b->collectors[i];

		if (x->priority != y->priority || x->port != y->port ||
		    strcmp(x->host, y->host) != 0)
			return false;
	}
	return true;
}

static bool
equal_speeds(const struct dnssd *a, const struct dnssd *b)
{
	if (a->n_speeds != b->n_speeds)
		return false;
	for (unsigned int i = 0; i < a->n_speeds; i++)
		if (a->speeds[i].bps != b->speeds[i].bps ||
		    a->speeds[i].sampling != b->speeds[i].sampling)
			return false;
	return true;
}

static bool
equal_identity(const struct dnssd *a, const struct dnssd *b)
{
	if (strcmp(a->agent, b->agent) != 0 ||
	    !addr_equal(&a->agent_ip, &b->agent_ip) ||
	    a->n_cidrs != b->n_cidrs)
		return false;
	for (unsigned int i = 0; i < a->n_cidrs; i++) {
		const struct dnssd_cidr *x = &a->cidrs[i];
		const struct dnssd_cidr *y = &b->cidrs[i];

		if (x->avoid != y->avoid || x->cidr.bits != y->cidr.bits ||
		    !addr_equal(&x->cidr.addr, &y->cidr.addr))
			return false;
	}
	return true;
}

bool
dnssd_equal(const struct dnssd *a, const struct dnssd *b)
{
	return dnssd_same_name(a->domain, b->domain) &&
	    equal_collectors(a, b) &&
	    equal_numbers(&a->polling, &b->polling) &&
	    equal_numbers(&a->sampling, &b->sampling) &&
	    equal_numbers(&a->header_bytes, &b->header_bytes) &&
	    equal_speeds(a, b) && equal_identity(a, b);
}

static struct text
without_last_dot(const char *name)
{
	struct text t = text_of(name);

	if (t.len > 0 && t.p[t.len - 1] == '.')
		t.len--;
	return t;
}

bool
dnssd_same_name(const char *a, const char *b)
{
	struct text x = without_last_dot(a), y = without_last_dot(b);

	return x.len == y.len && strncasecmp(x.p, y.p, x.len) == 0;
}
