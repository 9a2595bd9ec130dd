/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages of the kernel about interfaces and addresses (rtnetlink(7)) as
 * values. Pure: bytes of a receive in, one event after the other out; total on
 * any bytes. Numbers are in host order, as netlink has them.
 */
#ifndef RTNL_H
#define RTNL_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "reader.h"

#define RTNL_KIND_MAX	16	/* bytes, with the NUL */

struct rtnl_link {
	uint32_t	ifindex;	/* never 0 */
	char		name[IF_NAMESIZE];
	char		kind[RTNL_KIND_MAX];	/* "vlan", "bridge" ... or "" */
	uint32_t	flags;		/* IFF_UP ... */
	uint32_t	master;		/* ifindex of bridge, bond ... or 0 */
	uint16_t	type;		/* ARPHRD_ETHER ... */
	bool		has_mac;	/* six bytes, not all zero */
	uint8_t		mac[6];
};

struct rtnl_addr {
	uint32_t	ifindex;	/* never 0 */
	struct addr	addr;		/* the local end of a link to a peer */
	uint32_t	flags;		/* IFA_F_... */
	uint8_t		prefixlen;
	uint8_t		scope;		/* RT_SCOPE_... */
};

enum rtnl_event {
	RTNL_OTHER,		/* of no interest, or not usable */
	RTNL_LINK_NEW,		/* or changed */
	RTNL_LINK_GONE,		/* only link.ifindex is sure */
	RTNL_ADDR_NEW,		/* or changed */
	RTNL_ADDR_GONE,
	RTNL_DONE,		/* the end of a dump */
	RTNL_ERROR		/* the kernel refused; see error */
};

struct rtnl_msg {
	enum rtnl_event	event;
	uint32_t	seq;		/* of the request it answers */
	bool		interrupted;	/* dump changed under way: ask again */
	int		error;		/* errno; 0 with RTNL_ERROR is an ack */
	union {
		struct rtnl_link	link;
		struct rtnl_addr	addr;
	};
};

/*
 * Takes the next message off the front of what reader_init was given; false
 * when no whole one is left (r->overflow then says that bytes were left over).
 */
bool	rtnl_next(struct reader *, struct rtnl_msg *);
/* True when no field differs that anyone acts on (carrier is none). */
bool	rtnl_link_equal(const struct rtnl_link *, const struct rtnl_link *);
bool	rtnl_addr_equal(const struct rtnl_addr *, const struct rtnl_addr *);

#endif
