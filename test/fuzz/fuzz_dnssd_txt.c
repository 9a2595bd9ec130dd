/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an answer for TXT; and as records (lines) of strings (parted by
 * '|'), which then come forwards and backwards: whatever is taken is in range
 * and in order, notes are printable lines, and the order of records makes no
 * difference.
 */
#include "conf_value.h"
#include "dnssd_outcome.h"
#include "dnssd_txt.h"

#define TEXT_MAX	16000
#define RECORDS_MAX	300	/* more than are taken */

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
parse(const uint8_t *data, size_t size, const char *name, struct outcome *o)
{
	dnssd_outcome_make(dnssd_txt_parse, data, size, name, o);
}

static void
check_number(const struct dnssd_number *n, uint32_t min, uint32_t max)
{
	assert(n->set ? n->value >= min && n->value <= max : n->value == 0);
}

static void
check_identity(const struct dnssd *d)
{
	char dev[IF_NAMESIZE];

	assert(memchr(d->agent, '\0', sizeof(d->agent)) != NULL);
	assert(d->agent[0] == '\0' ||
	    conf_value_device(text_of(d->agent), dev) == NULL);
	for (const char *p = d->agent; *p != '\0'; p++)
		assert(*p > 0x20 && *p < 0x7f);
	assert(d->agent_ip.family == 0 ||
	    addr_scope(&d->agent_ip) != ADDR_UNUSABLE);
	assert(d->n_cidrs <= DNSSD_CIDRS_MAX);
	for (unsigned int i = 0; i < d->n_cidrs; i++)
		assert(addr_len(&d->cidrs[i].cidr.addr) * 8 >=
		    d->cidrs[i].cidr.bits && d->cidrs[i].cidr.addr.family != 0);
}

static void
check_settings(const struct dnssd *d)
{
	check_number(&d->polling, 0, SETTINGS_POLLING_MAX);
	check_number(&d->sampling, 0, SETTINGS_SAMPLING_MAX);
	check_number(&d->header_bytes, SETTINGS_HEADER_MIN,
	    SETTINGS_HEADER_MAX);
	assert(d->n_speeds <= SETTINGS_SPEEDS_MAX);
	for (unsigned int i = 0; i < d->n_speeds; i++) {
		assert(d->speeds[i].bps > 0);
		assert(d->speeds[i].sampling <= SETTINGS_SAMPLING_MAX);
		assert(i == 0 || d->speeds[i - 1].bps < d->speeds[i].bps);
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
	static struct dnssd none;

	check_settings(&o->d);
	check_identity(&o->d);
	check_notes(o->notes);
	assert(o->result == DNS_OK || dnssd_equal(&o->d, &none));
	assert(o->result != DNS_FAILED || o->notes[0] != '\0');
	assert(o->result != DNS_NOTHING || o->notes[0] == '\0');
	assert(o->result != DNS_OK || o->ttl <= INT32_MAX);
	assert(o->d.n_collectors == 0 && o->d.domain[0] == '\0');
}

/* A string of more than 255 bytes goes on in the next one. */
static void
add_record(struct text line)
{
	struct text rest = line, string;

	dns_build_record(&b, NULL, ns_t_txt, (uint32_t)line.len);
	while (rest.len > 0) {
		string = rest;
		if (!text_split(&rest, '|', &string))
			rest.len = 0;
		for (; string.len > 255; string.p += 255, string.len -= 255)
			dns_build_string(&b, string.p, 255);
		dns_build_string(&b, string.p, string.len);
	}
	dns_build_end(&b);
}

static size_t
split_lines(struct text rest, struct text lines[RECORDS_MAX])
{
	size_t n = 0;

	while (n < RECORDS_MAX && text_line(&rest, &lines[n]))
		n++;
	return n;
}

static void
parse_built(struct text all, bool backwards, struct outcome *o)
{
	struct text lines[RECORDS_MAX];
	size_t n = split_lines(all, lines);
	uint8_t *copy;

	dns_build_begin(&b, NAME, ns_t_txt, 0);
	for (size_t i = 0; i < n; i++)
		add_record(lines[backwards ? n - 1 - i : i]);
	copy = dns_build_copy(&b, b.len);
	parse(copy, b.len, NAME, o);
	free(copy);
	check(o);
	assert((o->result == DNS_OK) == (n > 0 && n <= DNSSD_TXT_RECORDS_MAX));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text all = text_make((const char *)data,
	    size < TEXT_MAX ? size : TEXT_MAX);

	parse(data, size, NULL, &one);
	check(&one);
	parse(data, size, NULL, &two);
	assert(memcmp(&one, &two, sizeof(one)) == 0);
	parse_built(all, false, &one);
	parse_built(all, true, &two);
	assert(memcmp(&one, &two, sizeof(one)) == 0);
	return 0;
}
