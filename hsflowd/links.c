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
#include <sys/time.h>
#include <unistd.h>

#include "linktable.h"
#include "log.h"
#include "loop.h"

#define BUFFER_SIZE	32768	/* the largest message the kernel makes */
#define DEBOUNCE_US	50000	/* a burst has its events well within */
#define RELOAD_US	100000	/* after news were lost; limits the cost */
#define RETRY_US	1000000	/* after a dump that failed */
#define BURST_MAX	256	/* receives before others get their turn */
#define DUMP_TRIES	3	/* when links change while they are dumped */
#define DUMP_TIMEOUT_S	5	/* the kernel answers at once, or never */

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

static int
open_socket(uint32_t groups)
{
	struct sockaddr_nl sa = { .nl_family = AF_NETLINK,
	    .nl_groups = groups };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd == -1)
		return -1;
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) == -1) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

/*
 * One receive, from the kernel. 0 is a message from someone else, -1 an error;
 * ENOBUFS says that messages were lost, also for one that was cut.
 */
static ssize_t
receive(int fd, void *buf, size_t cap, int flags)
{
	struct sockaddr_nl from = { 0 };
	struct iovec iov = { buf, cap };
	struct msghdr msg = { .msg_name = &from, .msg_namelen = sizeof(from),
	    .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t n;

	do
		n = recvmsg(fd, &msg, flags);
	while (n == -1 && errno == EINTR);
	if (n <= 0)
		return n;
	if (from.nl_pid != 0)
		return 0;
	if (msg.msg_flags & MSG_TRUNC) {
		errno = ENOBUFS;
		return -1;
	}
	return n;
}

static bool
send_request(int fd, uint16_t type)
{
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
	return send(fd, &r, r.head.nlmsg_len, 0) ==
	    (ssize_t)r.head.nlmsg_len;
}

/* True when the dump has ended; the result says how. */
static bool
load_messages(struct linktable *t, struct reader *r, uint32_t seq,
    bool *interrupted, enum dump_result *result)
{
	struct rtnl_msg m;

	while (rtnl_next(r, &m)) {
		if (m.seq != seq)
			continue;
		*interrupted = *interrupted || m.interrupted;
		linktable_load(t, &m);
		if (m.event != RTNL_DONE && m.event != RTNL_ERROR)
			continue;
		errno = m.error;
		*result = m.error != 0 ? DUMP_FAILED :
		    *interrupted ? DUMP_AGAIN : DUMP_OK;
		return true;
	}
	return false;
}

static enum dump_result
dump(int fd, uint16_t type, struct linktable *t)
{
	_Alignas(4) char buf[BUFFER_SIZE];
	enum dump_result result;
	bool interrupted = false;
	struct reader r;
	ssize_t n;

	if (!send_request(fd, type))
		return DUMP_FAILED;
	do {
		n = receive(fd, buf, sizeof(buf), 0);
		if (n == -1)
			return DUMP_FAILED;
		reader_init(&r, buf, (size_t)n);
	} while (!load_messages(t, &r, type, &interrupted, &result));
	return result;
}

/* The whole state as it is now. False with errno. */
static bool
load_once(struct linktable *t, bool *again)
{
	struct timeval limit = { .tv_sec = DUMP_TIMEOUT_S };
	enum dump_result links, addrs;
	int error, fd = open_socket(0);

	if (fd == -1)
		return false;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
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
	_Alignas(4) char buf[BUFFER_SIZE];
	struct links *l = arg;

	(void)what;
	for (int i = 0; i < BURST_MAX; i++) {
		ssize_t n = receive(l->fd, buf, sizeof(buf), MSG_DONTWAIT);

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
	l->fd = open_socket(RTMGRP_LINK | RTMGRP_IPV4_IFADDR |
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
