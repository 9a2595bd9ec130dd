/* SPDX-License-Identifier: Apache-2.0 */
/*
 * httpd.c, with real sockets and clients in the same loop: what is answered,
 * and that whoever means it no good gets no more than that.
 */
#include "unit.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "httpd.h"
#include "listen.h"
#include "loop.h"

#define ANSWER_MAX	(1024 * 1024)

static char folder[64];
static struct sockaddr_un name;
static struct loop *loop;
static struct httpd *httpd;
static struct listen_name known;
static unsigned int n_made;
static size_t big;		/* bytes of the page */

/* A client, and what it was told. */
struct client {
	int		 fd;
	struct loop_io	*io;
	char		*text;
	size_t		 len;
	bool		 ended;
};

static char *
make(size_t *len, void *arg)
{
	char *p = malloc(big + 64);

	(void)arg;
	n_made++;
	memset(p, '.', big);
	*len = big + (size_t)sprintf(p + big, "page %u\n", n_made);
	return p;
}

static char *
make_none(size_t *len, void *arg)
{
	(void)len;
	(void)arg;
	return NULL;
}

static const struct httpd_page pages[] = {
	{ "/page", "text/plain", make },
	{ "/none", "text/plain", make_none },
};

static int
setup(void **state)
{
	int fd;

	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/test_httpd.XXXXXX");
	assert_non_null(mkdtemp(folder));
	name.sun_family = AF_UNIX;
	snprintf(name.sun_path, sizeof(name.sun_path), "%s/sock", folder);
	fd = listen_unix(name.sun_path, (gid_t)-1, &known);
	loop = loop_new();
	httpd = httpd_new(loop, fd, pages, UNIT_COUNT(pages), NULL);
	n_made = 0;
	big = 0;
	return httpd == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
	(void)state;
	httpd_free(httpd);
	loop_free(loop);
	unlink(name.sun_path);
	return rmdir(folder);
}

static void
on_readable(int what, void *arg)
{
	struct client *c = arg;
	ssize_t n;

	(void)what;
	n = recv(c->fd, c->text + c->len, ANSWER_MAX - c->len, MSG_DONTWAIT);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0) {
		c->len += (size_t)n;
		c->text[c->len] = '\0';
		return;
	}
	c->ended = true;
	loop_stop(loop);
}

/* False when it has to wait to be let in. */
static bool
try_connect(struct client *c)
{
	memset(c, 0, sizeof(*c));
	c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (connect(c->fd, (struct sockaddr *)&name, sizeof(name)) == -1) {
		close(c->fd);
		return false;
	}
	c->text = calloc(1, ANSWER_MAX + 1);
	c->io = loop_io_new(loop, c->fd, LOOP_READ, on_readable, c);
	return true;
}

static void
say(const struct client *c, const char *bytes, size_t len)
{
	assert_int_equal(send(c->fd, bytes, len, MSG_NOSIGNAL), len);
}

static void
start(struct client *c, const char *request)
{
	assert_true(try_connect(c));
	say(c, request, strlen(request));
}

static void
on_late(void *arg)
{
	(void)arg;
	loop_stop(loop);
}

/* Until it is ended from over there; false when that takes too long. */
static bool
await(const struct client *c, uint64_t limit_us)
{
	struct loop_timer *late = loop_timer_new(loop, on_late, NULL);

	loop_timer_set(late, limit_us);
	while (!c->ended && loop_timer_pending(late))
		assert_true(loop_run(loop));
	loop_timer_free(late);
	return c->ended;
}

static void
let_go(struct client *c)
{
	loop_io_free(c->io);
	close(c->fd);
	free(c->text);
}

#define LONG_US	UINT64_C(60000000)

static void
assert_answer(const char *request, const char *begin, const char *in)
{
	struct client c;

	start(&c, request);
	assert_true(await(&c, LONG_US));
	if (strncmp(c.text, begin, strlen(begin)) != 0 ||
	    strstr(c.text, in) == NULL)
		fail_msg("%s: %s", request, c.text);
	let_go(&c);
}

static void
a_page_is_served(void **state)
{
	(void)state;
	assert_answer("GET /page HTTP/1.0\r\n\r\n", "HTTP/1.0 200 OK\r\n",
	    "\r\n\r\npage 1\n");
	assert_answer("GET /page HTTP/1.1\r\nHost: x\r\n\r\n",
	    "HTTP/1.1 200 OK\r\n", "Content-Type: text/plain\r\n");
	assert_answer("GET /page?x=1 HTTP/1.1\r\nHost: x\r\n\r\n",
	    "HTTP/1.1 200 OK\r\n", "Connection: close\r\n");
}

static void
all_else_is_refused(void **state)
{
	static char headers[8192];

	(void)state;
	assert_answer("GET /other HTTP/1.0\r\n\r\n", "HTTP/1.", " 404 ");
	assert_answer("GET /none HTTP/1.0\r\n\r\n", "HTTP/1.", " 500 ");
	assert_answer("POST /page HTTP/1.0\r\nContent-Length: 0\r\n\r\n",
	    "HTTP/1.", " 501 ");
	assert_answer("DELETE /page HTTP/1.0\r\n\r\n", "HTTP/1.", " 501 ");
	assert_answer("PUT /page HTTP/1.0\r\nContent-Length: 99999999\r\n\r\n",
	    "HTTP/1.", " 413 ");
	snprintf(headers, sizeof(headers), "GET /page HTTP/1.0\r\nX: %07000d"
	    "\r\n\r\n", 0);
	assert_answer(headers, "HTTP/", "400");
	assert_int_equal(n_made, 0);
}

static void
garbage_ends_the_connection(void **state)
{
	static const char *const garbage[] = {
		"\r\n\r\n", "GET\r\n\r\n", "GET /page\r\n\r\n",
		"GET  /page HTTP/9.9\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n",
		"GET /page HTTP/1.1\r\n: x\r\n\r\n",
		"GET http://[/ HTTP/1.1\r\n\r\n", "\n\n\n\n\n\n",
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(garbage); i++) {
		struct client c;

		start(&c, garbage[i]);
		shutdown(c.fd, SHUT_WR);
		assert_true(await(&c, LONG_US));
		let_go(&c);
	}
	assert_answer("GET /page HTTP/1.0\r\n\r\n", "HTTP/1.0 200", "");
}

static void
those_who_ask_at_once_share_a_page(void **state)
{
	struct client c[8];

	(void)state;
	big = 400 * 1024;	/* more than the socket takes at once */
	for (size_t i = 0; i < UNIT_COUNT(c); i++)
		start(&c[i], "GET /page HTTP/1.0\r\n\r\n");
	for (size_t i = 0; i < UNIT_COUNT(c); i++) {
		assert_true(await(&c[i], LONG_US));
		assert_true(c[i].len > big);
		let_go(&c[i]);
	}
	assert_true(n_made < UNIT_COUNT(c));
}

static void
half_a_request_does_not_stay(void **state)
{
	struct client idle, half, unread;

	(void)state;
	big = 1024 * 1024 - 1024;
	assert_true(try_connect(&idle));
	start(&half, "GET /pa");
	/* Asks, and takes nothing. */
	start(&unread, "GET /page HTTP/1.0\r\n\r\n");
	loop_io_free(unread.io);
	unread.io = NULL;
	assert_true(await(&idle, LONG_US));
	assert_true(await(&half, LONG_US));
	assert_int_equal(half.len, 0);
	let_go(&idle);
	let_go(&half);
	let_go(&unread);
}

/* As long as there are no more, others are let in. */
static void
only_so_many_at_once(void **state)
{
	enum { MANY = 200 };
	static struct client c[MANY];
	bool in[MANY];
	unsigned int n = 0;

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		struct client nobody = { .ended = false };

		in[i] = try_connect(&c[i]);
		n += in[i];
		if (!in[i])
			(void)await(&nobody, 1000);
	}
	/* Those who are let in, and those who wait in the backlog. */
	assert_true(n >= HTTPD_CLIENTS);
	assert_true(n <= HTTPD_CLIENTS + 2 * (LISTEN_BACKLOG + 1));
	for (size_t i = 0; i < MANY; i++)
		if (in[i])
			let_go(&c[i]);
	for (struct client nobody = { .ended = false }; !try_connect(&c[0]); )
		(void)await(&nobody, 1000);
	let_go(&c[0]);
	assert_answer("GET /page HTTP/1.0\r\n\r\n", "HTTP/1.0 200", "");
}

/* Slowly, but never pausing: each byte starts the wait anew. */
static void
on_drip(void *arg)
{
	struct client *c = arg;

	(void)send(c->fd, "x", 1, MSG_NOSIGNAL);
}

static void
a_drip_does_not_stay(void **state)
{
	struct client c, nobody = { .ended = false };

	(void)state;
	start(&c, "GET /page HTTP/1.0\r\nX: ");
	for (int i = 0; i < 600 && !c.ended; i++) {
		on_drip(&c);
		(void)await(&nobody, 100000);
	}
	assert_true(c.ended);
	let_go(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_page_is_served, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(all_else_is_refused, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(garbage_ends_the_connection,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(
		    those_who_ask_at_once_share_a_page, setup, teardown),
		cmocka_unit_test_setup_teardown(half_a_request_does_not_stay,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(only_so_many_at_once, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(a_drip_does_not_stay, setup,
		    teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
