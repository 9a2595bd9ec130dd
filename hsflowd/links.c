/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Netlink sockets: one that listens to changes for good, and for the time of a
 * dump a second one, so that answers and news never mix. The bytes go through
 * rtnl.c into a linktable; the agent's settings and adapters are made from it.
 */
#include "links.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "linktable.h"
#include "log.h"
#include "loop.h"
#include "netlink.h"

#define DEBOUNCE_US	50000	/* a burst has its events well within */
#define RELOAD_US	100000	/* after news were lost; limits the cost */
#define RETRY_US	1000000	/* after a dump that failed */
#define BURST_MAX	256	/* receives before others get their turn */
#define DUMP_TRIES	3	/* when links change while they are dumped */

/* Counters are left out where the kernel knows the bit. */
#ifndef RTEXT_FILTER_SKIP_STATS
#define RTEXT_FILTER_SKIP_STATS	(1 << 3)
#endif

struct links {
	struct linktable		 table;
	struct agentaddr_candidate	*candidates;	/* made on demand */
	size_t				 n_candidates;
	int				 fd;		/* -1 once it failed */
	struct loop_io			*io;
	struct loop_timer		*debounce;
	struct loop_timer		*reload;
	void				(*changed)(void *);
	void				*arg;
};

struct request {
	struct nlmsghdr		head;
	struct ifinfomsg	info;
	struct rtattr		attr;
	uint32_t		mask;
};

enum dump_result {
	DUMP_OK,
	DUMP_AGAIN,		/* something changed under way */
	DUMP_FAILED		/* see errno */
};

struct dump {
	struct linktable	*table;
	uint32_t		 seq;
	bool			 interrupted;
	enum dump_result	 result;
};

/* True when the dump has ended; the result says how. */
static bool
load_messages(struct reader *r, void *arg)
{
	struct dump *d = arg;
	struct rtnl_msg m;

	while (rtnl_next(r, &m)) {
		if (m.seq != d->seq)
			continue;
		d->interrupted = d->interrupted || m.interrupted;
		linktable_load(d->table, &m);
		if (m.event != RTNL_DONE && m.event != RTNL_ERROR)
			continue;
		errno = m.error;
		d->result = m.error != 0 ? DUMP_FAILED :
		    d->interrupted ? DUMP_AGAIN : DUMP_OK;
		return true;
	}
	return false;
}

static enum dump_result
dump(int fd, uint16_t type, struct linktable *t)
{
	struct dump d = { .table = t, .seq = type };
	struct request r;

	memset(&r, 0, sizeof(r));
	r.head.nlmsg_len = sizeof(r);
	r.head.nlmsg_type = type;
	r.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	r.head.nlmsg_seq = type;
	r.info.ifi_family = AF_UNSPEC;
	r.attr.rta_len = RTA_LENGTH(sizeof(r.mask));
	r.attr.rta_type = IFLA_EXT_MASK;
	r.mask = RTEXT_FILTER_SKIP_STATS;
	if (type == RTM_GETADDR)	/* has no such attribute */
		r.head.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifaddrmsg));
	if (!netlink_ask(fd, &r, r.head.nlmsg_len, load_messages, &d))
		return DUMP_FAILED;
	return d.result;
}

/* The whole state as it is now. False with errno. */
static bool
load_once(struct linktable *t, bool *again)
{
	enum dump_result links, addrs;
	int error, fd = netlink_open(0);

	if (fd == -1)
		return false;
	links = dump(fd, RTM_GETLINK, t);
	addrs = links == DUMP_FAILED ? links : dump(fd, RTM_GETADDR, t);
	*again = links == DUMP_AGAIN || addrs == DUMP_AGAIN;
	error = t->incomplete ? ENOMEM : errno;
	close(fd);
	errno = error;
	return addrs != DUMP_FAILED && !t->incomplete;
}

static bool
load(struct linktable *t)
{
	bool again = true;

	/* The last try is taken as it is: news of what it missed will come. */
	for (int i = 0; i < DUMP_TRIES && again; i++) {
		linktable_clear(t);
		if (!load_once(t, &again)) {
			linktable_clear(t);
			return false;
		}
	}
	linktable_settle(t);
	return true;
}

static void
note_loss(struct links *l)
{
	if (!loop_timer_pending(l->reload))
		loop_timer_set(l->reload, RELOAD_US);
}

static void
note_change(struct links *l)
{
	if (!loop_timer_pending(l->debounce))
		loop_timer_set(l->debounce, DEBOUNCE_US);
}

/*
 * After messages were lost: everything anew. Older news that is still to be
 * read does no harm, as newer news follows it.
 */
static void
reload(void *arg)
{
	struct links *l = arg;
	struct linktable fresh;

	log_debug(2, "reading all interfaces again");
	linktable_init(&fresh);
	if (!load(&fresh)) {
		log_warn("reading the interfaces again failed, will retry");
		loop_timer_set(l->reload, RETRY_US);
		return;
	}
	if (!linktable_equal(&l->table, &fresh))
		note_change(l);
	linktable_clear(&l->table);
	l->table = fresh;
}

static void
apply(struct links *l, const void *buf, size_t n)
{
	struct reader r;
	struct rtnl_msg m;

	reader_init(&r, buf, n);
	while (rtnl_next(&r, &m))
		if (linktable_apply(&l->table, &m))
			note_change(l);
}

static void
receive_news(int what, void *arg)
{
	_Alignas(4) char buf[NETLINK_BUFFER];
	struct links *l = arg;

	(void)what;
	for (int i = 0; i < BURST_MAX; i++) {
		ssize_t n = netlink_receive(l->fd, buf, sizeof(buf), MSG_DONTWAIT);

		if (n != -1)
			apply(l, buf, (size_t)n);
		else if (errno == ENOBUFS)
			note_loss(l);
		else if (errno == EAGAIN)
			break;
		else {
			log_warn("changes of interfaces are not seen any more");
			loop_io_free(l->io);
			l->io = NULL;
			break;
		}
	}
	if (l->table.incomplete)
		note_loss(l);
}

static void
tell(void *arg)
{
	struct links *l = arg;

	l->changed(l->arg);
}

struct links *
links_new(struct loop *loop, void (*changed)(void *), void *arg)
{
	struct links *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	l->changed = changed;
	l->arg = arg;
	linktable_init(&l->table);
	/* Listen first: what changes during the dump is told after it. */
	l->fd = netlink_open(RTMGRP_LINK | RTMGRP_IPV4_IFADDR |
	    RTMGRP_IPV6_IFADDR);
	if (l->fd == -1 || !load(&l->table)) {
		links_free(l);
		return NULL;
	}
	l->debounce = loop_timer_new(loop, tell, l);
	l->reload = loop_timer_new(loop, reload, l);
	l->io = loop_io_new(loop, l->fd, LOOP_READ, receive_news, l);
	return l;
}

void
links_free(struct links *l)
{
	int error = errno;

	if (l == NULL)
		return;
	if (l->io != NULL)
		loop_io_free(l->io);
	if (l->reload != NULL)
		loop_timer_free(l->reload);
	if (l->debounce != NULL)
		loop_timer_free(l->debounce);
	if (l->fd != -1)
		close(l->fd);
	free(l->candidates);
	linktable_clear(&l->table);
	free(l);
	errno = error;
}

const struct rtnl_link *
links_get(const struct links *l, size_t *n)
{
	*n = l->table.n_links;
	return l->table.links;
}

const struct rtnl_addr *
links_get_addrs(const struct links *l, size_t *n)
{
	*n = l->table.n_addrs;
	return l->table.addrs;
}

const struct rtnl_link *
links_find(const struct links *l, uint32_t ifindex)
{
	return linktable_find(&l->table, ifindex);
}

const struct rtnl_link *
links_find_name(const struct links *l, const char *name)
{
	return linktable_find_name(&l->table, name);
}

const struct agentaddr_candidate *
links_candidates(struct links *l, size_t *n)
{
	const struct linktable *t = &l->table;

	free(l->candidates);
	l->candidates = t->n_addrs == 0 ? NULL :
	    calloc(t->n_addrs, sizeof(*l->candidates));
	*n = 0;
	for (size_t i = 0; i < t->n_addrs && l->candidates != NULL; i++) {
		const struct rtnl_link *link = linktable_find(t,
		    t->addrs[i].ifindex);

		if (link != NULL)
			agentaddr_candidate_init(&l->candidates[(*n)++], link,
			    &t->addrs[i]);
	}
	return l->candidates;
}
