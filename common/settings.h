/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The settings in force: what is left when configuration, look-ups and the
 * host's addresses have been resolved. hsflowd acts on it and publishes it in
 * the state file; sflowovsd reads it back from there.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "scope.h"

#define SETTINGS_COLLECTORS_MAX	16
#define SETTINGS_SPEEDS_MAX	16

/* Defaults and ranges (sflow-v5 section 4.8; users know them from 2010). */
#define SETTINGS_PORT		6343
#define SETTINGS_SAMPLING	400
#define SETTINGS_SAMPLING_MAX	16777215	/* 2^24 - 1; 0 is off */
#define SETTINGS_POLLING	30
#define SETTINGS_POLLING_MAX	3600		/* seconds; 0 is off */
#define SETTINGS_HEADER		128
#define SETTINGS_HEADER_MIN	14
#define SETTINGS_HEADER_MAX	512
#define SETTINGS_DATAGRAM	1400
#define SETTINGS_DATAGRAM_MIN	200
#define SETTINGS_DATAGRAM_MAX	8192
#define SETTINGS_SUBAGENT	100000
#define SETTINGS_SUBAGENT_MAX	199999

struct settings_collector {
	struct addr	ip;
	uint16_t	port;
	char		dev[IF_NAMESIZE];	/* "" when any */
};

struct settings_speed {
	uint64_t	bps;		/* bit/s of the interface */
	uint32_t	sampling;	/* 1-in-N */
};

struct settings {
	uint32_t			sampling;	/* 1-in-N; 0 is off */
	uint32_t			polling;	/* seconds; 0 is off */
	uint32_t			header_bytes;	/* of a sampled packet */
	uint32_t			datagram_bytes;	/* UDP payload */
	struct addr			agent_ip;
	char				agent_dev[IF_NAMESIZE];	/* or "" */
	unsigned int			n_collectors;
	struct settings_collector	collectors[SETTINGS_COLLECTORS_MAX];
	unsigned int			n_speeds;
	struct settings_speed		speeds[SETTINGS_SPEEDS_MAX];
	struct scope			scope;	/* of sflowovsd */
};

/* Defaults, no collector, no agent address. */
void	settings_init(struct settings *);
/*
 * Adds a collector, keeping them sorted and free of doubles, so that equal
 * settings compare and print alike. False when the table is full.
 */
bool	settings_add_collector(struct settings *,
	    const struct settings_collector *);
/* Adds or replaces, sorted by speed. False when the table is full. */
bool	settings_add_speed(struct settings *, uint64_t bps, uint32_t sampling);
bool	settings_equal(const struct settings *, const struct settings *);
/*
 * "100M", "1G", "2500M", "10G": digits and one of K, M, G, T, in bit/s.
 * Parse and format are each other's inverse for round speeds.
 */
bool	settings_parse_speed(const char *, uint64_t *bps);
void	settings_format_speed(uint64_t bps, char *buf, size_t cap);

#endif
