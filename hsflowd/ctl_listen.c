/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowctl listen: datagrams from the network in, text or JSON out. */
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "addr.h"
#include "ctl.h"
#include "ctl_complain.h"
#include "sflow_decode.h"
#include "sflow_json.h"
#include "sflow_text.h"
#include "text.h"

#define VERB		"listen"
#define PORT		6343
/* Takes a burst of every host of a rack while a terminal scrolls. */
#define RECEIVE_BUFFER	(8 * 1024 * 1024)
#define FROM_MAX	(ADDR_STRLEN + sizeof("[]:65535"))

struct options {
	bool		json;
	bool		help;
	struct addr	bind;	/* none: any address */
	uint16_t	port;
	uint32_t	count;	/* 0: until stopped */
};

static void
print_help(void)
{
	puts("usage: hsflowctl listen [--json] [--bind ADDR] [--count N] "
	    "[PORT]\n\n"
	    "Receives sFlow datagrams on UDP port PORT (6343; 0 lets the\n"
	    "system choose) and prints each as it comes, until SIGINT or\n"
	    "SIGTERM.\n\n"
	    "  --json        one line of JSON for each datagram\n"
	    "  --bind ADDR   only at this address of the host\n"
	    "  --count N     stop after N datagrams");
}

/* Returns CTL_OK, or the exit status of a wrong command line. */
static int
parse_value(int c, struct options *o)
{
	if (c == 'b' && !addr_parse(optarg, &o->bind))
		return ctl_complain_usage(VERB, "'%s' is no IP address",
		    optarg);
	if (c == 'n' && (!text_u32(text_of(optarg), UINT32_MAX, &o->count) ||
	    o->count == 0))
		return ctl_complain_usage(VERB,
		    "'%s' is no count from 1 to %u", optarg, UINT32_MAX);
	return CTL_OK;
}

static int
parse_port(int n, char **args, struct options *o)
{
	uint32_t port = PORT;

	if (n > 1)
		return ctl_complain_usage(VERB, "one PORT only");
	if (n == 1 && !text_u32(text_of(args[0]), UINT16_MAX, &port))
		return ctl_complain_usage(VERB, "'%s' is no port from 0 to %u",
		    args[0], UINT16_MAX);
	o->port = (uint16_t)port;
	return CTL_OK;
}

static int
parse_options(int argc, char **argv, struct options *o)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ "bind", required_argument, NULL, 'b' },
		{ "count", required_argument, NULL, 'n' },
		{ NULL, 0, NULL, 0 }
	};
	int c, status;

	memset(o, 0, sizeof(*o));
	while ((c = getopt_long(argc, argv, ":hjb:n:", known, NULL)) != -1) {
		if (c == '?' || c == ':')
			return ctl_complain_option(VERB, c, argv);
		o->json = o->json || c == 'j';
		o->help = o->help || c == 'h';
		status = parse_value(c, o);
		if (status != CTL_OK)
			return status;
	}
	return parse_port(argc - optind, argv + optind, o);
}

/* An IPv4 peer of an IPv6 socket counts as IPv4. */
static void
to_addr(const struct sockaddr_storage *ss, struct addr *a, uint16_t *port)
{
	struct sockaddr_in6 in6;
	struct sockaddr_in in;

	memset(a, 0, sizeof(*a));
	*port = 0;
	a->family = ss->ss_family;
	if (ss->ss_family == AF_INET) {
		memcpy(&in, ss, sizeof(in));
		memcpy(a->bytes, &in.sin_addr, 4);
		*port = ntohs(in.sin_port);
	} else if (ss->ss_family == AF_INET6) {
		memcpy(&in6, ss, sizeof(in6));
		memcpy(a->bytes, &in6.sin6_addr, 16);
		*port = ntohs(in6.sin6_port);
		if (IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr)) {
			a->family = AF_INET;
			memmove(a->bytes, a->bytes + 12, 4);
			memset(a->bytes + 4, 0, 12);
		}
	}
}

static const char *
format_peer(const struct sockaddr_storage *ss, char buf[FROM_MAX])
{
	char ip[ADDR_STRLEN];
	struct addr a;
	uint16_t port;

	to_addr(ss, &a, &port);
	snprintf(buf, FROM_MAX, a.family == AF_INET6 ? "[%s]:%u" : "%s:%u",
	    addr_format(&a, ip), port);
	return buf;
}

static bool
bind_to(int fd, const struct addr *a, int family, uint16_t port)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	struct sockaddr_in in = { .sin_family = AF_INET };

	if (family == AF_INET) {
		in.sin_port = htons(port);
		memcpy(&in.sin_addr, a->bytes, 4);
		return bind(fd, (struct sockaddr *)&in, sizeof(in)) == 0;
	}
	in6.sin6_port = htons(port);
	memcpy(&in6.sin6_addr, a->bytes, 16);
	return bind(fd, (struct sockaddr *)&in6, sizeof(in6)) == 0;
}

/* -1 with errno. Without an address, an IPv6 socket takes IPv4 too. */
static int
open_socket(const struct options *o, int family)
{
	int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int size = RECEIVE_BUFFER, off = 0;

	if (fd < 0)
		return -1;
	/* The first is above the system's limit, and for root only. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size,
	    sizeof(size)) != 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (family == AF_INET6 && o->bind.family == 0)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (!bind_to(fd, &o->bind, family, o->port)) {
		int saved = errno;

		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

static int
open_any(const struct options *o)
{
	char ip[ADDR_STRLEN];
	int fd;

	if (o->bind.family != 0)
		fd = open_socket(o, o->bind.family);
	else {
		fd = open_socket(o, AF_INET6);
		/* A host without IPv6, be it not built in or switched off. */
		if (fd < 0 && errno != EADDRINUSE && errno != EACCES)
			fd = open_socket(o, AF_INET);
	}
	if (fd < 0)
		ctl_complain_errno(VERB, "UDP port %u%s%s", o->port,
		    o->bind.family == 0 ? "" : " at ",
		    o->bind.family == 0 ? "" : addr_format(&o->bind, ip));
	return fd;
}

/* For a person, and for whoever has to wait until it listens. */
static void
announce(int fd)
{
	struct sockaddr_storage self;
	socklen_t len = sizeof(self);
	char buf[FROM_MAX];

	memset(&self, 0, sizeof(self));
	if (getsockname(fd, (struct sockaddr *)&self, &len) == 0)
		fprintf(stderr, "listening on %s\n", format_peer(&self, buf));
}

/* Readable once SIGINT or SIGTERM has come; -1 with errno. */
static int
open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC);
}

/* Receives one and prints it. *got stays false when there was none. */
static int
print_one(int fd, bool json, bool *got)
{
	static uint8_t buf[SFLOW_DATAGRAM_MAX];
	struct sockaddr_storage from;
	socklen_t len = sizeof(from);
	char peer[FROM_MAX];
	ssize_t n;

	memset(&from, 0, sizeof(from));
	n = recvfrom(fd, buf, sizeof(buf), MSG_DONTWAIT,
	    (struct sockaddr *)&from, &len);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return CTL_OK;
	if (n < 0) {
		ctl_complain_errno(VERB, "receive");
		return CTL_FAILED;
	}
	*got = true;
	format_peer(&from, peer);
	if (json)
		sflow_json_print(stdout, buf, (size_t)n, peer);
	else
		sflow_text_print(stdout, buf, (size_t)n, peer);
	if (fflush(stdout) == 0)
		return CTL_OK;
	ctl_complain_errno(VERB, "standard output");
	return CTL_FAILED;
}

static int
run(const struct options *o, int fd, int signals)
{
	struct pollfd fds[] = {
		{ .fd = fd, .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
	};
	uint32_t left = o->count;
	int status = CTL_OK;

	while (status == CTL_OK) {
		bool got = false;

		if (poll(fds, 2, -1) < 0 && errno != EINTR) {
			ctl_complain_errno(VERB, "poll");
			return CTL_FAILED;
		}
		if (fds[1].revents != 0)
			break;
		if (fds[0].revents != 0)
			status = print_one(fd, o->json, &got);
		if (got && o->count > 0 && --left == 0)
			break;
	}
	return status;
}

int
ctl_listen_run(int argc, char **argv)
{
	struct options o;
	int fd, signals, status = parse_options(argc, argv, &o);

	if (status != CTL_OK)
		return status;
	if (o.help) {
		print_help();
		return CTL_OK;
	}
	/* Before the announcement, which may be answered with a signal. */
	signals = open_signals();
	if (signals < 0) {
		ctl_complain_errno(VERB, "signals");
		return CTL_FAILED;
	}
	fd = open_any(&o);
	if (fd < 0)
		return CTL_FAILED;
	announce(fd);
	status = run(&o, fd, signals);
	close(fd);
	close(signals);
	return status;
}
