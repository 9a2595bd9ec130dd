/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel's news in, unread; paths.c calls it. After the first of them
 * nothing is received for a while, then all that has come is thrown away: so
 * a thousand new interfaces wake us as often as one.
 */
#include "nlwatch.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"
#include "loop.h"

/*
 * An address and its routes come one after the other; hsflowd, which follows
 * them, has published by then what it makes of them.
 */
#define SETTLE_US	500000
/* What does not fit is lost, which is as good as a reason to look. */
#define RECEIVE_BYTES	8192
#define DRAIN_MAX	1000	/* messages, if they come as fast as we read */
#define GROUP(g)	(1u << ((g) - 1))

struct nlwatch {
	int			 fd;
	struct loop		*loop;
	struct loop_io		*io;	/* NULL while changes settle */
	struct loop_timer	*settle;
	void			(*changed)(bool, void *);
	void			*arg;
};

static void
on_news(int what, void *arg)
{
	struct nlwatch *w = arg;

	(void)what;
	loop_io_free(w->io);
	w->io = NULL;
	loop_timer_set(w->settle, SETTLE_US);
	w->changed(false, w->arg);
}

/* False when the socket is of no more use. */
static bool
drain(int fd)
{
	char byte;

	for (int i = 0; i < DRAIN_MAX; i++)
		if (recv(fd, &byte, 1, MSG_DONTWAIT) == -1 &&
		    errno != ENOBUFS && errno != EINTR)
			return errno == EAGAIN;
	return true;
}

static void
on_settled(void *arg)
{
	struct nlwatch *w = arg;

	if (drain(w->fd))
		w->io = loop_io_new(w->loop, w->fd, LOOP_READ, on_news, w);
	else
		log_warn("changes of addresses and routes are seen once a "
		    "minute only");
	w->changed(true, w->arg);
}

/* Links too: IPv4 routes go with theirs without a word. */
static int
open_socket(void)
{
	struct sockaddr_nl sa = { .nl_family = AF_NETLINK, .nl_groups =
	    GROUP(RTNLGRP_LINK) |
	    GROUP(RTNLGRP_IPV4_IFADDR) | GROUP(RTNLGRP_IPV6_IFADDR) |
	    GROUP(RTNLGRP_IPV4_ROUTE) | GROUP(RTNLGRP_IPV6_ROUTE) |
	    GROUP(RTNLGRP_IPV4_RULE) | GROUP(RTNLGRP_IPV6_RULE) };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	int bytes = RECEIVE_BYTES, error;

	if (fd == -1)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	if (bind(fd, (const struct sockaddr *)&sa, sizeof(sa)) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

struct nlwatch *
nlwatch_new(struct loop *loop, void (*changed)(bool, void *), void *arg)
{
	struct nlwatch *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	w->fd = open_socket();
	if (w->fd == -1) {
		free(w);
		return NULL;
	}
	w->loop = loop;
	w->changed = changed;
	w->arg = arg;
	w->settle = loop_timer_new(loop, on_settled, w);
	w->io = loop_io_new(loop, w->fd, LOOP_READ, on_news, w);
	return w;
}

void
nlwatch_free(struct nlwatch *w)
{
	if (w == NULL)
		return;
	if (w->io != NULL)
		loop_io_free(w->io);
	loop_timer_free(w->settle);
	close(w->fd);
	free(w);
}
