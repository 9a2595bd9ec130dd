/* SPDX-License-Identifier: Apache-2.0 */
/* libevent behind loop.h. Works with libevent 2.0.21 and later. */
#include "loop.h"

#include <event2/event.h>
#include <stdlib.h>
#include <time.h>

#include "log.h"

struct loop {
	struct event_base	*base;
};

struct loop_timer {
	struct event	*event;
	void		(*callback)(void *);
	void		*arg;
};

struct loop_io {
	struct event	*event;
	void		(*callback)(int, void *);
	void		*arg;
};

struct loop_signal {
	struct event	*event;
	void		(*callback)(int, void *);
	void		*arg;
};

struct loop *
loop_new(void)
{
	struct loop *loop = calloc(1, sizeof(*loop));

	if (loop == NULL)
		return NULL;
	loop->base = event_base_new();
	if (loop->base == NULL) {
		free(loop);
		return NULL;
	}
	return loop;
}

void
loop_free(struct loop *loop)
{
	if (loop == NULL)
		return;
	event_base_free(loop->base);
	free(loop);
}

bool
loop_run(struct loop *loop)
{
	return event_base_dispatch(loop->base) != -1;
}

void
loop_stop(struct loop *loop)
{
	event_base_loopbreak(loop->base);
}

struct event_base *
loop_base(struct loop *loop)
{
	return loop->base;
}

uint64_t
loop_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void *
watcher_alloc(size_t size)
{
	void *p = calloc(1, size);

	if (p == NULL)
		fatal("event loop");
	return p;
}

static struct event *
event_or_fatal(struct event *event)
{
	if (event == NULL)
		fatal("event loop");
	return event;
}

static void
add_or_fatal(struct event *event, const struct timeval *tv)
{
	if (event_add(event, tv) == -1)
		fatal("event loop");
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct loop_timer *timer = arg;

	(void)fd;
	(void)what;
	timer->callback(timer->arg);
}

struct loop_timer *
loop_timer_new(struct loop *loop, void (*callback)(void *), void *arg)
{
	struct loop_timer *timer = watcher_alloc(sizeof(*timer));

	timer->callback = callback;
	timer->arg = arg;
	timer->event = event_or_fatal(evtimer_new(loop->base, on_timer,
	    timer));
	return timer;
}

void
loop_timer_set(struct loop_timer *timer, uint64_t us)
{
	struct timeval tv;

	tv.tv_sec = (time_t)(us / 1000000);
	tv.tv_usec = (suseconds_t)(us % 1000000);
	add_or_fatal(timer->event, &tv);
}

void
loop_timer_clear(struct loop_timer *timer)
{
	event_del(timer->event);
}

bool
loop_timer_pending(const struct loop_timer *timer)
{
	return event_pending(timer->event, EV_TIMEOUT, NULL) != 0;
}

void
loop_timer_free(struct loop_timer *timer)
{
	if (timer == NULL)
		return;
	event_free(timer->event);
	free(timer);
}

static void
on_io(evutil_socket_t fd, short what, void *arg)
{
	struct loop_io *io = arg;

	(void)fd;
	io->callback((what & EV_READ ? LOOP_READ : 0) |
	    (what & EV_WRITE ? LOOP_WRITE : 0), io->arg);
}

struct loop_io *
loop_io_new(struct loop *loop, int fd, int what, void (*callback)(int, void *),
    void *arg)
{
	struct loop_io *io = watcher_alloc(sizeof(*io));
	short events = EV_PERSIST;

	if (what & LOOP_READ)
		events |= EV_READ;
	if (what & LOOP_WRITE)
		events |= EV_WRITE;
	io->callback = callback;
	io->arg = arg;
	io->event = event_or_fatal(event_new(loop->base, fd, events, on_io,
	    io));
	add_or_fatal(io->event, NULL);
	return io;
}

void
loop_io_free(struct loop_io *io)
{
	if (io == NULL)
		return;
	event_free(io->event);
	free(io);
}

static void
on_signal(evutil_socket_t signo, short what, void *arg)
{
	struct loop_signal *sig = arg;

	(void)what;
	sig->callback((int)signo, sig->arg);
}

struct loop_signal *
loop_signal_new(struct loop *loop, int signo, void (*callback)(int, void *),
    void *arg)
{
	struct loop_signal *sig = watcher_alloc(sizeof(*sig));

	sig->callback = callback;
	sig->arg = arg;
	sig->event = event_or_fatal(evsignal_new(loop->base, signo, on_signal,
	    sig));
	add_or_fatal(sig->event, NULL);
	return sig;
}

void
loop_signal_free(struct loop_signal *sig)
{
	if (sig == NULL)
		return;
	event_free(sig->event);
	free(sig);
}
