/* SPDX-License-Identifier: Apache-2.0 */
/* The wiring's knowledge in, pages out to whoever asks. */
#include "ovs_control.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "daemon.h"
#include "httpd.h"
#include "life.h"
#include "log.h"
#include "ovs_health.h"
#include "ovs_metrics.h"
#include "prom.h"

struct ovs_control {
	struct ovs_control_socket	 socket;
	struct httpd			*httpd;		/* or NULL */
	void				(*fill)(struct ovs_status *, void *);
	void				*arg;
	struct life			 life;
};

static char *
make_page(const struct ovs_control *c, char *(*make)(
    const struct ovs_status *, const struct problems *, size_t *),
    size_t *len)
{
	struct problems problems = { 0 };
	struct ovs_status st;
	char *text;

	memset(&st, 0, sizeof(st));
	life_vitals(&c->life, &st.vitals);
	c->fill(&st, c->arg);
	ovs_health_judge(&st, &problems);
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
	return make_page(arg, ovs_status_json, len);
}

static char *
make_metrics(size_t *len, void *arg)
{
	return make_page(arg, ovs_metrics_text, len);
}

static const struct httpd_page pages[] = {
	{ "/metrics", PROM_CONTENT_TYPE, make_metrics },
	{ "/status", "application/json", make_status },
};

void
ovs_control_listen(struct ovs_control_socket *s)
{
	if (strcmp(s->path, OVS_CONTROL_SOCKET) == 0)
		(void)mkdir(OVS_CONTROL_FOLDER, 0755);
	s->fd = listen_unix(s->path, daemon_group(), &s->name);
	if (s->fd == -1)
		log_warn("control socket %s: hsflowctl status will not see "
		    "this process", s->path);
}

struct ovs_control *
ovs_control_new(struct loop *loop, const struct ovs_control_socket *s,
    void (*fill)(struct ovs_status *, void *), void *arg)
{
	struct ovs_control *c = calloc(1, sizeof(*c));

	if (c == NULL)
		fatal("start");
	c->socket = *s;
	c->fill = fill;
	c->arg = arg;
	life_begin(&c->life, "sflowovsd");
	if (s->fd == -1)
		return c;
	c->httpd = httpd_new(loop, s->fd, pages,
	    sizeof(pages) / sizeof(pages[0]), c);
	if (c->httpd == NULL)
		log_warn("control socket %s", s->path);
	return c;
}

void
ovs_control_free(struct ovs_control *c)
{
	if (c == NULL)
		return;
	life_end(&c->life);
	if (c->socket.fd != -1 &&
	    !listen_remove(c->socket.path, &c->socket.name))
		log_debug(1, "%s stays: without privileges it cannot be "
		    "removed", c->socket.path);
	httpd_free(c->httpd);
	free(c);
}
