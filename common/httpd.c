/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libevent's HTTP server behind httpd.h; works with libevent 2.0.21 and later.
 * It accepts whoever comes, without a pause as long as they come: to hold it
 * back, the descriptor that it listens at is a copy, which is taken away from
 * it while there are enough clients.
 */
#include "httpd.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "clients.h"
#include "log.h"
#include "loop.h"

#define HEADERS_MAX	4096	/* bytes, the line of the request included */
#define BODY_MAX	1024	/* bytes; nothing wants one */
#define CHECK_US	UINT64_C(1000000)	/* while there are clients */
#define FULL_CHECK_US	UINT64_C(50000)		/* while others wait */

/*
 * From 2.1 on we are asked at each connection that is accepted. Before, we see
 * only afterwards that there have been many: then the backlog is the limit of
 * what comes at once, or, against who refills it as fast, that of descriptors.
 */
extern void	evhttp_set_bevcb(struct evhttp *,
		    struct bufferevent *(*)(struct event_base *, void *),
		    void *) __attribute__((weak));

/* Shared by all that it is being sent to. */
struct text {
	char		*p;
	size_t		 len;
	unsigned int	 refs;
};

struct served {
	struct httpd			*httpd;
	const struct httpd_page		*page;
	struct text			*text;	/* the last one, for a while */
};

struct httpd {
	struct loop			*loop;
	struct evhttp			*http;
	struct evhttp_bound_socket	*bound;	/* NULL: accepts nobody now */
	int				 fd;
	struct loop_io			*knock;	/* somebody wants to come in */
	struct loop_timer		*check;
	struct loop_timer		*share;
	struct clients			 clients;
	size_t				 accepted;	/* since looking */
	size_t				 n;
	struct served			 served[HTTPD_PAGES_MAX];
	void				*arg;
};

static void	on_knock(int, void *);

static void
text_release(struct text *t)
{
	if (t == NULL || --t->refs > 0)
		return;
	free(t->p);
	free(t);
}

static void
on_sent(const void *p, size_t len, void *arg)
{
	(void)p;
	(void)len;
	text_release(arg);
}

static void
forget_texts(void *arg)
{
	struct httpd *h = arg;

	for (size_t i = 0; i < h->n; i++) {
		text_release(h->served[i].text);
		h->served[i].text = NULL;
	}
}

/* NULL without memory. */
static struct text *
make_text(struct served *s)
{
	struct httpd *h = s->httpd;
	struct text *t = s->text;

	if (t != NULL)
		return t;
	t = calloc(1, sizeof(*t));
	if (t == NULL || (t->p = s->page->make(&t->len, h->arg)) == NULL) {
		free(t);
		return NULL;
	}
	t->refs = 1;
	s->text = t;
	if (!loop_timer_pending(h->share))
		loop_timer_set(h->share, HTTPD_SHARE_US);
	return t;
}

static void
on_request(struct evhttp_request *req, void *arg)
{
	struct served *s = arg;
	struct text *t = make_text(s);
	struct evbuffer *body = evbuffer_new();

	if (t == NULL || body == NULL ||
	    evbuffer_add_reference(body, t->p, t->len, on_sent, t) == -1) {
		evhttp_send_error(req, HTTP_INTERNAL, "Out of memory");
	} else {
		struct evkeyvalq *headers = evhttp_request_get_output_headers(
		    req);

		t->refs++;
		evhttp_add_header(headers, "Content-Type", s->page->type);
		evhttp_add_header(headers, "Cache-Control", "no-store");
		evhttp_add_header(headers, "Connection", "close");
		evhttp_send_reply(req, HTTP_OK, "OK", body);
	}
	if (body != NULL)
		evbuffer_free(body);
}

static void
open_door(struct httpd *h)
{
	int copy;

	if (h->bound != NULL)
		return;
	copy = dup(h->fd);
	h->bound = copy == -1 ? NULL :
	    evhttp_accept_socket_with_handle(h->http, copy);
	if (h->bound == NULL) {
		if (copy != -1)
			close(copy);
		return;
	}
	h->knock = loop_io_new(h->loop, h->fd, LOOP_READ, on_knock, h);
}

static void
close_door(struct httpd *h)
{
	if (h->bound == NULL)
		return;
	loop_io_free(h->knock);
	h->knock = NULL;
	evhttp_del_accept_socket(h->http, h->bound);
	h->bound = NULL;
}

static void
look(struct httpd *h)
{
	uint64_t now = loop_now_us();

	h->accepted = 0;
	clients_look(&h->clients, now);
	clients_expire(&h->clients, now, HTTPD_LIMIT_US);
	if (h->clients.n >= HTTPD_CLIENTS)
		close_door(h);
	else
		open_door(h);
}

static void
on_check(void *arg)
{
	struct httpd *h = arg;

	look(h);
	if (h->bound == NULL)
		loop_timer_set(h->check, FULL_CHECK_US);
	else if (h->clients.n > 0)
		loop_timer_set(h->check, CHECK_US);
}

/* It may be accepted before this or after it. */
static void
on_knock(int what, void *arg)
{
	struct httpd *h = arg;

	(void)what;
	look(h);
	if (h->bound == NULL)
		loop_timer_set(h->check, FULL_CHECK_US);
	else if (!loop_timer_pending(h->check))
		loop_timer_set(h->check, CHECK_US);
}

/* NULL stands for the usual one. */
static struct bufferevent *
on_accept(struct event_base *base, void *arg)
{
	struct httpd *h = arg;

	(void)base;
	if (h->clients.n + ++h->accepted >= HTTPD_CLIENTS)
		on_knock(LOOP_READ, h);
	return NULL;
}

static bool
add_pages(struct httpd *h, const struct httpd_page *pages, size_t n)
{
	for (size_t i = 0; i < n && i < HTTPD_PAGES_MAX; i++) {
		struct served *s = &h->served[h->n++];

		s->httpd = h;
		s->page = &pages[i];
		if (evhttp_set_cb(h->http, s->page->path, on_request, s) != 0)
			return false;
	}
	return true;
}

struct httpd *
httpd_new(struct loop *loop, int fd, const struct httpd_page *pages, size_t n,
    void *arg)
{
	struct httpd *h = calloc(1, sizeof(*h));

	if (h == NULL)
		fatal("HTTP");
	h->loop = loop;
	h->fd = fd;
	h->arg = arg;
	h->check = loop_timer_new(loop, on_check, h);
	h->share = loop_timer_new(loop, forget_texts, h);
	h->http = evhttp_new(loop_base(loop));
	if (h->http == NULL)
		fatal("HTTP");
	evhttp_set_max_headers_size(h->http, HEADERS_MAX);
	evhttp_set_max_body_size(h->http, BODY_MAX);
	evhttp_set_allowed_methods(h->http, EVHTTP_REQ_GET);
	if (evhttp_set_bevcb != NULL)
		evhttp_set_bevcb(h->http, on_accept, h);
	evhttp_set_timeout(h->http, (int)(HTTPD_IDLE_US / 1000000));
	if (clients_init(&h->clients, fd) && add_pages(h, pages, n))
		open_door(h);
	if (h->bound == NULL) {
		int saved = errno;

		httpd_free(h);
		errno = saved;
		return NULL;
	}
	return h;
}

void
httpd_free(struct httpd *h)
{
	if (h == NULL)
		return;
	close_door(h);
	evhttp_free(h->http);
	forget_texts(h);
	loop_timer_free(h->share);
	loop_timer_free(h->check);
	close(h->fd);
	free(h);
}
