/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions in, raw answers of DNS out, asynchronously; called by discover.c
 * and lookup.c.
 *
 * A channel of c-ares lives while there are questions and no longer: it reads
 * resolv.conf once, when it is made, and holds a lot of memory. With its usual
 * manners it goes on to the next server after SERVFAIL or REFUSED and forgets
 * which it was, so a question is asked frankly first (the first such answer is
 * the answer), and only then, if there is another server, with manners.
 *
 * What is truncated is asked again by TCP in a channel of its own: c-ares
 * 1.18.1 uses memory after it was freed where one channel has both EDNS and
 * TCP, and a server says FORMERR by UDP while the question waits to be sent by
 * TCP. Questions with a search list are c-ares' alone, so they go without EDNS.
 */
#include "resolver.h"

#include <ares.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "log.h"
#include "loop.h"

#define SOCKETS_MAX	32
#define TIMEOUT_MS	2000	/* of the first try at a server; then twice */
#define TRIES		2

struct channel;

struct watched {
	ares_socket_t	 fd;	/* ARES_SOCKET_BAD: free slot */
	struct channel	*channel;
	struct loop_io	*io;
};

struct channel {
	struct resolver		*resolver;
	struct channel		*next;		/* of the retired */
	ares_channel		 ares;
	struct loop_timer	*timeout;	/* of c-ares */
	struct loop_timer	*idle;		/* ends it, outside of c-ares */
	unsigned int		 pending;	/* questions */
	struct watched		 sockets[SOCKETS_MAX];
};

enum manner {
	FRANK,		/* an error of one server is the answer */
	THOROUGH,	/* an error leads to the next server */
	STREAM,		/* the same by TCP */
	SEARCH_FRANK,	/* with the search list */
	SEARCH_THOROUGH,
	MANNERS
};

static const int flags_of[MANNERS] = {
	[FRANK] = ARES_FLAG_EDNS | ARES_FLAG_IGNTC | ARES_FLAG_NOCHECKRESP,
	[THOROUGH] = ARES_FLAG_EDNS | ARES_FLAG_IGNTC,
	[STREAM] = ARES_FLAG_USEVC,
	[SEARCH_FRANK] = ARES_FLAG_NOCHECKRESP,
	[SEARCH_THOROUGH] = 0,
};

struct resolver {
	struct loop		*loop;
	struct channel		*channels[MANNERS];	/* for new questions */
	struct channel		*retired;		/* for old ones */
	struct resolver_query	*queries;	/* not told yet */
};

struct resolver_query {
	struct resolver		*resolver;
	struct resolver_query	*next;
	struct channel		*channel;
	enum manner		 manner;
	char			 name[DNS_NAME_MAX];
	int			 type;
	bool			 search;
	bool			 asking;	/* still in ares_query() */
	bool			 plain;		/* asked again without EDNS */
	int			 status;	/* to be told by `later` */
	int			 frank;		/* what that way gave, or 0 */
	struct loop_timer	*later;
	resolver_done		*done;		/* NULL: cancelled */
	void			*arg;
};

static void	ask(struct resolver_query *);

/* The channel and its sockets */

static void
arm_timeout(struct channel *c)
{
	struct timeval tv, *wait = ares_timeout(c->ares, NULL, &tv);

	if (wait == NULL)
		loop_timer_clear(c->timeout);
	else
		loop_timer_set(c->timeout, (uint64_t)wait->tv_sec * 1000000 +
		    (uint64_t)wait->tv_usec);
}

/* After each call into c-ares, whose callbacks must not end the channel. */
static void
settle(struct channel *c)
{
	if (c->pending == 0)
		loop_timer_set(c->idle, 0);
	else
		arm_timeout(c);
}

static void
process(struct channel *c, ares_socket_t readable, ares_socket_t writable)
{
	ares_process_fd(c->ares, readable, writable);
	settle(c);
}

static void
on_timeout(void *arg)
{
	process(arg, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
}

static void
on_socket(int what, void *arg)
{
	struct watched *w = arg;
	ares_socket_t fd = w->fd;

	process(w->channel, what & LOOP_READ ? fd : ARES_SOCKET_BAD,
	    what & LOOP_WRITE ? fd : ARES_SOCKET_BAD);
}

static struct watched *
find_socket(struct channel *c, ares_socket_t fd)
{
	for (size_t i = 0; i < SOCKETS_MAX; i++)
		if (c->sockets[i].fd == fd)
			return &c->sockets[i];
	return NULL;
}

/* c-ares says which of its sockets it waits for. */
static void
on_socket_state(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct channel *c = arg;
	struct watched *w = find_socket(c, fd);

	if (w != NULL) {
		loop_io_free(w->io);
		w->io = NULL;
		w->fd = ARES_SOCKET_BAD;
	}
	if (!readable && !writable)
		return;
	w = find_socket(c, ARES_SOCKET_BAD);
	if (w == NULL)
		return;		/* its timeout ends that question */
	w->fd = fd;
	w->io = loop_io_new(c->resolver->loop, fd,
	    (readable ? LOOP_READ : 0) | (writable ? LOOP_WRITE : 0),
	    on_socket, w);
}

static void
channel_free(struct channel *c)
{
	/* First, as it still calls on_socket_state and on_answer. */
	ares_destroy(c->ares);
	for (size_t i = 0; i < SOCKETS_MAX; i++)
		loop_io_free(c->sockets[i].io);
	loop_timer_free(c->timeout);
	loop_timer_free(c->idle);
	free(c);
}

static void
on_idle(void *arg)
{
	struct channel *c = arg, **p = &c->resolver->retired;

	if (c->pending != 0)
		return;
	for (size_t i = 0; i < MANNERS; i++)
		if (c->resolver->channels[i] == c)
			c->resolver->channels[i] = NULL;
	while (*p != NULL && *p != c)
		p = &(*p)->next;
	if (*p != NULL)
		*p = c->next;
	channel_free(c);
}

static int
open_ares(struct channel *c, enum manner manner)
{
	struct ares_options options;

	memset(&options, 0, sizeof(options));
	options.flags = flags_of[manner];
	options.timeout = TIMEOUT_MS;
	options.tries = TRIES;
	options.sock_state_cb = on_socket_state;
	options.sock_state_cb_data = c;
	return ares_init_options(&c->ares, &options, ARES_OPT_FLAGS |
	    ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
}

/* NULL, with *status, when there is none to be had. */
static struct channel *
channel_get(struct resolver *r, enum manner manner, int *status)
{
	struct channel *c = r->channels[manner];

	if (c != NULL)
		return c;
	c = calloc(1, sizeof(*c));
	if (c == NULL) {
		*status = ARES_ENOMEM;
		return NULL;
	}
	c->resolver = r;
	for (size_t i = 0; i < SOCKETS_MAX; i++) {
		c->sockets[i].channel = c;
		c->sockets[i].fd = ARES_SOCKET_BAD;
	}
	*status = open_ares(c, manner);
	if (*status != ARES_SUCCESS) {
		free(c);
		return NULL;
	}
	c->timeout = loop_timer_new(r->loop, on_timeout, c);
	c->idle = loop_timer_new(r->loop, on_idle, c);
	r->channels[manner] = c;
	return c;
}

static bool
has_other_server(const struct channel *c)
{
	struct ares_addr_node *servers = NULL;
	bool several;

	if (ares_get_servers(c->ares, &servers) != ARES_SUCCESS)
		return false;
	several = servers != NULL && servers->next != NULL;
	ares_free_data(servers);
	return several;
}

/* Questions */

static void
query_unlink(struct resolver_query *q)
{
	struct resolver_query **p = &q->resolver->queries;

	while (*p != q)
		p = &(*p)->next;
	*p = q->next;
}

static void
query_free(struct resolver_query *q)
{
	loop_timer_free(q->later);
	free(q);
}

static const char *
describe(int status)
{
	switch (status) {
	case ARES_ENODATA:
		return "there is no such record";
	case ARES_ENOTFOUND:
		return "there is no such name (NXDOMAIN)";
	case ARES_ESERVFAIL:
		return "the DNS server fails (SERVFAIL)";
	case ARES_EREFUSED:
		return "the DNS server refuses to answer (REFUSED)";
	case ARES_ENOTIMP:
		return "the DNS server cannot answer that (NOTIMP)";
	case ARES_EFORMERR:
		return "the DNS server does not understand (FORMERR)";
	case ARES_ETIMEOUT:
		return "no DNS server answers";
	case ARES_ECONNREFUSED:
		return "no DNS server can be reached";
	case ARES_EBADRESP:
		return "the answer is malformed";
	default:
		return ares_strerror(status);
	}
}

static const char *
type_name(int type)
{
	return type == ns_t_srv ? "SRV" : type == ns_t_txt ? "TXT" :
	    type == ns_t_aaaa ? "AAAA" : "A";
}

static enum dns_result
result_of(int status)
{
	if (status == ARES_SUCCESS)
		return DNS_OK;
	if (status == ARES_ENODATA || status == ARES_ENOTFOUND)
		return DNS_NOTHING;
	return DNS_FAILED;
}

static void
tell(struct resolver_query *q, int status, const uint8_t *msg, size_t len)
{
	const struct resolver_answer answer = {
		.result = result_of(status),
		.msg = status == ARES_SUCCESS ? msg : NULL,
		.len = status == ARES_SUCCESS ? len : 0,
		.reason = describe(status),
		.silence = status == ARES_ETIMEOUT };

	log_debug(3, "DNS: %s %s: %s", q->name, type_name(q->type),
	    status == ARES_SUCCESS ? "answered" : answer.reason);
	if (q->done != NULL)
		q->done(&answer, q->arg);
	query_unlink(q);
	query_free(q);
}

static void
on_later(void *arg)
{
	struct resolver_query *q = arg;

	tell(q, q->status, NULL, 0);
}

static bool
worth_another_server(const struct resolver_query *q, int status)
{
	return (q->manner == FRANK || q->manner == SEARCH_FRANK) &&
	    (status == ARES_ESERVFAIL || status == ARES_EREFUSED ||
	    status == ARES_ENOTIMP) && has_other_server(q->channel);
}

static bool
is_truncated(const uint8_t *msg, int len)
{
	return msg != NULL && len >= NS_HFIXEDSZ && (msg[2] & 0x02) != 0;
}

/* Is this not the end of it? Then the question has been changed for that. */
static bool
take_other_way(struct resolver_query *q, int status, const uint8_t *msg,
    int len)
{
	/*
	 * The first question that an old server does not understand makes the
	 * channel do without EDNS, but others were on their way.
	 */
	if (status == ARES_EFORMERR && !q->plain) {
		q->plain = true;
		return true;
	}
	if (q->manner < STREAM && is_truncated(msg, len)) {
		q->manner = STREAM;
		return true;
	}
	if (worth_another_server(q, status)) {
		q->frank = status;
		q->manner++;
		return true;
	}
	return false;
}

static void
on_answer(void *arg, int status, int timeouts, unsigned char *msg, int len)
{
	struct resolver_query *q = arg;

	(void)timeouts;
	q->channel->pending--;
	if (status == ARES_EDESTRUCTION)
		return;
	if (!q->asking && q->done != NULL &&
	    take_other_way(q, status, msg, len)) {
		ask(q);
		return;
	}
	/* The servers' own words, if there were any, say more. */
	if (q->frank != ARES_SUCCESS && result_of(status) == DNS_FAILED)
		status = q->frank;
	if (q->asking) {
		q->status = status == ARES_SUCCESS ? ARES_EBADRESP : status;
		loop_timer_set(q->later, 0);
	} else
		tell(q, status, msg, (size_t)len);
}

static void
ask(struct resolver_query *q)
{
	struct channel *c = channel_get(q->resolver, q->manner, &q->status);

	if (c == NULL) {
		loop_timer_set(q->later, 0);
		return;
	}
	q->channel = c;
	c->pending++;
	q->asking = true;
	if (q->search)
		ares_search(c->ares, q->name, ns_c_in, q->type, on_answer, q);
	else
		ares_query(c->ares, q->name, ns_c_in, q->type, on_answer, q);
	q->asking = false;
	settle(c);
}

struct resolver_query *
resolver_ask(struct resolver *r, const char *name, int type, bool search,
    resolver_done *done, void *arg)
{
	struct resolver_query *q = calloc(1, sizeof(*q));

	if (q == NULL)
		fatal("DNS");
	q->resolver = r;
	q->type = type;
	q->search = search;
	q->manner = search ? SEARCH_FRANK : FRANK;
	q->done = done;
	q->arg = arg;
	q->later = loop_timer_new(r->loop, on_later, q);
	q->next = r->queries;
	r->queries = q;
	if (strlen(name) >= sizeof(q->name)) {
		q->status = ARES_EBADNAME;
		loop_timer_set(q->later, 0);
		return q;
	}
	strcpy(q->name, name);
	log_debug(3, "DNS: %s %s: asked for", name, type_name(type));
	ask(q);
	return q;
}

void
resolver_cancel(struct resolver_query *q)
{
	if (q != NULL)
		q->done = NULL;
}

/* The resolver */

struct resolver *
resolver_new(struct loop *loop)
{
	struct resolver *r = calloc(1, sizeof(*r));

	if (r == NULL || ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS)
		fatal("DNS");
	r->loop = loop;
	return r;
}

void
resolver_reload(struct resolver *r)
{
	for (size_t i = 0; i < MANNERS; i++) {
		if (r->channels[i] == NULL)
			continue;
		r->channels[i]->next = r->retired;
		r->retired = r->channels[i];
		r->channels[i] = NULL;
	}
}

void
resolver_free(struct resolver *r)
{
	struct resolver_query *q;
	struct channel *c;

	if (r == NULL)
		return;
	resolver_reload(r);
	while ((c = r->retired) != NULL) {
		r->retired = c->next;
		channel_free(c);
	}
	while ((q = r->queries) != NULL) {
		r->queries = q->next;
		query_free(q);
	}
	free(r);
	ares_library_cleanup();
}

static void
take_lowest(const struct hostent *host, struct addr *lowest)
{
	struct addr a;

	for (char **p = host->h_addr_list; *p != NULL; p++) {
		memset(&a, 0, sizeof(a));
		a.family = host->h_addrtype;
		memcpy(a.bytes, *p, addr_len(&a));
		if (addr_scope(&a) != ADDR_UNUSABLE &&
		    (lowest->family == 0 || addr_compare(&a, lowest) < 0))
			*lowest = a;
	}
}

bool
resolver_hosts(struct resolver *r, const char *name, int family,
    struct addr *lowest)
{
	struct hostent *host = NULL;
	struct channel *c;
	int status;

	memset(lowest, 0, sizeof(*lowest));
	c = channel_get(r, FRANK, &status);
	if (c == NULL)
		return false;
	if (ares_gethostbyname_file(c->ares, name, family, &host) ==
	    ARES_SUCCESS) {
		take_lowest(host, lowest);
		ares_free_hostent(host);
	}
	settle(c);
	return lowest->family != 0;
}
