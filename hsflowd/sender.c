/* SPDX-License-Identifier: Apache-2.0 */
/* Datagrams in, UDP out; called by the agent. */
#include "sender.h"

#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"
#include "sockaddr.h"
#include "srcaddr.h"

/*
 * A refusal is told by the datagram after the one that was refused, so one
 * round without it says nothing yet.
 */
#define QUIET_ROUNDS	2
#define TARGET_STRLEN	(ADDR_STRLEN + IF_NAMESIZE + 16)

struct target {
	struct sender_status	status;
	int			fd;	/* -1: to be opened */
	unsigned int		quiet;	/* rounds since the last refusal */
};

struct sender {
	struct target	targets[SETTINGS_COLLECTORS_MAX];
	unsigned int	n;
};

struct sender *
sender_new(void)
{
	return calloc(1, sizeof(struct sender));
}

static void
target_close(struct target *t)
{
	if (t->fd != -1)
		close(t->fd);
	t->fd = -1;
}

static const char *
target_name(const struct target *t, char buf[TARGET_STRLEN])
{
	const struct settings_collector *c = &t->status.collector;
	char ip[ADDR_STRLEN];

	addr_format(&c->ip, ip);
	snprintf(buf, TARGET_STRLEN, c->ip.family == AF_INET6 ?
	    "[%s]:%u%s%s" : "%s:%u%s%s", ip, c->port,
	    c->dev[0] == '\0' ? "" : "%", c->dev);
	return buf;
}

/* For good: what became of its datagrams. */
static void
target_end(struct target *t)
{
	char name[TARGET_STRLEN];

	target_close(t);
	log_info("collector %s: %" PRIu64 " datagrams sent, %" PRIu64
	    " refused, %" PRIu64 " dropped", target_name(t, name),
	    t->status.sent, t->status.refused, t->status.dropped);
}

void
sender_free(struct sender *s)
{
	if (s == NULL)
		return;
	for (unsigned int i = 0; i < s->n; i++)
		target_end(&s->targets[i]);
	free(s);
}

static bool
same_collector(const struct settings_collector *a,
    const struct settings_collector *b)
{
	return addr_equal(&a->ip, &b->ip) && a->port == b->port &&
	    strcmp(a->dev, b->dev) == 0;
}

/* Takes the target over from the old table, or makes a new one. */
static struct target
take_target(struct sender *old, const struct settings_collector *c)
{
	struct target t;

	for (unsigned int i = 0; i < old->n; i++)
		if (same_collector(&old->targets[i].status.collector, c)) {
			t = old->targets[i];
			old->targets[i] = old->targets[--old->n];
			return t;
		}
	memset(&t, 0, sizeof(t));
	t.status.collector = *c;
	t.fd = -1;
	return t;
}

void
sender_set(struct sender *s, const struct settings *settings)
{
	struct sender old = *s;

	s->n = settings->n_collectors;
	for (unsigned int i = 0; i < s->n; i++)
		s->targets[i] = take_target(&old, &settings->collectors[i]);
	for (unsigned int i = 0; i < old.n; i++)
		target_end(&old.targets[i]);
}

static socklen_t
socket_address(const struct settings_collector *c, struct sockaddr_storage *ss)
{
	uint32_t scope = addr_scope(&c->ip) == ADDR_LINK_LOCAL ?
	    if_nametoindex(c->dev) : 0;

	return sockaddr_make(ss, &c->ip, c->port, scope);
}

/* Through one interface; both ways work without privileges on new kernels. */
static bool
bind_device(int fd, const struct settings_collector *c)
{
	uint32_t ifindex;

	if (c->dev[0] == '\0')
		return true;
	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, c->dev,
	    (socklen_t)strlen(c->dev)) == 0)
		return true;
	if (errno != EPERM)
		return false;
	ifindex = if_nametoindex(c->dev);
	if (ifindex == 0)
		return false;
	ifindex = htonl(ifindex);
	return c->ip.family == AF_INET ?
	    setsockopt(fd, IPPROTO_IP, IP_UNICAST_IF, &ifindex,
	    sizeof(ifindex)) == 0 :
	    setsockopt(fd, IPPROTO_IPV6, IPV6_UNICAST_IF, &ifindex,
	    sizeof(ifindex)) == 0;
}

/* Returns 0 or errno. */
static int
target_open(struct target *t)
{
	const struct settings_collector *c = &t->status.collector;
	struct sockaddr_storage ss;
	socklen_t len = socket_address(c, &ss);
	int small = 1, error;

	t->fd = socket(c->ip.family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0);
	if (t->fd == -1)
		return errno;
	/* Nobody reads what a collector might send back. */
	setsockopt(t->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	if (bind_device(t->fd, c) &&
	    connect(t->fd, (struct sockaddr *)&ss, len) == 0)
		return 0;
	error = errno;
	target_close(t);
	return error;
}

/* Whether both send from one address; their ports differ. */
static bool
same_source(int a, int b)
{
	struct addr from[2];

	return srcaddr_of(a, &from[0]) && srcaddr_of(b, &from[1]) &&
	    addr_equal(&from[0], &from[1]);
}

/* Whether a socket that is opened now would be the same. */
static bool
still_right(const struct target *t)
{
	struct target fresh = *t;
	bool right;

	/* An interface with this name may be another one by now. */
	if (t->status.collector.dev[0] != '\0' || target_open(&fresh) != 0)
		return false;
	right = same_source(t->fd, fresh.fd);
	target_close(&fresh);
	return right;
}

void
sender_reconnect(struct sender *s)
{
	for (unsigned int i = 0; i < s->n; i++) {
		struct target *t = &s->targets[i];

		if (t->fd == -1 || still_right(t))
			continue;
		target_close(t);
		/* What the old socket would have told is lost with it. */
		t->quiet = 0;
	}
}

const char *
sender_explain(const struct sender_status *status)
{
	switch (status->last_error) {
	case 0:
		return "";
	case ECONNREFUSED:
		return "refused: nothing listens there or a firewall "
		    "rejects it";
	case ENETUNREACH:
	case EHOSTUNREACH:
		return "no route to it";
	case EPERM:
		return "a local firewall rule forbids it";
	case EACCES:
		return "a broadcast address, or forbidden by the route";
	case EINVAL:
		return addr_scope(&status->collector.ip) == ADDR_LINK_LOCAL ?
		    "not possible: a link-local address needs dev = "
		    "INTERFACE" : "the route to it is a blackhole";
	case ENODEV:
		return "the interface to send through does not exist";
	default:
		return strerror(status->last_error);
	}
}

static void
note_error(struct target *t, int error)
{
	char name[TARGET_STRLEN];

	if (error == ECONNREFUSED) {
		t->status.refused++;
		t->quiet = 0;
	} else
		t->status.dropped++;
	if (error == t->status.last_error)
		return;
	t->status.last_error = error;
	log_warnx("collector %s: %s", target_name(t, name),
	    sender_explain(&t->status));
}

static void
note_recovery(struct target *t)
{
	char name[TARGET_STRLEN];

	t->status.last_error = 0;
	log_info("collector %s: datagrams go out again", target_name(t, name));
}

static void
note_sent(struct target *t)
{
	t->status.sent++;
	/* A refusal comes back later: sender_round decides about those. */
	if (t->status.last_error != 0 && t->status.last_error != ECONNREFUSED)
		note_recovery(t);
}

void
sender_round(struct sender *s)
{
	for (unsigned int i = 0; i < s->n; i++) {
		struct target *t = &s->targets[i];

		if (t->status.last_error != ECONNREFUSED)
			continue;
		if (t->quiet >= QUIET_ROUNDS)
			note_recovery(t);
		t->quiet++;
	}
}

static void
target_send(struct target *t, const uint8_t *buf, size_t len)
{
	int error = 0;

	if (t->fd == -1)
		error = target_open(t);
	if (error == 0 && send(t->fd, buf, len, MSG_NOSIGNAL) == -1)
		error = errno;
	if (error == ECONNREFUSED) {
		/* That was the answer to an earlier one; this one is due. */
		note_error(t, error);
		error = send(t->fd, buf, len, MSG_NOSIGNAL) == -1 ? errno : 0;
	}
	if (error == 0)
		note_sent(t);
	else {
		note_error(t, error);
		if (error != EAGAIN && error != ENOBUFS)
			target_close(t);
	}
}

void
sender_send(struct sender *s, const uint8_t *buf, size_t len)
{
	for (unsigned int i = 0; i < s->n; i++)
		target_send(&s->targets[i], buf, len);
}

unsigned int
sender_status(const struct sender *s, struct sender_status *status,
    unsigned int max)
{
	for (unsigned int i = 0; i < s->n && i < max; i++)
		status[i] = s->targets[i].status;
	return s->n;
}
