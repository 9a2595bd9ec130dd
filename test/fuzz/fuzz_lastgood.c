/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last good answers: what is taken is what DNS could have said, and comes
 * back from its own text.
 */
#include <assert.h>
#include <string.h>

#include "lastgood.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_host(const char host[CONF_VALUE_HOST_MAX])
{
	char copy[CONF_VALUE_HOST_MAX];
	struct addr literal;

	assert(memchr(host, '\0', CONF_VALUE_HOST_MAX) != NULL);
	assert(conf_value_host(text_of(host), copy, &literal) == NULL);
	assert(literal.family == 0);
}

static int
compare(const struct dnssd_collector *a, const struct dnssd_collector *b)
{
	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	if (strcmp(a->host, b->host) != 0)
		return strcmp(a->host, b->host);
	return a->port < b->port ? -1 : a->port > b->port;
}

static void
check_collectors(const struct dnssd *d)
{
	assert(!d->none && d->n_collectors > 0 &&
	    d->n_collectors <= SETTINGS_COLLECTORS_MAX);
	for (unsigned int i = 0; i < d->n_collectors; i++) {
		const struct dnssd_collector *c = &d->collectors[i];

		check_host(c->host);
		assert(c->port != 0);
		assert(c->host[strlen(c->host) - 1] != '.');
		assert(strpbrk(c->host, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
		    NULL);
		assert(i == 0 || compare(&d->collectors[i - 1], c) < 0);
		for (unsigned int j = 0; j < i; j++)
			assert(d->collectors[j].port != c->port ||
			    strcmp(d->collectors[j].host, c->host) != 0);
	}
}

static void
check_number(const struct dnssd_number *n, uint32_t min, uint32_t max)
{
	assert(!n->set || (n->value >= min && n->value <= max));
}

static void
check_dns(const struct dnssd *d)
{
	assert(d->domain[0] != '\0' && d->domain[0] != '.');
	check_collectors(d);
	check_number(&d->polling, 0, SETTINGS_POLLING_MAX);
	check_number(&d->sampling, 0, SETTINGS_SAMPLING_MAX);
	check_number(&d->header_bytes, SETTINGS_HEADER_MIN,
	    SETTINGS_HEADER_MAX);
	assert(d->n_speeds <= SETTINGS_SPEEDS_MAX);
	for (unsigned int i = 0; i < d->n_speeds; i++) {
		assert(d->speeds[i].sampling <= SETTINGS_SAMPLING_MAX);
		assert(i == 0 || d->speeds[i - 1].bps < d->speeds[i].bps);
	}
	for (const char *c = d->agent; *c != '\0'; c++)
		assert(*c > 0x20 && *c < 0x7f && *c != '/');
	assert(d->agent_ip.family == 0 ||
	    addr_scope(&d->agent_ip) != ADDR_UNUSABLE);
	assert(d->n_cidrs <= DNSSD_CIDRS_MAX);
	for (unsigned int i = 0; i < d->n_cidrs; i++)
		assert(d->cidrs[i].cidr.bits <=
		    addr_len(&d->cidrs[i].cidr.addr) * 8);
}

static void
check_addresses(const struct lastgood *l)
{
	assert(l->n_addresses <= SETTINGS_COLLECTORS_MAX);
	for (unsigned int i = 0; i < l->n_addresses; i++) {
		check_host(l->addresses[i].host);
		assert(addr_scope(&l->addresses[i].addr) != ADDR_UNUSABLE);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char text[LASTGOOD_TEXT_MAX], again[LASTGOOD_TEXT_MAX];
	static struct lastgood l, back;
	char reason[LASTGOOD_REASON_MAX];
	size_t len;

	if (!lastgood_parse((const char *)data, size, &l, reason)) {
		assert(reason[0] != '\0');
		return 0;
	}
	assert(l.saved >= 0);
	if (l.has_dns)
		check_dns(&l.dns);
	check_addresses(&l);
	len = lastgood_format(&l, text, sizeof(text));
	assert(len > 0);
	assert(lastgood_parse(text, len, &back, reason));
	assert(lastgood_equal(&l, &back) && l.saved == back.saved);
	assert(lastgood_format(&back, again, sizeof(again)) == len);
	assert(memcmp(text, again, len) == 0);
	return 0;
}
