/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hsflowd.conf as a value. Pure: bytes in, a struct conf or a list of all that
 * is wrong out; what to do with it is resolve.h's.
 *
 *	sflow {
 *	  DNSSD = on|off		# or dns-sd { }
 *	  DNSSD_domain = .example.com
 *	  dns-sd {
 *	    domain = .example.com
 *	    fallback = file		# or none
 *	    identity = no		# may DNS say agent and agentIP?
 *	    confirm = 2			# so often "nothing", then it counts
 *	    keep = 86400		# seconds, of the last good answer
 *	  }
 *	  polling = 30			# or counterPollingInterval; seconds
 *	  sampling = 400		# or packetSamplingRate; 1-in-N
 *	  sampling.10G = 4000
 *	  headerBytes = 128
 *	  datagramBytes = 1400
 *	  agent = eth0
 *	  agentIP = 10.0.0.1
 *	  agent.cidr = 10.0.0.0/8	# repeatable; !10.0.0.0/8 to avoid
 *	  subAgentId = 100000
 *	  uuid = 00112233-4455-6677-8899-aabbccddeeff
 *	  metrics = 127.0.0.1:9343	# /metrics over HTTP; else there is none
 *	  collector { ip = 10.0.0.2  udpport = 6343  dev = eth0 }
 *	  xen { memory = xen }		# or guest: what its tools say
 *	  ovs {
 *	    takeover = no		# may bridges of others be taken over?
 *	    bridge = xenbr*		# only these; repeatable, several words
 *	    exclude = xenbr9		# but not these
 *	  }
 *	}
 *
 * DNS-SD is on when the file says so, and when it says nothing about DNS-SD
 * and names no collector. Then polling, sampling and collectors of the file are
 * not used, which a warning says, unless fallback = file. A dns-sd { } block
 * says so, DNSSD_domain does not.
 *
 * What host-sflow knows and hsflowd does not is a warning; what neither knows
 * is an error. The same key twice is an error, too.
 */
#ifndef CONF_H
#define CONF_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "cidr.h"
#include "conf_errors.h"
#include "conf_value.h"
#include "scope.h"
#include "settings.h"

#define CONF_TEXT_MAX	1048576		/* bytes of a file that is read */
#define CONF_CIDRS_MAX	16

#define CONF_DNSSD_CONFIRM	2	/* times */
#define CONF_DNSSD_CONFIRM_MAX	100
#define CONF_DNSSD_KEEP		86400	/* seconds: a day */
#define CONF_DNSSD_KEEP_MAX	604800	/* a week */

enum conf_dnssd {
	CONF_DNSSD_UNSET,
	CONF_DNSSD_OFF,
	CONF_DNSSD_ON
};

/* Lines are counted from 1; 0 says that it is not in the file. */
struct conf_number {
	uint32_t	value;		/* the default when not set */
	unsigned int	line;
};

struct conf_speed {
	uint64_t	bps;
	uint32_t	sampling;
	unsigned int	line;
};

struct conf_cidr {
	struct cidr	cidr;
	bool		avoid;
	unsigned int	line;
};

struct conf_collector {
	char		host[CONF_VALUE_HOST_MAX];	/* without a dot at the end */
	struct addr	ip;		/* none when host is a name */
	bool		absolute;	/* a name without the search list */
	uint16_t	port;
	char		dev[IF_NAMESIZE];	/* "" when any */
	unsigned int	line;
};

struct conf {
	enum conf_dnssd		dnssd;
	unsigned int		dnssd_line;
	char			dnssd_domain[CONF_VALUE_HOST_MAX];
	unsigned int		dnssd_domain_line;
	bool			dnssd_fallback;	/* to the file's settings */
	bool			dnssd_identity;	/* may come from DNS */
	struct conf_number	dnssd_confirm;	/* times */
	struct conf_number	dnssd_keep;	/* seconds; 0: do not */
	struct conf_number	polling;	/* seconds */
	struct conf_number	sampling;	/* 1-in-N */
	struct conf_number	header_bytes;
	struct conf_number	datagram_bytes;
	struct conf_number	subagent_id;
	unsigned int		n_speeds;
	struct conf_speed	speeds[SETTINGS_SPEEDS_MAX];
	char			agent[IF_NAMESIZE];	/* device, or "" */
	unsigned int		agent_line;
	struct addr		agent_ip;		/* or none */
	unsigned int		agent_ip_line;
	unsigned int		n_cidrs;
	struct conf_cidr	cidrs[CONF_CIDRS_MAX];
	uint8_t			uuid[16];
	unsigned int		uuid_line;
	struct addr		metrics_ip;		/* or none */
	uint16_t		metrics_port;
	unsigned int		metrics_line;
	unsigned int		n_collectors;
	struct conf_collector	collectors[SETTINGS_COLLECTORS_MAX];
	unsigned int		xen_line, ovs_line;	/* of the blocks */
	bool			xen_guest_memory;
	struct scope		scope;			/* of ovs { } */
};

/* As after an empty sflow { }. */
void	conf_init(struct conf *);
/*
 * False when there is an error; *conf is then not to be used. Warnings alone
 * are true. The list names the errors and warnings in the order of the text.
 */
bool	conf_parse(const char *, size_t, struct conf *, struct conf_errors *);

/* Do settings come from DNS? */
bool	conf_dnssd_on(const struct conf *);

#endif
