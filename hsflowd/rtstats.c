/* SPDX-License-Identifier: Apache-2.0 */
/* A dump's bytes in, counters out; used by xen_vif.c. Pure. */
#include "rtstats.h"

#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "nlmsg.h"

/*
 * Of <linux/rtnetlink.h> and <linux/if_link.h>, since 4.7; by our own names,
 * as headers may be older than the kernel that runs.
 */
#define NEWSTATS	92
#define GETSTATS	94
#define STATS_LINK_64	1
#define FILTER_LINK_64	(1u << (STATS_LINK_64 - 1))

struct stats_head {
	uint8_t		family, pad1;
	uint16_t	pad2;
	uint32_t	ifindex;
	uint32_t	filter_mask;
};

struct request {
	struct nlmsghdr	head;
	union {
		struct stats_head	stats;
		struct ifinfomsg	link;
	};
};

size_t
rtstats_request(uint8_t bytes[RTSTATS_REQUEST_MAX], bool links, uint32_t seq)
{
	struct request r;
	size_t body = links ? sizeof(r.link) : sizeof(r.stats);

	memset(&r, 0, sizeof(r));
	r.head.nlmsg_len = (uint32_t)NLMSG_LENGTH(body);
	r.head.nlmsg_type = links ? RTM_GETLINK : GETSTATS;
	r.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	r.head.nlmsg_seq = seq;
	if (!links)
		r.stats.filter_mask = FILTER_LINK_64;
	memcpy(bytes, &r, r.head.nlmsg_len);
	return r.head.nlmsg_len;
}

static enum rtstats_event
parse_attrs(struct reader *r, unsigned int wanted, struct rtstats_msg *m)
{
	struct nlmsg_attr a;

	while (nlmsg_attr_next(r, &a))
		if (a.type == wanted && nlmsg_struct(&a.value, m->counters,
		    sizeof(m->counters)) && m->ifindex != 0 &&
		    m->ifindex <= INT32_MAX)
			return RTSTATS_LINK;
	return RTSTATS_OTHER;
}

static enum rtstats_event
parse_body(uint16_t type, struct reader *r, struct rtstats_msg *m)
{
	struct stats_head stats;
	struct ifinfomsg link;

	switch (type) {
	case NEWSTATS:
		if (!nlmsg_struct(r, &stats, sizeof(stats)))
			return RTSTATS_OTHER;
		m->ifindex = stats.ifindex;
		return parse_attrs(r, STATS_LINK_64, m);
	case RTM_NEWLINK:
		if (!nlmsg_struct(r, &link, sizeof(link)) ||
		    link.ifi_family != 0)
			return RTSTATS_OTHER;
		m->ifindex = (uint32_t)link.ifi_index;
		return parse_attrs(r, IFLA_STATS64, m);
	case NLMSG_DONE:
		m->error = nlmsg_error(r);
		return m->error != 0 ? RTSTATS_ERROR : RTSTATS_DONE;
	case NLMSG_ERROR:
		m->error = nlmsg_error(r);
		return RTSTATS_ERROR;
	default:
		return RTSTATS_OTHER;
	}
}

bool
rtstats_next(struct reader *r, struct rtstats_msg *m)
{
	struct nlmsg msg;

	if (!nlmsg_next(r, &msg))
		return false;
	memset(m, 0, sizeof(*m));
	m->seq = msg.seq;
	m->interrupted = msg.interrupted;
	m->event = parse_body(msg.type, &msg.body, m);
	return true;
}
