/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names that may stand in hsflowd.conf, block by block, those of
 * host-sflow that have no meaning here among them. Case does not matter. Pure.
 */
#ifndef CONF_KEYS_H
#define CONF_KEYS_H

#include "text.h"

enum conf_keys_block {
	CONF_KEYS_IN_SFLOW,
	CONF_KEYS_IN_DNSSD,
	CONF_KEYS_IN_COLLECTOR,
	CONF_KEYS_IN_XEN,
	CONF_KEYS_IN_OVS
};

enum conf_keys_id {
	CONF_KEYS_UNKNOWN,
	CONF_KEYS_IGNORED,		/* key or block of host-sflow */
	CONF_KEYS_SUFFIXED_SAMPLING,	/* sampling.X, see the suffix */
	/* blocks */
	CONF_KEYS_DNSSD_BLOCK,
	CONF_KEYS_COLLECTOR,
	CONF_KEYS_XEN,
	CONF_KEYS_OVS,
	/* keys with a value */
	CONF_KEYS_DNSSD,
	CONF_KEYS_DOMAIN,
	CONF_KEYS_FALLBACK,
	CONF_KEYS_IDENTITY,
	CONF_KEYS_CONFIRM,
	CONF_KEYS_KEEP,
	CONF_KEYS_POLLING,
	CONF_KEYS_SAMPLING,
	CONF_KEYS_HEADER_BYTES,
	CONF_KEYS_DATAGRAM_BYTES,
	CONF_KEYS_AGENT,
	CONF_KEYS_AGENT_IP,
	CONF_KEYS_AGENT_CIDR,
	CONF_KEYS_SUBAGENT_ID,
	CONF_KEYS_UUID,
	CONF_KEYS_METRICS,
	CONF_KEYS_IP,
	CONF_KEYS_UDP_PORT,
	CONF_KEYS_DEV,
	CONF_KEYS_MEMORY,
	CONF_KEYS_TAKEOVER,
	CONF_KEYS_BRIDGE,
	CONF_KEYS_EXCLUDE,
	CONF_KEYS_COUNT
};

enum conf_keys_id	 conf_keys_find(enum conf_keys_block, struct text);
/* The known name that was probably meant; NULL when none is near. */
const char		*conf_keys_suggest(enum conf_keys_block, struct text);
/* "sflow", "collector" ... */
const char		*conf_keys_block_name(enum conf_keys_block);
/* What follows "sampling." */
struct text		 conf_keys_suffix(struct text);

#endif
