/* SPDX-License-Identifier: Apache-2.0 */
/* The monitor's side of hsflowd-xen; called by monitor.c. */
#include "collector.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backoff.h"
#include "child.h"
#include "fdpass.h"
#include "log.h"
#include "loop.h"
#include "tapdisk.h"

struct collector {
	const struct options	*options;
	struct loop		*loop;
	char			 path[PATH_MAX];
	int			 pair[2];	/* agent's, hsflowd-xen's */
	int			 fd;		/* to hsflowd-xen; -1 */
	struct loop_io		*io;
	struct child		*child;		/* NULL while none runs */
	struct loop_timer	*timer;		/* to start it again */
	struct backoff		 backoff;
	bool			 told;		/* that it keeps ending */
};

static void start(void *);

/* Below /dev/shm anyone may make a folder: only root's counts. */
static int
open_as_root(int folder, const char *name, int flags, mode_t kind)
{
	struct stat st;
	int fd = openat(folder, name,
	    flags | O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == 0 && (st.st_mode & S_IFMT) == kind &&
	    st.st_uid == geteuid())
		return fd;
	close(fd);
	errno = EPERM;
	return -1;
}

static int
open_stats(const struct collector *c, const struct tapdisk_name *n)
{
	char path[PATH_MAX], name[64];
	int shm, folder, fd = -1;

	snprintf(path, sizeof(path), "%s/dev/shm", c->options->root);
	shm = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (shm == -1)
		return -1;
	snprintf(name, sizeof(name), "td3-%u", n->pid);
	folder = open_as_root(shm, name, O_DIRECTORY, S_IFDIR);
	if (folder != -1) {
		snprintf(name, sizeof(name), "vbd-%u-%u", n->domid, n->device);
		fd = open_as_root(folder, name, 0, S_IFREG);
		close(folder);
	}
	close(shm);
	return fd;
}

static void
close_channel(struct collector *c)
{
	loop_io_free(c->io);
	c->io = NULL;
	if (c->fd != -1)
		close(c->fd);
	c->fd = -1;
}

static void
on_question(int what, void *arg)
{
	static const char answer = 0;
	struct collector *c = arg;
	uint8_t bytes[TAPDISK_ASK_BYTES + 1];
	struct tapdisk_name name;
	ssize_t n = recv(c->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	int fd;

	(void)what;
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		close_channel(c);	/* its end follows */
		return;
	}
	if (!tapdisk_parse(bytes, (size_t)n, &name)) {
		log_warnx("hsflowd-xen says what it should not");
		collector_replace(c);
		return;
	}
	fd = open_stats(c, &name);
	log_debug(2, "tapdisk %u of domain %u, device %u: %s", name.pid,
	    name.domid, name.device, fd == -1 ? strerror(errno) : "opened");
	(void)fdpass_send(c->fd, &answer, sizeof(answer), fd);
	if (fd != -1)
		close(fd);
}

/* Once in a row of ends: a host without xenstored has one a minute. */
static void
tell(struct collector *c, const char *how, uint64_t wait_us)
{
	unsigned int s = (unsigned int)(wait_us / 1000000);

	if (c->told)
		log_debug(1, "hsflowd-xen ended (%s), restart in %u s", how,
		    s);
	else
		log_warnx("hsflowd-xen ended (%s): no VM numbers; restart in "
		    "%u s, then less often", how, s);
	c->told = true;
}

static void
on_end(const struct child_result *r, void *arg)
{
	struct collector *c = arg;
	char how[128];
	uint64_t wait;

	c->child = NULL;
	close_channel(c);
	if (r->elapsed_us > BACKOFF_STEADY_US)
		c->told = false;
	wait = backoff_next(&c->backoff, r->elapsed_us);
	tell(c, child_describe(r, how, sizeof(how)), wait);
	loop_timer_set(c->timer, wait);
}

static void
fill_argv(const struct collector *c, const char *argv[16])
{
	size_t n = 0;

	argv[n++] = COLLECTOR_PROGRAM;
	if (c->told)
		argv[n++] = "--again";
	if (c->options->root[0] != '\0') {
		argv[n++] = "--root";
		argv[n++] = c->options->root;
	}
	for (int i = 0; i < c->options->debug && i < 3; i++)
		argv[n++] = "-d";
	argv[n] = NULL;
}

static void
start(void *arg)
{
	struct collector *c = arg;
	const char *argv[16];
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
		fatal("socketpair");
	fill_argv(c, argv);
	c->fd = pair[0];
	c->child = child_start(c->loop, &(struct child_spec){ .argv = argv,
	    .path = c->path, .done = on_end, .arg = c, .inherit = true,
	    .pass_fds = { c->pair[1], pair[1] } });
	close(pair[1]);
	c->io = loop_io_new(c->loop, c->fd, LOOP_READ, on_question, c);
	log_debug(2, "hsflowd-xen process %ld started",
	    (long)child_pid(c->child));
}

static void
find_program(char path[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", path,
	    PATH_MAX - sizeof(COLLECTOR_PROGRAM) - 1);
	char *slash;

	path[n < 0 ? 0 : n] = '\0';
	slash = strrchr(path, '/');
	strcpy(slash == NULL ? path : slash + 1, COLLECTOR_PROGRAM);
}

struct collector *
collector_new(struct loop *loop, const struct options *options)
{
	struct collector *c = calloc(1, sizeof(*c));

	if (c == NULL || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0,
	    c->pair) == -1)
		fatal("start");
	c->options = options;
	c->loop = loop;
	c->fd = -1;
	find_program(c->path);
	c->timer = loop_timer_new(loop, start, c);
	start(c);
	return c;
}

int
collector_agent_end(const struct collector *c)
{
	return c->pair[0];
}

void
collector_replace(struct collector *c)
{
	if (c->child != NULL)
		child_signal(c->child, SIGKILL);
}

void
collector_free(struct collector *c)
{
	if (c == NULL)
		return;
	child_cancel(c->child);
	close_channel(c);
	loop_timer_free(c->timer);
	close(c->pair[0]);
	close(c->pair[1]);
	free(c);
}
