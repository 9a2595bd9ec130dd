/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One word of hsflowd.conf as a value. Pure. Each returns NULL, or what is
 * wrong as the end of a sentence: "'eth0/1' " + "is not ...". On an error the
 * result is left alone.
 */
#ifndef CONF_VALUE_H
#define CONF_VALUE_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "addr.h"
#include "cidr.h"
#include "scope.h"
#include "text.h"

#define CONF_VALUE_HOST_MAX	254	/* bytes of a DNS name, with the NUL */

/* Decimal, without sign, unit or leading zero. False when out of range. */
bool		 conf_value_u32(struct text, uint32_t min, uint32_t max,
		    uint32_t *);
const char	*conf_value_switch(struct text, bool *on);
/* A name that Linux gives network interfaces. It need not exist. */
const char	*conf_value_device(struct text, char dev[IF_NAMESIZE]);
/* A literal of this or another host's, as an identity. */
const char	*conf_value_address(struct text, struct addr *);
/*
 * A literal (then *ip has it) or a name (then it has none), without the dot at
 * its end that makes a name absolute.
 */
const char	*conf_value_host(struct text, char host[CONF_VALUE_HOST_MAX],
		    struct addr *ip);
/*
 * Where to listen: "127.0.0.1:9343", "[::1]:9343"; "0.0.0.0:9343" and
 * "[::]:9343" stand for every address.
 */
const char	*conf_value_endpoint(struct text, struct addr *,
		    uint16_t *port);
/* That _sflow._udp fits in front of. Stored without dots around it. */
const char	*conf_value_domain(struct text,
		    char domain[CONF_VALUE_HOST_MAX]);
const char	*conf_value_cidr(struct text, struct cidr *, bool *avoid);
const char	*conf_value_uuid(struct text, uint8_t uuid[16]);
/* The name of a bridge or a pattern of names, into a set of them. */
const char	*conf_value_pattern(struct text, struct scope_patterns *);
/* "10G" of sampling.10G. */
const char	*conf_value_speed(struct text, uint64_t *bps);

#endif
