/* SPDX-License-Identifier: Apache-2.0 */
/* Options in, a running agent out; called by main. */
#include "monitor.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "backoff.h"
#include "child.h"
#include "collector.h"
#include "daemon.h"
#include "file.h"
#include "folder.h"
#include "handover.h"
#include "log.h"
#include "loop.h"
#include "xenhost.h"

#define STOP_US		UINT64_C(700000)	/* then SIGKILL */

struct monitor {
	const struct options	*options;
	const char		**argv;		/* of the agent */
	struct loop		*loop;
	struct child		*agent;		/* NULL while none runs */
	struct loop_timer	*timer;		/* to restart, or to kill */
	struct loop_io		*io;
	int			 fd;		/* our end; -1 */
	struct collector	*collector;	/* NULL but on a Xen dom0 */
	struct backoff		 backoff;
	bool			 ready;		/* it has worked once */
	bool			 up;		/* this one works */
	bool			 stopping;
	bool			 left_state;	/* the last one, by its end */
	struct folder_file	 state;
	int			 state_folder;	/* descriptor, or -1 */
	bool			 drop;
	struct folder_user	 user;		/* to whom */
	int			 status;	/* of our own exit */
};

static void start_agent(void *);

static void
read_dmi_uuid(const struct monitor *m, struct handover *h)
{
	char path[4096];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "%s/sys/class/dmi/id/product_uuid",
	    m->options->root);
	fd = file_open(path);
	if (fd == -1)
		return;
	n = file_read(fd, h->dmi_uuid, sizeof(h->dmi_uuid) - 1);
	h->dmi_uuid[n < 0 ? 0 : n] = '\0';
	close(fd);
}

static void
close_channel(struct monitor *m)
{
	loop_io_free(m->io);
	m->io = NULL;
	if (m->fd != -1)
		close(m->fd);
	m->fd = -1;
}

static void
on_channel(int what, void *arg)
{
	struct monitor *m = arg;
	char byte;
	ssize_t n = recv(m->fd, &byte, 1, MSG_DONTWAIT);

	(void)what;
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n == 1 && byte == HANDOVER_XEN_HANGS && m->up &&
	    m->collector != NULL) {
		collector_replace(m->collector);
		return;
	}
	if (n != 1 || byte != HANDOVER_READY || m->up) {
		close_channel(m);
		if (n == 1) {
			log_warnx("agent process says what it should not");
			child_signal(m->agent, SIGKILL);
		}
		return;		/* its end follows */
	}
	m->ready = m->up = true;
	daemon_ready("running");
}

static void
on_agent_end(const struct child_result *r, void *arg)
{
	struct monitor *m = arg;
	char how[128];
	uint64_t wait;

	m->agent = NULL;
	m->left_state = !child_ok(r);
	close_channel(m);
	if (m->stopping) {
		loop_stop(m->loop);
		return;
	}
	child_describe(r, how, sizeof(how));
	if (!m->ready) {
		/* It has said why itself, unless something ended it. */
		if (r->error != 0 || r->signal != 0)
			log_warnx("agent process: %s", how);
		m->status = 1;
		loop_stop(m->loop);
		return;
	}
	wait = backoff_next(&m->backoff, r->elapsed_us);
	log_warnx("agent process ended (%s), restart in %u s", how,
	    (unsigned int)(wait / 1000000));
	loop_timer_set(m->timer, wait);
}

static void
start_agent(void *arg)
{
	struct monitor *m = arg;
	struct child_spec spec = { 0 };
	struct handover handover = { .xen = m->collector != NULL };
	uint8_t bytes[HANDOVER_BYTES];
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
		fatal("socketpair");
	m->fd = pair[0];
	m->up = false;
	read_dmi_uuid(m, &handover);
	handover_format(&handover, bytes);
	if (send(m->fd, bytes, sizeof(bytes), MSG_NOSIGNAL) == -1)
		fatal("agent process");
	spec.argv = m->argv;
	spec.path = "/proc/self/exe";
	spec.done = on_agent_end;
	spec.arg = m;
	spec.inherit = true;
	spec.pass_fds[0] = pair[1];
	if (m->collector != NULL)
		spec.pass_fds[1] = collector_agent_end(m->collector);
	spec.drop = m->drop;
	spec.uid = m->user.uid;
	spec.gid = m->user.gid;
	m->agent = child_start(m->loop, &spec);
	close(pair[1]);
	m->io = loop_io_new(m->loop, m->fd, LOOP_READ, on_channel, m);
	log_debug(2, "agent process %ld started",
	    (long)child_pid(m->agent));
}

static void
kill_agent(void *arg)
{
	struct monitor *m = arg;

	log_warnx("agent process does not stop, killed");
	child_cancel(m->agent);
	m->agent = NULL;
	m->left_state = true;
	loop_stop(m->loop);
}

static void
on_stop(int signo, void *arg)
{
	struct monitor *m = arg;

	if (m->stopping)
		return;
	log_info("stopping (signal %d)", signo);
	daemon_stopping();
	m->stopping = true;
	loop_timer_free(m->timer);
	m->timer = loop_timer_new(m->loop, kill_agent, m);
	if (m->agent == NULL) {
		loop_stop(m->loop);
		return;
	}
	child_signal(m->agent, SIGTERM);
	loop_timer_set(m->timer, STOP_US);
}

static void
on_hangup(int signo, void *arg)
{
	struct monitor *m = arg;

	/* One that is not up yet reads the configuration anyway. */
	if (m->agent != NULL && m->up && !m->stopping)
		child_signal(m->agent, signo);
}

static bool
same_folder(const char *a, const char *b)
{
	size_t n = (size_t)(strrchr(a, '/') - a);

	return n == (size_t)(strrchr(b, '/') - b) && strncmp(a, b, n) == 0;
}

/* No folder that is prepared already is prepared, or complained of, twice. */
static void
prepare_folder(const struct monitor *m, const struct folder_file *file)
{
	int fd;

	if (same_folder(file->path, m->state.path))
		return;
	fd = folder_prepare(file, m->drop ? &m->user : NULL);
	if (fd != -1)
		close(fd);
}

static void
prepare_folders(struct monitor *m)
{
	const struct folder_file control = { .path = m->options->control,
	    .own = OPTIONS_STATE_FOLDER, .what = "control socket",
	    .optional = true };
	const struct folder_file lastgood = { .path = m->options->lastgood,
	    .own = OPTIONS_LASTGOOD_FOLDER, .what = "DNS answers file",
	    .optional = true };

	m->state_folder = folder_prepare(&m->state, m->drop ? &m->user :
	    NULL);
	prepare_folder(m, &control);
	prepare_folder(m, &lastgood);
}

/* After a clean stop there is no state file, whatever became of the agent. */
static void
remove_left_state(const struct monitor *m)
{
	if (!m->stopping || !m->left_state || m->state_folder == -1)
		return;
	if (!folder_remove(m->state_folder, &m->state))
		log_warn("cannot remove %s", m->state.path);
}

static void
choose_user(struct monitor *m)
{
	if (geteuid() != 0) {
		log_info("started by an ordinary user: the UUID of DMI "
		    "cannot be read");
		return;
	}
	if (!daemon_user(&m->user.uid, &m->user.gid, &m->user.name))
		fatalx("neither user hsflowd nor nobody exists; make one: "
		    "useradd --system hsflowd");
	m->drop = true;
	log_debug(1, "the agent process runs as user %s", m->user.name);
}

int
monitor_run(const struct options *options, const char *program)
{
	struct monitor m = { .options = options, .fd = -1,
	    .state = { .path = options->state, .own = OPTIONS_STATE_FOLDER,
	    .what = "state file" }, .state_folder = -1 };
	struct loop_signal *term, *interrupt, *hangup;

	m.argv = options_agent_argv(options, program);
	m.loop = loop_new();
	if (m.loop == NULL)
		fatalx("no event loop");
	choose_user(&m);
	prepare_folders(&m);
	m.timer = loop_timer_new(m.loop, start_agent, &m);
	term = loop_signal_new(m.loop, SIGTERM, on_stop, &m);
	interrupt = loop_signal_new(m.loop, SIGINT, on_stop, &m);
	hangup = loop_signal_new(m.loop, SIGHUP, on_hangup, &m);
	if (xenhost_find(options->root) == XENHOST_DOM0)
		m.collector = collector_new(m.loop, options);
	start_agent(&m);
	if (!loop_run(m.loop))
		fatalx("event loop failed");
	daemon_ending();
	child_cancel(m.agent);
	remove_left_state(&m);
	collector_free(m.collector);
	close_channel(&m);
	if (m.state_folder != -1)
		close(m.state_folder);
	loop_signal_free(hangup);
	loop_signal_free(interrupt);
	loop_signal_free(term);
	loop_timer_free(m.timer);
	loop_free(m.loop);
	free(m.argv);
	return m.status;
}
