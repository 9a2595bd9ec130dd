/* SPDX-License-Identifier: Apache-2.0 */
/* The agent's parts in, pages out to whoever asks; called by the agent. */
#include "control.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daemon.h"
#include "health.h"
#include "httpd.h"
#include "life.h"
#include "listen.h"
#include "log.h"
#include "loop.h"
#include "metrics.h"
#include "prom.h"

/* A port that somebody else has may become free. */
#define RETRY_US	UINT64_C(30000000)

struct control {
	struct loop		*loop;
	const char		*path;
	struct listen_name	 name;
	struct httpd		*local;		/* or NULL */
	struct httpd		*remote;	/* or NULL: /metrics over TCP */
	struct addr		 ip;		/* of that, wanted; or none */
	uint16_t		 port;
	int			 error;		/* why not, or 0 */
	struct loop_timer	*retry;
	void			(*fill)(struct status *, void *);
	void			*arg;
	struct life		 life;
};

static char *
make_page(const struct control *c, char *(*make)(const struct status *,
    const struct problems *, size_t *), size_t *len)
{
	struct problems problems = { 0 };
	struct status st;
	char *text;

	memset(&st, 0, sizeof(st));
	life_vitals(&c->life, &st.vitals);
	st.metrics_error = c->error == 0 ? "" : strerror(c->error);
	c->fill(&st, c->arg);
	health_judge(&st, &problems);
	text = make(&st, &problems, len);
	if (text != NULL && *len > LIFE_BIG_PAGE)
		life_give_back();
	/* What was made is a text of its own. */
	/* cppcheck-suppress returnDanglingLifetime */
	return text;
}

static char *
make_status(size_t *len, void *arg)
{
	return make_page(arg, status_json, len);
}

static char *
make_metrics(size_t *len, void *arg)
{
	return make_page(arg, metrics_text, len);
}

static const struct httpd_page pages[] = {
	{ "/metrics", PROM_CONTENT_TYPE, make_metrics },
	{ "/status", "application/json", make_status },
};

#define N_PAGES		(sizeof(pages) / sizeof(pages[0]))
#define N_REMOTE	1	/* the first of them */

static void
open_local(struct control *c)
{
	int fd = listen_unix(c->path, daemon_group(), &c->name);

	if (fd != -1)
		c->local = httpd_new(c->loop, fd, pages, N_PAGES, c);
	if (c->local == NULL)
		log_warn("control socket %s: hsflowctl status will not see "
		    "this process", c->path);
}

/* Logged when it is new. */
static void
open_remote(void *arg)
{
	struct control *c = arg;
	int fd = listen_tcp(&c->ip, c->port), before = c->error;
	char ip[ADDR_STRLEN];

	addr_format(&c->ip, ip);
	if (fd != -1)
		c->remote = httpd_new(c->loop, fd, pages, N_REMOTE, c);
	if (c->remote != NULL) {
		c->error = 0;
		log_info("metrics are served at %s port %u", ip, c->port);
		return;
	}
	c->error = errno;
	if (c->error != before)
		log_warn("metrics = %s port %u; trying again", ip, c->port);
	loop_timer_set(c->retry, RETRY_US);
}

void
control_set(struct control *c, const struct conf *conf)
{
	if (addr_equal(&conf->metrics_ip, &c->ip) &&
	    conf->metrics_port == c->port)
		return;
	httpd_free(c->remote);
	c->remote = NULL;
	c->error = 0;
	loop_timer_clear(c->retry);
	c->ip = conf->metrics_ip;
	c->port = conf->metrics_port;
	if (c->ip.family != 0)
		open_remote(c);
}

struct control *
control_new(struct loop *loop, const char *path,
    void (*fill)(struct status *, void *), void *arg)
{
	struct control *c = calloc(1, sizeof(*c));

	if (c == NULL)
		fatal("start");
	c->loop = loop;
	c->path = path;
	c->fill = fill;
	c->arg = arg;
	c->retry = loop_timer_new(loop, open_remote, c);
	life_begin(&c->life, "hsflowd");
	open_local(c);
	return c;
}

void
control_free(struct control *c)
{
	if (c == NULL)
		return;
	life_end(&c->life);
	httpd_free(c->remote);
	if (c->local != NULL && !listen_remove(c->path, &c->name))
		log_warn("cannot remove %s", c->path);
	httpd_free(c->local);
	loop_timer_free(c->retry);
	free(c);
}
