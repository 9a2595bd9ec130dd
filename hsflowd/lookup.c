/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host names in, addresses out, asynchronously; called by the agent.
 *
 * A channel lives for one round of look-ups only, so that a changed
 * resolv.conf is read by the next round and nothing is held in between.
 */
#include "lookup.h"

#include <ares.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "log.h"
#include "loop.h"
#include "settings.h"

#define NAME_MAX_LEN	255
#define REFRESH_US	(60 * UINT64_C(1000000))	/* when all is well */
#define RETRY_MIN_US	(2 * UINT64_C(1000000))
#define RETRY_MAX_US	REFRESH_US
#define SOCKETS_MAX	16
#define TIMEOUT_MS	2000	/* of one try at one server */
#define TRIES		2

struct name {
	struct lookup	*lookup;
	char		 host[NAME_MAX_LEN + 1];
	struct addr	 addr;		/* family 0: not known yet */
	int		 error;		/* of the last look-up, ARES_... */
	int		 family;	/* asked for now */
};

struct watched {
	ares_socket_t	 fd;	/* ARES_SOCKET_BAD: free slot */
	struct lookup	*lookup;
	struct loop_io	*io;
};

struct lookup {
	struct loop		*loop;
	struct loop_timer	*next;		/* round */
	struct loop_timer	*timeout;	/* of c-ares */
	void			(*changed)(void *);
	void			*arg;
	ares_channel		 channel;	/* NULL between rounds */
	bool			 stale;		/* names changed meanwhile */
	bool			 settled;	/* all names asked for once */
	uint64_t		 retry_us;
	unsigned int		 pending;
	struct watched		 sockets[SOCKETS_MAX];
	struct name		 names[SETTINGS_COLLECTORS_MAX];
	unsigned int		 n;
};

static void start_round(void *);
static void ask(struct name *, int family);

static void
arm_timeout(struct lookup *l)
{
	struct timeval tv, *wait;

	if (l->channel == NULL)
		return;
	wait = ares_timeout(l->channel, NULL, &tv);
	if (wait == NULL)
		loop_timer_clear(l->timeout);
	else
		loop_timer_set(l->timeout, (uint64_t)wait->tv_sec * 1000000 +
		    (uint64_t)wait->tv_usec);
}

static void
end_round(struct lookup *l)
{
	bool failed = false;

	for (unsigned int i = 0; i < l->n; i++)
		failed |= l->names[i].error != ARES_SUCCESS;
	ares_destroy(l->channel);
	l->channel = NULL;
	loop_timer_clear(l->timeout);
	if (!l->stale && !l->settled) {
		l->settled = true;
		l->changed(l->arg);
	}
	if (l->stale)
		loop_timer_set(l->next, 0);
	else if (failed) {
		loop_timer_set(l->next, l->retry_us);
		if ((l->retry_us *= 2) > RETRY_MAX_US)
			l->retry_us = RETRY_MAX_US;
	} else {
		l->retry_us = RETRY_MIN_US;
		loop_timer_set(l->next, REFRESH_US);
	}
}

/* After each call into c-ares: its callbacks must not destroy the channel. */
static void
settle(struct lookup *l)
{
	if (l->channel == NULL)
		return;
	if (l->pending == 0)
		end_round(l);
	else
		arm_timeout(l);
}

static void
note_failure(struct name *n, int error)
{
	char text[ADDR_STRLEN];

	if (n->error == error)
		return;
	n->error = error;
	if (n->addr.family == 0)
		log_warnx("collector %s: no address: %s", n->host,
		    ares_strerror(error));
	else
		log_warnx("collector %s: no address: %s; %s stays in use",
		    n->host, ares_strerror(error),
		    addr_format(&n->addr, text));
}

static void
note_address(struct name *n, const struct addr *a)
{
	char text[ADDR_STRLEN];
	bool same = addr_equal(&n->addr, a);

	if (n->error != ARES_SUCCESS || !same)
		log_info("collector %s: address %s", n->host,
		    addr_format(a, text));
	n->error = ARES_SUCCESS;
	n->addr = *a;
	if (!same)
		n->lookup->changed(n->lookup->arg);
}

/* The smallest address: an answer's rotation must not change the choice. */
static bool
choose(const struct hostent *host, struct addr *best)
{
	struct addr a;

	best->family = 0;
	for (char **p = host->h_addr_list; *p != NULL; p++) {
		memset(&a, 0, sizeof(a));
		a.family = host->h_addrtype;
		memcpy(a.bytes, *p, addr_len(&a));
		if (addr_scope(&a) != ADDR_UNUSABLE &&
		    (best->family == 0 || addr_compare(&a, best) < 0))
			*best = a;
	}
	return best->family != 0;
}

/*
 * A failure is not "no IPv4 address": one that is known stays. Without any, IPv6
 * is tried all the same, as some servers refuse what they have only AAAA for.
 */
static bool
try_ipv6(const struct name *n, int status)
{
	return status == ARES_SUCCESS || status == ARES_ENODATA ||
	    status == ARES_ENOTFOUND ||
	    (n->addr.family == 0 && status != ARES_ETIMEOUT);
}

static void
on_host(void *arg, int status, int timeouts, struct hostent *host)
{
	struct name *n = arg;
	struct addr a;

	(void)timeouts;
	n->lookup->pending--;
	if (status == ARES_EDESTRUCTION || status == ARES_ECANCELLED ||
	    n->lookup->stale)
		return;
	if (status == ARES_SUCCESS && choose(host, &a))
		note_address(n, &a);
	else if (n->family == AF_INET && try_ipv6(n, status))
		ask(n, AF_INET6);
	else
		note_failure(n, status == ARES_SUCCESS ? ARES_ENODATA :
		    status);
}

static void
ask(struct name *n, int family)
{
	n->family = family;
	n->lookup->pending++;
	ares_gethostbyname(n->lookup->channel, n->host, family, on_host, n);
}

static void
on_timeout(void *arg)
{
	struct lookup *l = arg;

	ares_process_fd(l->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	settle(l);
}

static void
on_socket(int what, void *arg)
{
	struct watched *w = arg;
	struct lookup *l = w->lookup;
	ares_socket_t fd = w->fd;

	ares_process_fd(l->channel, what & LOOP_READ ? fd : ARES_SOCKET_BAD,
	    what & LOOP_WRITE ? fd : ARES_SOCKET_BAD);
	settle(l);
}

static struct watched *
find_socket(struct lookup *l, ares_socket_t fd)
{
	for (size_t i = 0; i < SOCKETS_MAX; i++)
		if (l->sockets[i].fd == fd)
			return &l->sockets[i];
	return NULL;
}

/* c-ares says which of its sockets it waits for. */
static void
on_socket_state(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct lookup *l = arg;
	struct watched *w = find_socket(l, fd);

	if (w != NULL) {
		loop_io_free(w->io);
		w->io = NULL;
		w->fd = ARES_SOCKET_BAD;
	}
	if (!readable && !writable)
		return;
	w = find_socket(l, ARES_SOCKET_BAD);
	if (w == NULL)
		return;		/* its timeout ends that query */
	w->fd = fd;
	w->io = loop_io_new(l->loop, fd, (readable ? LOOP_READ : 0) |
	    (writable ? LOOP_WRITE : 0), on_socket, w);
}

static bool
open_channel(struct lookup *l)
{
	struct ares_options options;
	int error;

	memset(&options, 0, sizeof(options));
	options.timeout = TIMEOUT_MS;
	options.tries = TRIES;
	options.sock_state_cb = on_socket_state;
	options.sock_state_cb_data = l;
	error = ares_init_options(&l->channel, &options,
	    ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
	if (error == ARES_SUCCESS)
		return true;
	log_warnx("name look-up: %s", ares_strerror(error));
	l->channel = NULL;
	return false;
}

static void
start_round(void *arg)
{
	struct lookup *l = arg;

	l->stale = false;
	if (l->n == 0)
		return;
	if (!open_channel(l)) {
		l->settled = true;
		loop_timer_set(l->next, RETRY_MAX_US);
		return;
	}
	/* One more, so that an answer at once does not end the round. */
	l->pending = 1;
	for (unsigned int i = 0; i < l->n; i++)
		ask(&l->names[i], AF_INET);
	l->pending--;
	settle(l);
}

struct lookup *
lookup_new(struct loop *loop, void (*changed)(void *), void *arg)
{
	struct lookup *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	l->loop = loop;
	l->changed = changed;
	l->arg = arg;
	l->retry_us = RETRY_MIN_US;
	l->settled = true;
	for (size_t i = 0; i < SOCKETS_MAX; i++) {
		l->sockets[i].lookup = l;
		l->sockets[i].fd = ARES_SOCKET_BAD;
	}
	l->next = loop_timer_new(loop, start_round, l);
	l->timeout = loop_timer_new(loop, on_timeout, l);
	return l;
}

void
lookup_free(struct lookup *l)
{
	if (l == NULL)
		return;
	if (l->channel != NULL)
		ares_destroy(l->channel);
	for (size_t i = 0; i < SOCKETS_MAX; i++)
		loop_io_free(l->sockets[i].io);
	loop_timer_free(l->timeout);
	loop_timer_free(l->next);
	free(l);
}

static const struct name *
find_name(const struct lookup *l, const char *host)
{
	for (unsigned int i = 0; i < l->n; i++)
		if (strcasecmp(l->names[i].host, host) == 0)
			return &l->names[i];
	return NULL;
}

void
lookup_set(struct lookup *l, const char *const *names, unsigned int n)
{
	struct lookup before = *l;
	const struct name *known;
	bool new_names = false;

	l->n = 0;
	for (unsigned int i = 0; i < n && l->n < SETTINGS_COLLECTORS_MAX;
	    i++) {
		struct name *name = &l->names[l->n];

		if (find_name(l, names[i]) != NULL)
			continue;
		known = find_name(&before, names[i]);
		memset(name, 0, sizeof(*name));
		if (known != NULL)
			*name = *known;
		else
			new_names = true;
		name->lookup = l;
		strncpy(name->host, names[i], NAME_MAX_LEN);
		l->n++;
	}
	l->stale = l->channel != NULL;
	if (new_names)
		l->settled = false;
	if (l->n == 0)
		loop_timer_clear(l->next);
	else if (new_names && l->channel == NULL)
		loop_timer_set(l->next, 0);
}

bool
lookup_get(const struct lookup *l, const char *name, struct addr *a)
{
	const struct name *n = find_name(l, name);

	if (n == NULL || n->addr.family == 0)
		return false;
	*a = n->addr;
	return true;
}

bool
lookup_settled(const struct lookup *l)
{
	return l->settled;
}
