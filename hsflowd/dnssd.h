/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a domain says about sFlow: the value that SRV and TXT records of
 * _sflow._udp.DOMAIN are parsed into (dnssd_srv.h, dnssd_txt.h), that is kept
 * on disk (lastgood.h) and merged with the file's settings (merge.h).
 * Settings only; when to ask again is dnssd_sched.h's.
 */
#ifndef DNSSD_H
#define DNSSD_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "addr.h"
#include "cidr.h"
#include "conf_value.h"
#include "settings.h"
#include "textbuf.h"

#define DNSSD_SERVICE		"_sflow._udp"
#define DNSSD_CIDRS_MAX		16
#define DNSSD_NOTES_MAX		6144	/* bytes of what is wrong with it */
#define DNSSD_NOTE_MAX		1600	/* bytes of one line of that */

struct dnssd_collector {
	uint16_t	priority;	/* lower ones are kept first */
	uint16_t	port;		/* never 0 */
	/* Absolute, lower case, no dot at the end. */
	char		host[CONF_VALUE_HOST_MAX];
};

struct dnssd_number {
	uint32_t	value;
	bool		set;
};

struct dnssd_cidr {
	struct cidr	cidr;
	bool		avoid;
};

struct dnssd {
	/* Without dots around it. */
	char			domain[CONF_VALUE_HOST_MAX];
	/* The one SRV target is ".": no collector here, on purpose. */
	bool			none;
	unsigned int		n_collectors;
	/* Sorted by priority, host, port; none twice. */
	struct dnssd_collector	collectors[SETTINGS_COLLECTORS_MAX];
	struct dnssd_number	polling;	/* seconds */
	struct dnssd_number	sampling;	/* 1-in-N */
	struct dnssd_number	header_bytes;
	unsigned int		n_speeds;	/* sorted by speed */
	struct settings_speed	speeds[SETTINGS_SPEEDS_MAX];
	/* Identity, which the file may allow DNS to say (conf.h). */
	char			agent[IF_NAMESIZE];	/* or "" */
	struct addr		agent_ip;		/* or none */
	unsigned int		n_cidrs;
	struct dnssd_cidr	cidrs[DNSSD_CIDRS_MAX];
};

void	dnssd_init(struct dnssd *);
bool	dnssd_equal(const struct dnssd *, const struct dnssd *);
/* Adds a line, and its '\n', whole or (then notes->overflow is set) not. */
void	dnssd_note(struct textbuf *notes, const char *, ...)
    __attribute__((format(printf, 2, 3)));
/* Two words that name the same domain or host: case, a dot at the end. */
bool	dnssd_same_name(const char *, const char *);

#endif
