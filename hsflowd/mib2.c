/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /proc/net/snmp comes in, the four mib2 groups go out; called by measure.c.
 * Pure.
 */
#include "mib2.h"

#include <string.h>

/*
 * The kernel's names in the order of the sFlow records; a leading '=' marks a
 * gauge or a constant.
 */
static const char *const ip_names[] = {
	"=Forwarding", "=DefaultTTL", "InReceives", "InHdrErrors",
	"InAddrErrors", "ForwDatagrams", "InUnknownProtos", "InDiscards",
	"InDelivers", "OutRequests", "OutDiscards", "OutNoRoutes",
	"=ReasmTimeout", "ReasmReqds", "ReasmOKs", "ReasmFails", "FragOKs",
	"FragFails", "FragCreates"
};
/* The record has no InTimestampReps. */
static const char *const icmp_names[] = {
	"InMsgs", "InErrors", "InDestUnreachs", "InTimeExcds", "InParmProbs",
	"InSrcQuenchs", "InRedirects", "InEchos", "InEchoReps",
	"InTimestamps", "InAddrMasks", "InAddrMaskReps", "OutMsgs",
	"OutErrors", "OutDestUnreachs", "OutTimeExcds", "OutParmProbs",
	"OutSrcQuenchs", "OutRedirects", "OutEchos", "OutEchoReps",
	"OutTimestamps", "OutTimestampReps", "OutAddrMasks",
	"OutAddrMaskReps"
};
static const char *const tcp_names[] = {
	"=RtoAlgorithm", "=RtoMin", "=RtoMax", "=MaxConn", "ActiveOpens",
	"PassiveOpens", "AttemptFails", "EstabResets", "=CurrEstab",
	"InSegs", "OutSegs", "RetransSegs", "InErrs", "OutRsts",
	"InCsumErrors"
};
static const char *const udp_names[] = {
	"InDatagrams", "NoPorts", "InErrors", "OutDatagrams", "RcvbufErrors",
	"SndbufErrors", "InCsumErrors"
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

_Static_assert(COUNT(ip_names) == MODEL_IP_FIELDS, "0:2007");
_Static_assert(COUNT(icmp_names) == MODEL_ICMP_FIELDS, "0:2008");
_Static_assert(COUNT(tcp_names) == MODEL_TCP_FIELDS, "0:2009");
_Static_assert(COUNT(udp_names) == MODEL_UDP_FIELDS, "0:2010");

struct group {
	const char		*prefix;
	const char *const	*names;
	size_t			 n;
	uint32_t		*fields;
	struct text		 heading;	/* column names */
	bool			 have;
};

static void
set_unknown(struct group *g)
{
	for (size_t i = 0; i < g->n; i++)
		g->fields[i] = g->names[i][0] == '=' ? 0 : MODEL_UNKNOWN32;
}

/*
 * The field of that name. `next` is where it is on most kernels: names and
 * fields have the same order but for what was added between.
 */
static uint32_t *
find_field(struct group *g, struct text name, size_t *next)
{
	for (size_t i = 0; i < g->n; i++) {
		size_t at = (*next + i) % g->n;
		const char *want = g->names[at];

		if (!text_equal(name, want[0] == '=' ? want + 1 : want))
			continue;
		*next = at + 1;
		return &g->fields[at];
	}
	return NULL;
}

/* MaxConn is -1 where there is no limit; the wire has its two's complement. */
static bool
parse_value(struct text t, uint32_t *value)
{
	bool negative = text_starts(t, "-");
	uint64_t n;

	if (negative)
		t = text_make(t.p + 1, t.len - 1);
	if (!text_u64(t, UINT64_MAX, &n))
		return false;
	*value = (uint32_t)(negative ? -n : n);
	return true;
}

static void
parse_group(struct group *g, struct text values)
{
	struct text name, value;
	uint32_t *field, n;
	size_t next = 0;

	while (text_word(&g->heading, &name) && text_word(&values, &value)) {
		field = find_field(g, name, &next);
		if (field != NULL && parse_value(value, &n)) {
			*field = n;
			g->have = true;
		}
	}
}

/* A group has two lines of the same prefix: names, then values. */
static void
take_line(struct group *g, struct text line)
{
	if (g->heading.p == NULL)
		g->heading = line;
	else if (!g->have)
		parse_group(g, line);
}

bool
mib2_parse(struct text rest, struct model_mib2 *m)
{
	struct group groups[] = {
		{ "Ip", ip_names, COUNT(ip_names), m->ip, { 0 }, false },
		{ "Icmp", icmp_names, COUNT(icmp_names), m->icmp, { 0 },
		    false },
		{ "Tcp", tcp_names, COUNT(tcp_names), m->tcp, { 0 }, false },
		{ "Udp", udp_names, COUNT(udp_names), m->udp, { 0 }, false },
	};
	struct text line, prefix;
	bool have = false;

	for (size_t i = 0; i < COUNT(groups); i++)
		set_unknown(&groups[i]);
	while (text_line(&rest, &line)) {
		if (!text_split(&line, ':', &prefix))
			continue;
		for (size_t i = 0; i < COUNT(groups); i++)
			if (text_equal(prefix, groups[i].prefix))
				take_line(&groups[i], line);
	}
	for (size_t i = 0; i < COUNT(groups); i++)
		have |= groups[i].have;
	return have;
}
