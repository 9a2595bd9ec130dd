/* SPDX-License-Identifier: Apache-2.0 */
/* Netlink bytes in, links and addresses out; used by links.c. Pure. */
#include "rtnl.h"

#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "nlmsg.h"
#include "text.h"

/* Changes of these flags reach the callback; carrier comes and goes. */
#define RELEVANT_FLAGS	(IFF_UP | IFF_LOOPBACK)

static void
attr_string(struct reader value, char *to, size_t cap)
{
	size_t n = reader_left(&value);
	const char *p = (const char *)reader_bytes(&value, n);

	if (n > 0)
		text_copy(text_make(p, strnlen(p, n)), to, cap);
}

static void
attr_mac(struct reader value, struct rtnl_link *l)
{
	static const uint8_t none[sizeof(l->mac)];

	if (reader_left(&value) != sizeof(l->mac))
		return;
	nlmsg_struct(&value, l->mac, sizeof(l->mac));
	l->has_mac = memcmp(l->mac, none, sizeof(none)) != 0;
}

static void
attr_linkinfo(struct reader value, struct rtnl_link *l)
{
	struct nlmsg_attr a;

	while (nlmsg_attr_next(&value, &a))
		if (a.type == IFLA_INFO_KIND)
			attr_string(a.value, l->kind, sizeof(l->kind));
}

static bool
parse_link(struct reader *r, struct rtnl_link *l)
{
	struct ifinfomsg head;
	struct nlmsg_attr a;

	/* AF_BRIDGE tells of bridge ports: its DELLINK deletes no link. */
	if (!nlmsg_struct(r, &head, sizeof(head)) ||
	    head.ifi_family != AF_UNSPEC || head.ifi_index <= 0)
		return false;
	l->ifindex = (uint32_t)head.ifi_index;
	l->flags = head.ifi_flags;
	l->type = head.ifi_type;
	while (nlmsg_attr_next(r, &a)) {
		if (a.type == IFLA_IFNAME)
			attr_string(a.value, l->name, sizeof(l->name));
		else if (a.type == IFLA_ADDRESS)
			attr_mac(a.value, l);
		else if (a.type == IFLA_MASTER)
			l->master = nlmsg_attr_u32(a.value);
		else if (a.type == IFLA_LINKINFO)
			attr_linkinfo(a.value, l);
	}
	return true;
}

static void
attr_addr(struct reader value, int family, struct addr *to)
{
	struct addr parsed;

	memset(&parsed, 0, sizeof(parsed));
	parsed.family = family;
	if (reader_left(&value) == addr_len(&parsed) &&
	    nlmsg_struct(&value, parsed.bytes, addr_len(&parsed)))
		*to = parsed;
}

static bool
parse_addr(struct reader *r, struct rtnl_addr *ra)
{
	struct addr local = { 0 }, address = { 0 };
	struct ifaddrmsg head;
	struct nlmsg_attr a;

	if (!nlmsg_struct(r, &head, sizeof(head)) || head.ifa_index == 0 ||
	    head.ifa_index > INT32_MAX ||
	    (head.ifa_family != AF_INET && head.ifa_family != AF_INET6))
		return false;
	ra->ifindex = head.ifa_index;
	ra->flags = head.ifa_flags;
	ra->prefixlen = head.ifa_prefixlen;
	ra->scope = head.ifa_scope;
	while (nlmsg_attr_next(r, &a)) {
		if (a.type == IFA_LOCAL)
			attr_addr(a.value, head.ifa_family, &local);
		else if (a.type == IFA_ADDRESS)
			attr_addr(a.value, head.ifa_family, &address);
		else if (a.type == IFA_FLAGS)
			ra->flags = nlmsg_attr_u32(a.value);
	}
	/* On a link to a peer, IFA_ADDRESS is the peer's. */
	ra->addr = local.family != 0 ? local : address;
	return ra->addr.family != 0;
}

static enum rtnl_event
parse_body(uint16_t type, struct reader *r, struct rtnl_msg *m)
{
	switch (type) {
	case RTM_NEWLINK:
		return parse_link(r, &m->link) && m->link.name[0] != '\0' ?
		    RTNL_LINK_NEW : RTNL_OTHER;
	case RTM_DELLINK:
		return parse_link(r, &m->link) ? RTNL_LINK_GONE : RTNL_OTHER;
	case RTM_NEWADDR:
		return parse_addr(r, &m->addr) ? RTNL_ADDR_NEW : RTNL_OTHER;
	case RTM_DELADDR:
		return parse_addr(r, &m->addr) ? RTNL_ADDR_GONE : RTNL_OTHER;
	case NLMSG_DONE:
		m->error = nlmsg_error(r);
		return RTNL_DONE;
	case NLMSG_ERROR:
		m->error = nlmsg_error(r);
		return RTNL_ERROR;
	default:
		return RTNL_OTHER;
	}
}

bool
rtnl_next(struct reader *r, struct rtnl_msg *m)
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

bool
rtnl_link_equal(const struct rtnl_link *a, const struct rtnl_link *b)
{
	return a->ifindex == b->ifindex && strcmp(a->name, b->name) == 0 &&
	    strcmp(a->kind, b->kind) == 0 &&
	    ((a->flags ^ b->flags) & RELEVANT_FLAGS) == 0 &&
	    a->master == b->master && a->type == b->type &&
	    a->has_mac == b->has_mac &&
	    memcmp(a->mac, b->mac, sizeof(a->mac)) == 0;
}

bool
rtnl_addr_equal(const struct rtnl_addr *a, const struct rtnl_addr *b)
{
	return a->ifindex == b->ifindex && addr_equal(&a->addr, &b->addr) &&
	    a->flags == b->flags && a->prefixlen == b->prefixlen &&
	    a->scope == b->scope;
}
