/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an answer for SRV; and as a choice of records, which then come
 * forwards and backwards: whatever is taken is in range and in order, notes are
 * printable lines, and the order of records makes no difference.
 */
#include "conf_value.h"
#include "dnssd_outcome.h"
#include "dnssd_srv.h"

#define RECORD_BYTES	3	/* of input, for each record */
#define RECORDS_MAX	500

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
parse(const uint8_t *data, size_t size, const char *name, struct outcome *o)
{
	dnssd_outcome_make(dnssd_srv_parse, data, size, name, o);
	/* Eight refusals, three lines about all: there is room for them. */
	assert(!o->overflow);
}

static void
check_collector(const struct dnssd_collector *c)
{
	char host[CONF_VALUE_HOST_MAX];
	struct addr ip;

	assert(c->port != 0);
	assert(memchr(c->host, '\0', sizeof(c->host)) != NULL);
	assert(conf_value_host(text_of(c->host), host, &ip) == NULL);
	assert(ip.family == 0 && c->host[strlen(c->host) - 1] != '.');
	for (const char *p = c->host; *p != '\0'; p++)
		assert(*p < 'A' || *p > 'Z');
}

static int
compare(const struct dnssd_collector *a, const struct dnssd_collector *c)
{
	if (a->priority != c->priority)
		return a->priority < c->priority ? -1 : 1;
	if (strcmp(a->host, c->host) != 0)
		return strcmp(a->host, c->host);
	return (int)a->port - (int)c->port;
}

static void
check_collectors(const struct dnssd *d)
{
	assert(d->n_collectors <= SETTINGS_COLLECTORS_MAX);
	for (unsigned int i = 0; i < d->n_collectors; i++) {
		const struct dnssd_collector *c = &d->collectors[i];

		check_collector(c);
		assert(i == 0 || compare(c - 1, c) < 0);
		for (unsigned int j = 0; j < i; j++)
			assert(strcmp(c->host, d->collectors[j].host) != 0 ||
			    c->port != d->collectors[j].port);
	}
}

static void
check_notes(const char *notes)
{
	size_t len = strlen(notes);

	assert(len == 0 || (notes[0] != '\n' && notes[len - 1] == '\n'));
	for (size_t i = 0; i < len; i++)
		assert((notes[i] >= 0x20 && notes[i] < 0x7f) ||
		    notes[i] == '\n');
}

static void
check(const struct outcome *o)
{
	check_collectors(&o->d);
	check_notes(o->notes);
	assert((o->result == DNS_OK) == (o->d.none || o->d.n_collectors > 0));
	assert(!o->d.none || o->d.n_collectors == 0);
	assert(o->result != DNS_FAILED || o->notes[0] != '\0');
	assert(o->result != DNS_NOTHING || o->notes[0] == '\0');
	assert(o->result != DNS_OK || o->ttl <= INT32_MAX);
}

static void
add_record(const uint8_t *from)
{
	static const char *const bad[] = { ".", "a b.example", "10.0.0.1",
	    "a\\.b.example", "A.example" };
	char host[] = "h00.example";

	host[1] = (char)('a' + from[2] % 16);
	host[2] = (char)('a' + from[2] / 16);
	dns_build_srv(&b, from[0], from[0] % 8, from[1] % 8,
	    from[2] < sizeof(bad) / sizeof(bad[0]) ? bad[from[2]] : host);
}

static void
build(const uint8_t *data, size_t n, bool backwards)
{
	dns_build_begin(&b, NAME, ns_t_srv, 0);
	for (size_t i = 0; i < n; i++)
		add_record(data + RECORD_BYTES * (backwards ? n - 1 - i : i));
}

static void
parse_built(const uint8_t *data, size_t n, bool backwards, struct outcome *o)
{
	uint8_t *copy;

	build(data, n, backwards);
	copy = dns_build_copy(&b, b.len);
	parse(copy, b.len, NAME, o);
	free(copy);
	check(o);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t n = size / RECORD_BYTES;

	parse(data, size, NULL, &one);
	check(&one);
	parse(data, size, NULL, &two);
	assert(memcmp(&one, &two, sizeof(one)) == 0);
	if (n > RECORDS_MAX)
		n = RECORDS_MAX;
	parse_built(data, n, false, &one);
	parse_built(data, n, true, &two);
	assert(memcmp(&one, &two, sizeof(one)) == 0);
	return 0;
}
