/* SPDX-License-Identifier: Apache-2.0 */
/* Requests in, bytes for rtnl.c and rtstats.c out; links.c, xen_vif.c call. */
#include "netlink.h"

#include <errno.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define ANSWER_TIMEOUT_S	5	/* it comes at once, or never */

int
netlink_open(uint32_t groups)
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

ssize_t
netlink_receive(int fd, void *buf, size_t cap, int flags)
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

bool
netlink_ask(int fd, const void *request, size_t len,
    bool (*take)(struct reader *, void *), void *arg)
{
	const struct timeval limit = { .tv_sec = ANSWER_TIMEOUT_S };
	_Alignas(4) char buf[NETLINK_BUFFER];
	struct reader r;
	ssize_t n;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (send(fd, request, len, 0) != (ssize_t)len)
		return false;
	do {
		n = netlink_receive(fd, buf, sizeof(buf), 0);
		if (n == -1)
			return false;
		reader_init(&r, buf, (size_t)n);
	} while (!take(&r, arg));
	return true;
}
