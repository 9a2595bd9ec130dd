/* SPDX-License-Identifier: Apache-2.0 */
/* Datagrams from the network in; used by listen and top. */
#include "ctl_udp.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ctl_complain.h"
#include "sockaddr.h"

/* Takes a burst of every host of a rack while a terminal scrolls. */
#define RECEIVE_BUFFER	(8 * 1024 * 1024)

/* An IPv4 address that stands in an IPv6 one counts as IPv4. */
static void
take_in6(const struct in6_addr *in6, struct addr *a)
{
	memset(a, 0, sizeof(*a));
	a->family = AF_INET6;
	memcpy(a->bytes, in6, 16);
	if (IN6_IS_ADDR_V4MAPPED(in6)) {
		a->family = AF_INET;
		memmove(a->bytes, a->bytes + 12, 4);
		memset(a->bytes + 4, 0, 12);
	}
}

static void
take_in(const struct in_addr *in, struct addr *a)
{
	memset(a, 0, sizeof(*a));
	a->family = AF_INET;
	memcpy(a->bytes, in, 4);
}

static void
take_sockaddr(const struct sockaddr_storage *ss, struct addr *a,
    uint16_t *port)
{
	struct sockaddr_in6 in6;
	struct sockaddr_in in;

	memset(a, 0, sizeof(*a));
	*port = 0;
	if (ss->ss_family == AF_INET) {
		memcpy(&in, ss, sizeof(in));
		take_in(&in.sin_addr, a);
		*port = ntohs(in.sin_port);
	} else if (ss->ss_family == AF_INET6) {
		memcpy(&in6, ss, sizeof(in6));
		take_in6(&in6.sin6_addr, a);
		*port = ntohs(in6.sin6_port);
	}
}

const char *
ctl_udp_format(const struct addr *a, uint16_t port, char buf[CTL_UDP_FROM_MAX])
{
	char ip[ADDR_STRLEN];

	snprintf(buf, CTL_UDP_FROM_MAX, a->family == AF_INET6 ? "[%s]:%u" :
	    "%s:%u", addr_format(a, ip), port);
	return buf;
}

static void
set_buffer(int fd)
{
	int size = RECEIVE_BUFFER;

	/* The first is above the system's limit, and for root only. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size,
	    sizeof(size)) != 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

/* What comes with each datagram: its destination, and what was lost. */
static void
set_extras(int fd, int family)
{
	int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof(on));
	if (family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &on,
		    sizeof(on));
	else
		setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof(on));
}

/* -1 with errno. Without an address, an IPv6 socket takes IPv4 too. */
static int
open_socket(const struct addr *at, int family, uint16_t port)
{
	struct addr any = { .family = family };
	int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct sockaddr_storage ss;
	socklen_t len;
	int off = 0;

	if (fd < 0)
		return -1;
	set_buffer(fd);
	set_extras(fd, family);
	if (family == AF_INET6 && at->family == 0)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	len = sockaddr_make(&ss, at->family == 0 ? &any : at, port, 0);
	if (bind(fd, (struct sockaddr *)&ss, len) != 0) {
		int saved = errno;

		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

static int
open_any(const struct addr *at, uint16_t port)
{
	int fd;

	if (at->family != 0)
		return open_socket(at, at->family, port);
	fd = open_socket(at, AF_INET6, port);
	/* A host without IPv6, be it not built in or switched off. */
	if (fd < 0 && errno != EADDRINUSE && errno != EACCES)
		fd = open_socket(at, AF_INET, port);
	return fd;
}

static void
get_self(const struct ctl_udp *u, struct addr *a, uint16_t *port)
{
	struct sockaddr_storage self;
	socklen_t len = sizeof(self);

	memset(&self, 0, sizeof(self));
	getsockname(u->fd, (struct sockaddr *)&self, &len);
	take_sockaddr(&self, a, port);
}

bool
ctl_udp_open(struct ctl_udp *u, const char *verb, const struct addr *at,
    uint16_t port)
{
	char ip[ADDR_STRLEN];
	struct addr self;

	memset(u, 0, sizeof(*u));
	u->verb = verb;
	u->fd = open_any(at, port);
	if (u->fd < 0) {
		ctl_complain_errno(verb, "UDP port %u%s%s", port,
		    at->family == 0 ? "" : " at ",
		    at->family == 0 ? "" : addr_format(at, ip));
		return false;
	}
	get_self(u, &self, &u->port);
	return true;
}

void
ctl_udp_close(struct ctl_udp *u)
{
	close(u->fd);
	u->fd = -1;
}

void
ctl_udp_announce(const struct ctl_udp *u)
{
	char buf[CTL_UDP_FROM_MAX];
	struct addr self;
	uint16_t port;

	get_self(u, &self, &port);
	fprintf(stderr, "listening on %s\n", ctl_udp_format(&self, port, buf));
}

static void
take_extra(struct ctl_udp *u, struct cmsghdr *c, struct frame *f)
{
	struct in6_pktinfo info6;
	struct in_pktinfo info;
	uint32_t lost;

	if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL) {
		memcpy(&lost, CMSG_DATA(c), sizeof(lost));
		u->lost += lost - u->kernel_lost;
		u->kernel_lost = lost;
	} else if (c->cmsg_level == IPPROTO_IPV6 &&
	    c->cmsg_type == IPV6_PKTINFO) {
		memcpy(&info6, CMSG_DATA(c), sizeof(info6));
		take_in6(&info6.ipi6_addr, &f->dst);
	} else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
		memcpy(&info, CMSG_DATA(c), sizeof(info));
		take_in(&info.ipi_addr, &f->dst);
	}
}

int
ctl_udp_receive(struct ctl_udp *u, void *buf, size_t cap, struct frame *f)
{
	_Alignas(struct cmsghdr) uint8_t extra[256];
	struct sockaddr_storage from;
	struct iovec iov = { .iov_base = buf, .iov_len = cap };
	struct msghdr m = { .msg_name = &from, .msg_namelen = sizeof(from),
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = extra,
		.msg_controllen = sizeof(extra) };
	ssize_t n;

	memset(&from, 0, sizeof(from));
	n = recvmsg(u->fd, &m, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n < 0) {
		ctl_complain_errno(u->verb, "receive");
		return -1;
	}
	memset(f, 0, sizeof(*f));
	take_sockaddr(&from, &f->src, &f->src_port);
	f->dst_port = u->port;
	f->payload = buf;
	f->len = (size_t)n;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c != NULL;
	     c = CMSG_NXTHDR(&m, c))
		take_extra(u, c, f);
	return 1;
}
