/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A snapshot from vm_channel.c in, samples into the poller's datagrams out, by
 * the table of data sources and the pace. Called by poller.c.
 */
#include "vm_round.h"

#include <stdlib.h>

#include "encode.h"
#include "log.h"
#include "loop.h"
#include "vm_channel.h"
#include "vm_pace.h"
#include "vm_record.h"
#include "vm_table.h"

#define CLASS_LOGICAL	3

struct vm_round {
	struct datagram		*datagram;
	struct vm_round_calls	 calls;
	struct vm_channel	*channel;
	struct vm_table		 table;
	struct vm_pace		 pace;		/* of the round under way */
	struct loop_timer	*step;
	struct vm_round_ask	 ask;		/* the last one */
	uint64_t		 began_us;	/* when */
	bool			 missed;	/* nobody was there for it */
	bool			 failing;	/* said in the log */
	uint32_t		 problems;	/* of the last answer */
	uint64_t		 answer_us;	/* when that came */
};

static void
add_vm(struct vm_round *r, size_t i)
{
	static const struct encode_source host = { ENCODE_HOST_CLASS,
	    ENCODE_HOST_INDEX };
	struct vm_snapshot *s = vm_channel_snapshot(r->channel);
	struct vm_table_row *row = &r->table.rows[i];
	const struct datagram_source vm = { .class = CLASS_LOGICAL,
	    .index = row->index, .sequence = &row->sequence };

	row->sample_us = loop_now_us();
	datagram_sample(r->datagram, &vm);
	encode_vm(r->datagram, &s->vms[i],
	    s->adapters + s->vms[i].first_adapter, &host);
}

/* Those that are due, and as many as make one datagram. */
static void
on_step(void *arg)
{
	struct vm_round *r = arg;
	uint64_t now = loop_now_us();
	size_t due = vm_pace_due(&r->pace, now);
	uint32_t before = r->datagram->sequence;

	while (r->pace.next < r->pace.n && (r->pace.next < due ||
	    r->datagram->sequence == before))
		add_vm(r, r->pace.next++);
	if (r->pace.next < r->pace.n)
		loop_timer_set(r->step, vm_pace_wait(&r->pace, now));
	else
		datagram_flush(r->datagram);
}

static void
say_failing(struct vm_round *r, const char *why)
{
	if (!r->failing)
		log_warnx("no numbers of VMs: %s", why);
	r->failing = true;
}

/* Once when something goes missing, once when it is back. */
static void
say_part(const struct vm_round *r, uint32_t problems, uint32_t part,
    const char *words)
{
	if ((problems & part) == (r->problems & part))
		return;
	if ((problems & part) != 0)
		log_warnx("no %s of VMs", words);
	else
		log_info("%s of VMs again", words);
}

static void
say_problems(struct vm_round *r, uint32_t problems)
{
	if (problems & VM_RECORD_NO_XENSTORE)
		say_failing(r, "xenstore is gone; only a reboot of dom0 "
		    "brings it back");
	else if (problems & VM_RECORD_NO_LIBRARY)
		say_failing(r, "libxenstat gives none");
	else if (r->failing) {
		log_info("numbers of VMs again");
		r->failing = false;
	}
	say_part(r, problems, VM_RECORD_NO_NETWORK,
	    "network counters (netlink)");
	say_part(r, problems, VM_RECORD_NO_DISK,
	    "disk counters (/sys/bus/xen-backend)");
	r->problems = problems;
}

static void
send_vms(struct vm_round *r, struct vm_snapshot *s)
{
	size_t n = vm_table_update(&r->table, s->vms, s->n_vms);

	log_debug(2, "%zu VMs", n);
	vm_pace_start(&r->pace, r->began_us, loop_now_us(),
	    r->ask.interval_s, n);
	if (n > 0)
		on_step(r);
}

static void
on_answered(void *arg)
{
	struct vm_round *r = arg;
	struct vm_snapshot *s = vm_channel_snapshot(r->channel);

	r->answer_us = loop_now_us();
	say_problems(r, s->problems);
	r->calls.answered(s->node.have ? &s->node : NULL,
	    r->calls.answered_arg);
	/* No list of VMs is not a list of none. */
	if ((s->problems &
	    (VM_RECORD_NO_LIBRARY | VM_RECORD_NO_XENSTORE)) == 0)
		send_vms(r, s);
}

static void
on_hangs(void *arg)
{
	struct vm_round *r = arg;

	say_failing(r, "hsflowd-xen does not answer; it is replaced");
	r->missed = true;
	r->calls.answered(NULL, r->calls.answered_arg);
	r->calls.hangs(r->calls.hangs_arg);
}

static void
on_there(void *arg)
{
	struct vm_round *r = arg;

	if (!r->missed)
		return;
	r->began_us = loop_now_us();
	r->missed = !vm_channel_ask(r->channel, r->ask.guest_memory);
}

struct vm_round *
vm_round_new(struct loop *loop, int fd, struct datagram *d,
    const struct vm_round_calls *calls)
{
	struct vm_round *r = calloc(1, sizeof(*r));
	const struct vm_channel_calls channel = { .answered = on_answered,
	    .hangs = on_hangs, .there = on_there, .arg = r };

	if (r == NULL)
		fatal("start");
	r->datagram = d;
	r->calls = *calls;
	vm_table_init(&r->table);
	r->step = loop_timer_new(loop, on_step, r);
	r->channel = vm_channel_new(loop, fd, &channel);
	return r;
}

void
vm_round_free(struct vm_round *r)
{
	if (r == NULL)
		return;
	vm_channel_free(r->channel);
	loop_timer_free(r->step);
	vm_table_clear(&r->table);
	free(r);
}

bool
vm_round_begin(struct vm_round *r, const struct vm_round_ask *ask)
{
	/* The last chance of those that are still to be sent. */
	while (r->pace.next < r->pace.n)
		add_vm(r, r->pace.next++);
	vm_round_end(r);
	r->began_us = loop_now_us();
	r->ask = *ask;
	r->missed = !vm_channel_ask(r->channel, ask->guest_memory);
	return !r->missed;
}

void
vm_round_end(struct vm_round *r)
{
	r->missed = false;
	loop_timer_clear(r->step);
	r->pace.next = r->pace.n = 0;
	datagram_flush(r->datagram);
}

void
vm_round_status(const struct vm_round *r, struct vm_round_status *status)
{
	status->there = vm_channel_there(r->channel);
	status->failing = r->failing;
	status->problems = r->problems;
	status->answer_us = r->answer_us;
	status->table = &r->table;
}
