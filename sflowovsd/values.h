/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The values of a row of table sFlow: what we want in ours, from the settings
 * in force, and what a row that was read holds. Pure.
 */
#ifndef VALUES_H
#define VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "ovs_version.h"
#include "settings.h"

#define VALUES_AGENT_MAX	64
#define VALUES_TARGETS_MAX	SETTINGS_COLLECTORS_MAX
#define VALUES_TARGET_STRLEN	(ADDR_STRLEN + 8)	/* [...]:65535 */
/*
 * Open vSwitch has no "counters only": sampling 0 switches the counters off
 * too. The largest N that its 31 bits hold samples one packet in two billion.
 */
#define VALUES_SAMPLING_RARELY	2147483647

struct values_target {
	struct addr	ip;
	uint16_t	port;
};

struct values {
	/* A literal address or an interface; "" leaves the column unset. */
	char			agent[VALUES_AGENT_MAX];
	uint32_t		header;		/* bytes */
	uint32_t		polling;	/* seconds; 0: no counters */
	uint32_t		sampling;	/* 1-in-N; 0: all off */
	unsigned int		n_targets;
	struct values_target	targets[VALUES_TARGETS_MAX];	/* sorted */
};

enum values_agent {
	VALUES_AGENT_SAME,	/* OVS will report the address of hsflowd */
	VALUES_AGENT_ROUTE,	/* it will report that of its route */
	VALUES_AGENT_UNNAMED,	/* that too, as the settings name none */
	VALUES_AGENT_NONE	/* this version would not send at all */
};

/* Is there anything for Open vSwitch to do under these settings? */
bool			values_wanted(const struct settings *);
/* Does the agent column of this version, for these settings, want one? */
bool			values_needs_carrier(const struct settings *,
			    const struct ovs_features *);
/*
 * `dev` is the interface that carries the agent address on this host, "" when
 * none does. Says what the agent address will be.
 */
enum values_agent	values_make(const struct settings *,
			    const struct ovs_features *, const char *dev,
			    struct values *);
bool			values_equal(const struct values *,
			    const struct values *);
/* Keeps the targets sorted, without doubles. False when there is no room. */
bool			values_add_target(struct values *,
			    const struct values_target *);
/* "10.0.0.1:6343", "[::1]:6343"; without a port it is 6343. */
bool			values_parse_target(const char *,
			    struct values_target *);
const char		*values_format_target(const struct values_target *,
			    char buf[VALUES_TARGET_STRLEN]);
/* One line for people, the targets separated by blanks. Returns buf. */
const char		*values_format(const struct values *, char *buf,
			    size_t cap);

#endif
