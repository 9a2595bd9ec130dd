/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions out, messages in; poller.c asks and takes the snapshot.
 *
 * Both ends of the socket outlive the processes that use them (collector.h). So
 * nothing here ends by an end of file: hsflowd-xen says hello when it starts,
 * and a question that is not answered in time says that it hangs or has died.
 */
#include "vm_channel.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "log.h"
#include "loop.h"
#include "vm_record.h"

/* Hellos without an answer between them; more must not put off the limit. */
#define RESTARTS_MAX	3

enum state {
	NOBODY,		/* no hello yet, or none since a time-out */
	THERE,		/* to be asked */
	ASKED
};

struct vm_channel {
	int			 fd;
	struct vm_channel_calls	 calls;
	struct loop_io		*io;
	struct loop_timer	*limit;
	enum state		 state;
	bool			 guest_memory;	/* in the last question */
	bool			 told;		/* that it talks nonsense */
	uint32_t		 number;	/* of it */
	unsigned int		 restarts;	/* while it was asked */
	struct vm_snapshot	 snapshot;
};

static bool
send_ask(const struct vm_channel *c, uint32_t flags)
{
	const struct vm_record_head head = { .kind = VM_RECORD_ASK,
	    .number = c->number, .count = 1 };
	const struct vm_record_ask ask = { .flags = flags };
	uint8_t bytes[VM_RECORD_HEAD_BYTES + 4];
	struct writer w;

	writer_init(&w, bytes, sizeof(bytes));
	vm_record_put_head(&w, &head);
	vm_record_put_ask(&w, &ask);
	return send(c->fd, bytes, w.len, MSG_DONTWAIT | MSG_NOSIGNAL) ==
	    (ssize_t)w.len;
}

static void
ask(struct vm_channel *c)
{
	c->number++;
	vm_snapshot_await(&c->snapshot, c->number);
	c->state = ASKED;
	loop_timer_set(c->limit, VM_CHANNEL_LIMIT_US);
	/* One that cannot be sent will not be answered either. */
	if (!send_ask(c, c->guest_memory ? VM_RECORD_GUEST_MEMORY : 0))
		log_debug(1, "hsflowd-xen takes no question");
}

/* It was started anew: what the one before was asked, it does not know. */
static void
on_hello(struct vm_channel *c)
{
	enum state before = c->state;

	log_debug(2, "hsflowd-xen is there");
	if (before == ASKED && c->restarts++ >= RESTARTS_MAX)
		return;
	c->state = THERE;
	if (before == ASKED)
		ask(c);
	else if (before == NOBODY)
		c->calls.there(c->calls.arg);
}

static void
give_up(struct vm_channel *c)
{
	loop_timer_clear(c->limit);
	c->state = NOBODY;
	c->calls.hangs(c->calls.arg);
}

static void
on_limit(void *arg)
{
	give_up(arg);
}

static void
take(struct vm_channel *c, const uint8_t *bytes, size_t len)
{
	enum vm_snapshot_result result = vm_snapshot_feed(&c->snapshot, bytes,
	    len);

	if (result == VM_SNAPSHOT_HELLO)
		on_hello(c);
	else if (result == VM_SNAPSHOT_BAD) {
		if (!c->told)
			log_warnx("hsflowd-xen says what it should not");
		c->told = true;
		if (c->state != NOBODY)
			give_up(c);
	} else if (result == VM_SNAPSHOT_WHOLE && c->state == ASKED) {
		loop_timer_clear(c->limit);
		c->state = THERE;
		c->told = false;
		c->calls.answered(c->calls.arg);
	}
}

static void
on_message(int what, void *arg)
{
	struct vm_channel *c = arg;
	uint8_t bytes[VM_RECORD_MESSAGE_MAX];
	ssize_t n;

	(void)what;
	n = recv(c->fd, bytes, sizeof(bytes), MSG_DONTWAIT | MSG_TRUNC);
	if (n > 0 && (size_t)n <= sizeof(bytes))
		take(c, bytes, (size_t)n);
	else if (n > 0)
		log_debug(1, "hsflowd-xen: a message of %zd bytes", n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		/* Not while the monitor lives, and without it we end. */
		loop_io_free(c->io);
		c->io = NULL;
	}
}

struct vm_channel *
vm_channel_new(struct loop *loop, int fd, const struct vm_channel_calls *calls)
{
	struct vm_channel *c = calloc(1, sizeof(*c));

	if (c == NULL)
		fatal("start");
	c->fd = fd;
	c->calls = *calls;
	c->limit = loop_timer_new(loop, on_limit, c);
	c->io = loop_io_new(loop, fd, LOOP_READ, on_message, c);
	vm_snapshot_init(&c->snapshot);
	/* Answers to an agent before us must not be taken for ours. */
	c->number = (uint32_t)loop_now_us();
	(void)send_ask(c, VM_RECORD_PING);
	return c;
}

void
vm_channel_free(struct vm_channel *c)
{
	if (c == NULL)
		return;
	loop_io_free(c->io);
	loop_timer_free(c->limit);
	vm_snapshot_clear(&c->snapshot);
	free(c);
}

bool
vm_channel_ask(struct vm_channel *c, bool guest_memory)
{
	c->guest_memory = guest_memory;
	if (c->state != THERE)
		return false;
	c->restarts = 0;
	ask(c);
	return true;
}

bool
vm_channel_there(const struct vm_channel *c)
{
	return c->state != NOBODY;
}

bool
vm_channel_waiting(const struct vm_channel *c)
{
	return c->state == ASKED;
}

struct vm_snapshot *
vm_channel_snapshot(struct vm_channel *c)
{
	return &c->snapshot;
}
