/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings as a value: in from hsflowd's resolver and from the state file,
 * out to sampling, sending, the state file and sflowovsd's plan. Pure.
 */
#include "settings.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

void
settings_init(struct settings *s)
{
	memset(s, 0, sizeof(*s));
	s->sampling = SETTINGS_SAMPLING;
	s->polling = SETTINGS_POLLING;
	s->header_bytes = SETTINGS_HEADER;
	s->datagram_bytes = SETTINGS_DATAGRAM;
}

static int
collector_compare(const struct settings_collector *a,
    const struct settings_collector *b)
{
	int order = addr_compare(&a->ip, &b->ip);

	if (order == 0)
		order = (int)a->port - (int)b->port;
	if (order == 0)
		order = strcmp(a->dev, b->dev);
	return order;
}

bool
settings_add_collector(struct settings *s, const struct settings_collector *c)
{
	unsigned int at = 0;
	int order = 1;

	while (at < s->n_collectors &&
	    (order = collector_compare(c, &s->collectors[at])) > 0)
		at++;
	if (at < s->n_collectors && order == 0)
		return true;
	if (s->n_collectors == SETTINGS_COLLECTORS_MAX)
		return false;
	memmove(&s->collectors[at + 1], &s->collectors[at],
	    (s->n_collectors - at) * sizeof(*c));
	s->collectors[at] = *c;
	s->n_collectors++;
	return true;
}

bool
settings_add_speed(struct settings *s, uint64_t bps, uint32_t sampling)
{
	unsigned int at = 0;

	while (at < s->n_speeds && s->speeds[at].bps < bps)
		at++;
	if (at == s->n_speeds || s->speeds[at].bps != bps) {
		if (s->n_speeds == SETTINGS_SPEEDS_MAX)
			return false;
		memmove(&s->speeds[at + 1], &s->speeds[at],
		    (s->n_speeds - at) * sizeof(s->speeds[0]));
		s->n_speeds++;
	}
	s->speeds[at].bps = bps;
	s->speeds[at].sampling = sampling;
	return true;
}

bool
settings_equal(const struct settings *a, const struct settings *b)
{
	if (a->sampling != b->sampling || a->polling != b->polling ||
	    a->header_bytes != b->header_bytes ||
	    a->datagram_bytes != b->datagram_bytes ||
	    !addr_equal(&a->agent_ip, &b->agent_ip) ||
	    strcmp(a->agent_dev, b->agent_dev) != 0 ||
	    a->n_collectors != b->n_collectors ||
	    a->n_speeds != b->n_speeds || !scope_equal(&a->scope, &b->scope))
		return false;
	for (unsigned int i = 0; i < a->n_collectors; i++)
		if (collector_compare(&a->collectors[i],
		    &b->collectors[i]) != 0)
			return false;
	for (unsigned int i = 0; i < a->n_speeds; i++)
		if (a->speeds[i].bps != b->speeds[i].bps ||
		    a->speeds[i].sampling != b->speeds[i].sampling)
			return false;
	return true;
}

static const struct {
	char		letter;
	uint64_t	factor;
} speed_units[] = {
	{ 'T', UINT64_C(1000000000000) },
	{ 'G', UINT64_C(1000000000) },
	{ 'M', UINT64_C(1000000) },
	{ 'K', UINT64_C(1000) },
};

#define N_UNITS	(sizeof(speed_units) / sizeof(speed_units[0]))

bool
settings_parse_speed(const char *s, uint64_t *bps)
{
	struct text digits = text_of(s);
	uint64_t n;

	if (digits.len < 2)
		return false;
	digits.len--;
	for (size_t i = 0; i < N_UNITS; i++) {
		if ((s[digits.len] & ~0x20) != speed_units[i].letter)
			continue;
		if (!text_u64(digits, 999999, &n) || n == 0)
			return false;
		*bps = n * speed_units[i].factor;
		return true;
	}
	return false;
}

void
settings_format_speed(uint64_t bps, char *buf, size_t cap)
{
	for (size_t i = 0; i < N_UNITS; i++)
		if (bps % speed_units[i].factor == 0) {
			snprintf(buf, cap, "%" PRIu64 "%c",
			    bps / speed_units[i].factor,
			    speed_units[i].letter);
			return;
		}
	snprintf(buf, cap, "%" PRIu64, bps);
}
