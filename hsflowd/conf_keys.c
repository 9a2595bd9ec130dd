/* SPDX-License-Identifier: Apache-2.0 */
/* A word of hsflowd.conf in, what it stands for out; used by conf.c. Pure. */
#include "conf_keys.h"

#include <string.h>
#include <strings.h>

#define SAMPLING_PREFIX	"sampling."
#define POLLING_PREFIX	"polling."
#define NAME_MAX_LEN	24	/* of a word worth a suggestion */

struct entry {
	const char		*name;
	enum conf_keys_id	 id;
};

static const struct entry sflow_keys[] = {
	{ "dns-sd",			CONF_KEYS_DNSSD_BLOCK },
	{ "collector",			CONF_KEYS_COLLECTOR },
	{ "xen",			CONF_KEYS_XEN },
	{ "ovs",			CONF_KEYS_OVS },
	{ "DNSSD",			CONF_KEYS_DNSSD },
	{ "DNSSD_domain",		CONF_KEYS_DOMAIN },
	{ "polling",			CONF_KEYS_POLLING },
	{ "counterPollingInterval",	CONF_KEYS_POLLING },
	{ "sampling",			CONF_KEYS_SAMPLING },
	{ "packetSamplingRate",		CONF_KEYS_SAMPLING },
	{ "headerBytes",		CONF_KEYS_HEADER_BYTES },
	{ "datagramBytes",		CONF_KEYS_DATAGRAM_BYTES },
	{ "agent",			CONF_KEYS_AGENT },
	{ "agentIP",			CONF_KEYS_AGENT_IP },
	{ "agent.cidr",			CONF_KEYS_AGENT_CIDR },
	{ "subAgentId",			CONF_KEYS_SUBAGENT_ID },
	{ "uuid",			CONF_KEYS_UUID },
	{ "metrics",			CONF_KEYS_METRICS },
	{ NULL,				CONF_KEYS_UNKNOWN }
};

static const struct entry dnssd_keys[] = {
	{ "domain",		CONF_KEYS_DOMAIN },
	{ "fallback",		CONF_KEYS_FALLBACK },
	{ "identity",		CONF_KEYS_IDENTITY },
	{ "confirm",		CONF_KEYS_CONFIRM },
	{ "keep",		CONF_KEYS_KEEP },
	{ NULL,			CONF_KEYS_UNKNOWN }
};

static const struct entry collector_keys[] = {
	{ "ip",			CONF_KEYS_IP },
	{ "udpport",		CONF_KEYS_UDP_PORT },
	{ "dev",		CONF_KEYS_DEV },
	{ NULL,			CONF_KEYS_UNKNOWN }
};

static const struct entry ovs_keys[] = {
	{ "takeover",		CONF_KEYS_TAKEOVER },
	{ "bridge",		CONF_KEYS_BRIDGE },
	{ "exclude",		CONF_KEYS_EXCLUDE },
	{ NULL,			CONF_KEYS_UNKNOWN }
};

static const struct entry xen_keys[] = {
	{ "memory",		CONF_KEYS_MEMORY },
	{ NULL,			CONF_KEYS_UNKNOWN }
};

/* Names of host-sflow for sources and switches that hsflowd has not got. */
static const char *const sflow_ignored[] = {
	"kvm", "docker", "containerd", "k8s", "systemd", "dbus", "nvml",
	"pcap", "epcap", "tcp", "ulog", "nflog", "psample", "dropmon",
	"nlroute", "vpp", "cumulus", "dent", "sonic", "opx", "os10", "eapi",
	"json", "jsonPort", "jsonFIFO", "loopback", "samplingDirection",
	"modules", "refreshAdaptors", "checkAdaptors", "refreshVMs",
	"forgetVMs", "xen.update.dominfo", "xen.dsk", NULL
};
static const char *const collector_ignored[] = { "namespace", NULL };
static const char *const xen_ignored[] = {
	"update.dominfo", "dsk", "vbd", "switchport", "refreshVMs",
	"forgetVMs", NULL
};
static const char *const none_ignored[] = { NULL };

static const struct {
	const char		*name;
	const struct entry	*keys;
	const char *const	*ignored;
} blocks[] = {
	[CONF_KEYS_IN_SFLOW] = { "sflow", sflow_keys, sflow_ignored },
	[CONF_KEYS_IN_DNSSD] = { "dns-sd", dnssd_keys, none_ignored },
	[CONF_KEYS_IN_COLLECTOR] =
	    { "collector", collector_keys, collector_ignored },
	[CONF_KEYS_IN_XEN] = { "xen", xen_keys, xen_ignored },
	[CONF_KEYS_IN_OVS] = { "ovs", ovs_keys, none_ignored },
};

static bool
starts_nocase(struct text word, const char *prefix)
{
	size_t n = strlen(prefix);

	return word.len > n &&
	    text_equal_nocase(text_make(word.p, n), prefix);
}

enum conf_keys_id
conf_keys_find(enum conf_keys_block block, struct text word)
{
	for (const struct entry *e = blocks[block].keys; e->name != NULL; e++)
		if (text_equal_nocase(word, e->name))
			return e->id;
	for (size_t i = 0; blocks[block].ignored[i] != NULL; i++)
		if (text_equal_nocase(word, blocks[block].ignored[i]))
			return CONF_KEYS_IGNORED;
	if (block != CONF_KEYS_IN_SFLOW)
		return CONF_KEYS_UNKNOWN;
	if (starts_nocase(word, SAMPLING_PREFIX))
		return CONF_KEYS_SUFFIXED_SAMPLING;
	if (starts_nocase(word, POLLING_PREFIX))
		return CONF_KEYS_IGNORED;
	return CONF_KEYS_UNKNOWN;
}

const char *
conf_keys_block_name(enum conf_keys_block block)
{
	return blocks[block].name;
}

struct text
conf_keys_suffix(struct text word)
{
	size_t n = strlen(SAMPLING_PREFIX);

	return text_make(word.p + n, word.len - n);
}

static unsigned char
lower(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 'A' && u <= 'Z' ? (unsigned char)(u | 0x20) : u;
}

static unsigned int
least(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Letters to add, drop, change or swap with their neighbour. */
static unsigned int
distance(struct text a, struct text b)
{
	unsigned int row[NAME_MAX_LEN + 1][NAME_MAX_LEN + 1];

	for (unsigned int j = 0; j <= b.len; j++)
		row[0][j] = j;
	for (unsigned int i = 1; i <= a.len; i++) {
		row[i][0] = i;
		for (unsigned int j = 1; j <= b.len; j++) {
			unsigned char x = lower(a.p[i - 1]);
			unsigned char y = lower(b.p[j - 1]);

			row[i][j] = least(row[i - 1][j] + 1,
			    row[i][j - 1] + 1,
			    row[i - 1][j - 1] + (x == y ? 0 : 1));
			if (i > 1 && j > 1 && x == lower(b.p[j - 2]) &&
			    y == lower(a.p[i - 2]) &&
			    row[i - 2][j - 2] + 1 < row[i][j])
				row[i][j] = row[i - 2][j - 2] + 1;
		}
	}
	return row[a.len][b.len];
}

/* "header" for headerBytes, "port" for udpport. */
static bool
is_part(struct text word, const char *name)
{
	size_t n = strlen(name);

	return word.len >= 4 && word.len < n &&
	    (strncasecmp(word.p, name, word.len) == 0 ||
	    text_equal_nocase(word, name + n - word.len));
}

const char *
conf_keys_suggest(enum conf_keys_block block, struct text word)
{
	const char *best = NULL;
	unsigned int nearest = NAME_MAX_LEN;

	if (word.len > NAME_MAX_LEN)
		return NULL;
	for (const struct entry *e = blocks[block].keys; e->name != NULL; e++) {
		unsigned int limit = strlen(e->name) < 6 ? 1 : 2;
		unsigned int d = distance(word, text_of(e->name));

		if (d > limit && is_part(word, e->name))
			d = limit;
		if (d <= limit && d < nearest) {
			nearest = d;
			best = e->name;
		}
	}
	return best;
}
