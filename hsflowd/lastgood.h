/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The last good answers of DNS as text, kept on disk so that a start while
 * DNS is down does not go dark. Pure; lastgood_file.h has the disk.
 *
 *	version=1
 *	saved=1795550400		seconds since 1970, UTC
 *	domain=example.com		only with settings from DNS-SD, before
 *					them
 *	collector=PRIORITY PORT HOST	repeated
 *	polling=20
 *	sampling=512
 *	headerBytes=128
 *	sampling.10G=4000		repeated
 *	agent=eth0
 *	agentIP=10.0.0.7
 *	agent.cidr=10.0.0.0/8		repeated; !10.0.0.0/8
 *	address=HOST 10.0.0.1		repeated: of a collector's name
 *	end=1
 *
 * It is read as hostile input: every value is checked as if it came from DNS.
 */
#ifndef LASTGOOD_H
#define LASTGOOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dnssd.h"

#define LASTGOOD_TEXT_MAX	16384	/* bytes */
#define LASTGOOD_REASON_MAX	160

struct lastgood_address {
	char		host[CONF_VALUE_HOST_MAX];	/* as looked up */
	struct addr	addr;
};

struct lastgood {
	int64_t			saved;	/* seconds since 1970 */
	bool			has_dns;	/* dns holds settings */
	struct dnssd		dns;
	unsigned int		n_addresses;
	struct lastgood_address	addresses[SETTINGS_COLLECTORS_MAX];
};

void	lastgood_init(struct lastgood *);
/* All but the time. */
bool	lastgood_equal(const struct lastgood *, const struct lastgood *);
/*
 * False when the table is full, or for what is not the address of a host. A
 * host that is there gets the new address.
 */
bool	lastgood_add_address(struct lastgood *, const char *host,
	    const struct addr *);
/*
 * Returns the length, or 0 when cap is too small (LASTGOOD_TEXT_MAX is not) or
 * there are settings of DNS without a collector, as with "none".
 */
size_t	lastgood_format(const struct lastgood *, char *buf, size_t cap);
/*
 * Refuses the whole text, with the reason, for any line that it does not
 * understand, what dnssd.h does not allow, or a missing end; *out is then not
 * to be used. lastgood_parse(lastgood_format(x)) equals x.
 */
bool	lastgood_parse(const char *, size_t, struct lastgood *,
	    char reason[LASTGOOD_REASON_MAX]);
/*
 * Seconds since it was saved; 0 for a time that lies ahead or before 2020, as
 * clocks may be wrong at boot.
 */
uint64_t lastgood_age(const struct lastgood *, int64_t now);

#endif
