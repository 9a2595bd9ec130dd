/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages over HTTP, read only, at a listening socket: libevent's server, which
 * only this file knows. Made for a socket that a few people and programs ask
 * now and then, and for others that mean it no good:
 *
 * GET alone; one request for each connection; 4 kB of headers, no body. While
 * HTTPD_CLIENTS are connected, others wait to be accepted. A connection that
 * says nothing, or takes nothing, for HTTPD_IDLE_US ends, and after
 * HTTPD_LIMIT_US each does. A page that was made less than HTTPD_SHARE_US ago
 * is served again, so that asking without a pause costs no more than asking
 * ten times a second. Nothing waits, and nothing wakes up while nobody asks.
 */
#ifndef HTTPD_H
#define HTTPD_H

#include <stddef.h>
#include <stdint.h>

#define HTTPD_CLIENTS	32
#define HTTPD_IDLE_US	UINT64_C(5000000)
#define HTTPD_LIMIT_US	UINT64_C(10000000)
#define HTTPD_SHARE_US	UINT64_C(100000)
#define HTTPD_PAGES_MAX	4

struct httpd;
struct loop;

struct httpd_page {
	const char	*path;		/* "/status" */
	const char	*type;		/* Content-Type */
	/*
	 * Makes the text: its length in *len, the caller's to free. NULL when
	 * there is no memory, which is answered with 500.
	 */
	char		*(*make)(size_t *len, void *);
};

/*
 * The pages and what stands in them are kept, not copied. The socket is the
 * server's from then on; NULL, with errno and the socket closed, when it cannot
 * be.
 */
struct httpd	*httpd_new(struct loop *, int fd, const struct httpd_page *,
		    size_t n, void *);
void		 httpd_free(struct httpd *);

#endif
