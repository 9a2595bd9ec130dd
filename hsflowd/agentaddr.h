/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which address names this host to collectors. Pure: the configuration and the
 * host's addresses in, one address and the reason for it out, the same one
 * whatever the order they come in.
 *
 * agentIP has the last word, local or not. Else, of the usable addresses,
 * the first by this order:
 *
 *	1. on the agent device
 *	2. in an agent.cidr, the one listed earlier first
 *	3. global IPv4, private IPv4, global IPv6, unique local IPv6,
 *	   169.254/16, fe80::/10, 127/8, ::1
 *	4. not deprecated
 *	5. not temporary (RFC 8981)
 *	6. not on a VLAN interface
 *	7. not secondary
 *	8. not /32 or /128, which often floats between hosts
 *	9. not made by SLAAC
 *	10. lowest ifindex, then lowest address
 *
 * Not usable: on an interface that is down; tentative, or a duplicate; in a
 * !agent.cidr, unless a longer agent.cidr holds it.
 */
#ifndef AGENTADDR_H
#define AGENTADDR_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"

struct conf;
struct rtnl_addr;
struct rtnl_link;

#define AGENTADDR_TEXT_MAX	256

#define AGENTADDR_UP		0x0001	/* of the interface */
#define AGENTADDR_VLAN		0x0002	/* of the interface */
#define AGENTADDR_TENTATIVE	0x0004
#define AGENTADDR_DUPLICATE	0x0008	/* found so by DAD */
#define AGENTADDR_DEPRECATED	0x0010
#define AGENTADDR_TEMPORARY	0x0020
#define AGENTADDR_SECONDARY	0x0040
#define AGENTADDR_HOST		0x0080	/* /32 or /128 */
#define AGENTADDR_SLAAC		0x0100

struct agentaddr_candidate {
	struct addr	addr;
	uint32_t	ifindex;
	char		ifname[IF_NAMESIZE];
	unsigned int	flags;
};

struct agentaddr_choice {
	struct addr	addr;		/* none when there is no usable one */
	char		dev[IF_NAMESIZE];	/* "" when on no interface */
	char		reason[AGENTADDR_TEXT_MAX];
	char		warning[AGENTADDR_TEXT_MAX];	/* or "" */
};

void		 agentaddr_candidate_init(struct agentaddr_candidate *,
		    const struct rtnl_link *, const struct rtnl_addr *);
void		 agentaddr_choose(const struct conf *,
		    const struct agentaddr_candidate *, size_t,
		    struct agentaddr_choice *);
/*
 * How one candidate stands: "10.0.0.5 on eth0: private IPv4" or
 * "... : not used, the interface is down". Returns buf.
 */
const char	*agentaddr_explain(const struct conf *,
		    const struct agentaddr_candidate *,
		    char buf[AGENTADDR_TEXT_MAX]);

#endif
