/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Child processes: an argument vector in, a struct child_result out. Called by
 * sflowovsd for ovs-vsctl and ovsdb-client, by hsflowd's monitor for its own
 * processes.
 */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fds.h"
#include "log.h"
#include "loop.h"
#include "privdrop.h"

#define PASSED_FD	3	/* the first */
#define STATUS_FD	(PASSED_FD + CHILD_FDS_MAX)
#define READ_CHUNK	16384
#define DRAIN_CHUNKS	1024	/* a pipe holds 64 kB, or 1 MB at most */

struct stream {
	struct child	*child;
	struct loop_io	*io;
	int		 fd;	/* -1 at end of file */
	char		*buf;
	size_t		 len, cap;
};

struct child {
	struct loop		*loop;
	struct child_spec	 spec;
	struct child_result	 result;
	pid_t			 pid;	/* 0 once reaped */
	uint64_t		 started_us;
	struct loop_timer	*limit;	/* also reports a failed start */
	struct stream		 out, err;
	struct child		*next;
};

/* All children of this process, and the signal that tells of their end. */
static struct child *children;
static struct loop_signal *sigchld;

bool
child_ok(const struct child_result *r)
{
	return r->error == 0 && !r->timed_out && !r->truncated &&
	    r->signal == 0 && r->status == 0;
}

const char *
child_describe(const struct child_result *r, char *buf, size_t cap)
{
	if (r->error != 0)
		snprintf(buf, cap, "cannot start: %s", strerror(r->error));
	else if (r->timed_out)
		snprintf(buf, cap, "no end within %.1f s, killed",
		    (double)r->elapsed_us / 1e6);
	else if (r->truncated)
		snprintf(buf, cap, "too much output, killed");
	else if (r->signal != 0)
		snprintf(buf, cap, "killed by signal %d", r->signal);
	else
		snprintf(buf, cap, "exit status %d", r->status);
	return buf;
}

pid_t
child_pid(const struct child *c)
{
	return c->pid;
}

void
child_signal(const struct child *c, int signo)
{
	if (c->pid > 0)
		kill(c->pid, signo);
}

static void
stream_close(struct stream *s)
{
	loop_io_free(s->io);
	s->io = NULL;
	if (s->fd != -1)
		close(s->fd);
	s->fd = -1;
}

static void
child_unlink(struct child *c)
{
	struct child **at = &children;

	while (*at != NULL && *at != c)
		at = &(*at)->next;
	if (*at == c)
		*at = c->next;
	if (children == NULL) {
		loop_signal_free(sigchld);
		sigchld = NULL;
	}
}

static void
child_free(struct child *c)
{
	child_unlink(c);
	loop_timer_free(c->limit);
	stream_close(&c->out);
	stream_close(&c->err);
	free(c->out.buf);
	free(c->err.buf);
	free(c);
}

static void
kill_group(const struct child *c)
{
	if (c->pid > 0) {
		kill(-c->pid, SIGKILL);
		kill(c->pid, SIGKILL);	/* before its own setpgid */
	}
}

void
child_cancel(struct child *c)
{
	if (c == NULL)
		return;
	kill_group(c);
	if (c->pid > 0)
		while (waitpid(c->pid, NULL, 0) == -1 && errno == EINTR)
			;
	child_free(c);
}

static const char *
stream_text(const struct stream *s)
{
	return s->buf == NULL ? "" : s->buf;
}

static bool
stream_grow(struct stream *s, size_t more)
{
	size_t cap = s->cap == 0 ? 1024 : s->cap;
	char *bigger;

	while (cap < s->len + more + 1)
		cap *= 2;
	if (cap == s->cap)
		return true;
	bigger = realloc(s->buf, cap);
	if (bigger == NULL)
		return false;
	s->buf = bigger;
	s->cap = cap;
	return true;
}

static void
stream_keep(struct stream *s, const char *bytes, size_t n)
{
	struct child *c = s->child;
	size_t room = c->spec.output_max - s->len;

	if (n > room) {
		n = room;
		c->result.truncated = true;
	}
	if (!stream_grow(s, n)) {
		n = 0;
		c->result.truncated = true;
	}
	if (s->buf != NULL) {
		memcpy(s->buf + s->len, bytes, n);
		s->len += n;
		s->buf[s->len] = '\0';
	}
	if (c->result.truncated)
		kill_group(c);
}

/* One piece. False when there is none now, or no more at all. */
static bool
stream_read(struct stream *s)
{
	struct child *c = s->child;
	char chunk[READ_CHUNK];
	ssize_t n;

	do
		n = read(s->fd, chunk, sizeof(chunk));
	while (n == -1 && errno == EINTR);
	if (n == -1 && errno == EAGAIN)
		return false;
	if (n <= 0) {
		stream_close(s);
		return false;
	}
	if (s == &c->out && c->spec.output != NULL)
		c->spec.output(chunk, (size_t)n, c->spec.arg);
	else
		stream_keep(s, chunk, (size_t)n);
	return true;
}

/*
 * What a process wrote before its end is in the pipe. The end of file may never
 * come, as a process of another session can hold the other end, and write.
 */
static void
stream_drain(struct stream *s)
{
	for (int i = 0; i < DRAIN_CHUNKS && s->fd != -1; i++)
		if (!stream_read(s))
			break;
	stream_close(s);
}

static void
child_finish(struct child *c)
{
	c->result.elapsed_us = loop_now_us() - c->started_us;
	c->result.out = stream_text(&c->out);
	c->result.out_len = c->out.len;
	c->result.err = stream_text(&c->err);
	c->result.err_len = c->err.len;
	child_unlink(c);
	if (c->spec.done != NULL)
		c->spec.done(&c->result, c->spec.arg);
	child_free(c);
}

/* True when it has ended; the list may then be another. */
static bool
child_reap(struct child *c)
{
	siginfo_t info;
	int status;

	memset(&info, 0, sizeof(info));
	if (c->pid <= 0 || waitid(P_PID, (id_t)c->pid, &info,
	    WEXITED | WNOHANG | WNOWAIT) == -1 || info.si_pid == 0)
		return false;
	/* While the pid is still ours: nothing of its group lives on. */
	kill(-c->pid, SIGKILL);
	if (waitpid(c->pid, &status, 0) != c->pid)
		return false;
	c->pid = 0;
	c->result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	c->result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	stream_drain(&c->out);
	stream_drain(&c->err);
	child_finish(c);
	return true;
}

static void
on_sigchld(int signo, void *arg)
{
	struct child *c = children;

	(void)signo;
	(void)arg;
	/* done() may start, cancel and so free others: begin anew each time. */
	while (c != NULL)
		c = child_reap(c) ? children : c->next;
}

static void
on_limit(void *arg)
{
	struct child *c = arg;

	if (c->result.error != 0) {
		child_finish(c);
		return;
	}
	c->result.timed_out = true;
	kill_group(c);
}

static void
on_readable(int what, void *arg)
{
	struct stream *s = arg;

	(void)what;
	stream_read(s);
}

/* Between fork and exec: async-signal-safe calls only. */

static bool
place_fd(int fd, int wanted)
{
	return fd == wanted || dup2(fd, wanted) != -1;
}

static bool
set_streams(const struct child_spec *spec, int out, int err)
{
	int null = open("/dev/null", O_RDONLY);

	if (null == -1 || !place_fd(null, STDIN_FILENO))
		return false;
	if (spec->inherit)
		return true;
	return place_fd(out, STDOUT_FILENO) && place_fd(err, STDERR_FILENO);
}

/* First out of the way of each other, then to their places. */
static bool
pass_fds(const struct child_spec *spec)
{
	int moved[CHILD_FDS_MAX];

	for (int i = 0; i < CHILD_FDS_MAX; i++) {
		moved[i] = spec->pass_fds[i] == 0 ? 0 :
		    fcntl(spec->pass_fds[i], F_DUPFD, STATUS_FD + 1);
		if (moved[i] == -1)
			return false;
	}
	for (int i = 0; i < CHILD_FDS_MAX; i++)
		if (moved[i] == 0)
			close(PASSED_FD + i);
		else if (!place_fd(moved[i], PASSED_FD + i))
			return false;
	return true;
}

static void
reset_signals(void)
{
	struct sigaction action;
	sigset_t none;

	memset(&action, 0, sizeof(action));
	action.sa_handler = SIG_DFL;
	for (int signo = 1; signo < NSIG; signo++)
		sigaction(signo, &action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void __attribute__((noreturn))
become(const struct child_spec *spec, pid_t parent, int out, int err,
    int status)
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	static char locale[] = "LC_ALL=C";
	char *fixed[] = { path, locale, NULL };
	char **argv, **env = spec->inherit ? environ : fixed;
	int error;

	memcpy(&argv, &spec->argv, sizeof(argv));
	reset_signals();
	setpgid(0, 0);
	/* Above the numbers that the next lines hand out. */
	status = fcntl(status, F_DUPFD, STATUS_FD + 1);
	if (status != -1 && set_streams(spec, out, err) && pass_fds(spec) &&
	    place_fd(status, STATUS_FD) &&
	    fcntl(STATUS_FD, F_SETFD, FD_CLOEXEC) != -1) {
		status = STATUS_FD;
		fds_close_from(STATUS_FD + 1);
		if ((!spec->drop || privdrop_to(spec->uid, spec->gid)) &&
		    prctl(PR_SET_PDEATHSIG,
		    spec->inherit ? SIGTERM : SIGKILL, 0, 0, 0) == 0 &&
		    getppid() == parent)
			execve(spec->path == NULL ? argv[0] : spec->path,
			    argv, env);
	}
	error = errno;
	if (write(status, &error, sizeof(error)) == -1)
		_exit(126);
	_exit(127);
}

struct pipes {
	int	out[2], err[2], status[2];
};

static void
pipes_close(struct pipes *p, int end)
{
	close(p->out[end]);
	close(p->err[end]);
	close(p->status[end]);
}

static bool
pipes_open(struct pipes *p)
{
	if (pipe2(p->out, O_CLOEXEC) == -1)
		return false;
	if (pipe2(p->err, O_CLOEXEC) == -1) {
		close(p->out[0]);
		close(p->out[1]);
		return false;
	}
	if (pipe2(p->status, O_CLOEXEC) == -1) {
		close(p->out[0]);
		close(p->out[1]);
		close(p->err[0]);
		close(p->err[1]);
		return false;
	}
	return true;
}

/* Returns 0, or the errno that kept the program from running. */
static int
launch(struct child *c, struct pipes *p)
{
	pid_t parent = getpid();
	int error = 0;
	ssize_t n;

	c->pid = fork();
	if (c->pid == -1) {
		error = errno;
		c->pid = 0;
		pipes_close(p, 0);
		pipes_close(p, 1);
		return error;
	}
	if (c->pid == 0)
		become(&c->spec, parent, p->out[1], p->err[1], p->status[1]);
	pipes_close(p, 1);
	do
		n = read(p->status[0], &error, sizeof(error));
	while (n == -1 && errno == EINTR);
	close(p->status[0]);
	if (n == (ssize_t)sizeof(error)) {
		while (waitpid(c->pid, NULL, 0) == -1 && errno == EINTR)
			;
		c->pid = 0;
		close(p->out[0]);
		close(p->err[0]);
		return error;
	}
	return 0;
}

static void
stream_open(struct child *c, struct stream *s, int fd)
{
	fcntl(fd, F_SETFL, O_NONBLOCK);
	s->fd = fd;
	s->io = loop_io_new(c->loop, fd, LOOP_READ, on_readable, s);
}

struct child *
child_start(struct loop *loop, const struct child_spec *spec)
{
	struct child *c = calloc(1, sizeof(*c));
	struct pipes pipes;

	if (c == NULL)
		fatal("child process");
	c->loop = loop;
	c->spec = *spec;
	c->started_us = loop_now_us();
	c->out.child = c->err.child = c;
	c->out.fd = c->err.fd = -1;
	if (sigchld == NULL)
		sigchld = loop_signal_new(loop, SIGCHLD, on_sigchld, NULL);
	c->next = children;
	children = c;
	c->limit = loop_timer_new(loop, on_limit, c);
	c->result.error = pipes_open(&pipes) ? launch(c, &pipes) : errno;
	if (c->result.error != 0) {
		loop_timer_set(c->limit, 0);
		return c;
	}
	stream_open(c, &c->out, pipes.out[0]);
	stream_open(c, &c->err, pipes.err[0]);
	if (spec->timeout_us != 0)
		loop_timer_set(c->limit, spec->timeout_us);
	return c;
}
