/* SPDX-License-Identifier: Apache-2.0 */
/* All that is known of the agent in, what is wrong with it out. Pure. */
#include "health.h"

#include <inttypes.h>
#include <string.h>

#include "vm_record.h"

/* A sample may be late by so much before it is missed. */
#define LATE_US	UINT64_C(2000000)

static void
judge_settings(const struct status *st, struct problems *p)
{
	if (st->phase == STATE_WAITING)
		problems_add(p, "no settings are in force, nothing is sent: "
		    "%s", st->reason[0] != '\0' ? st->reason :
		    "waiting for answers");
	else if (st->phase == STATE_WITHDRAWN)
		problems_add(p, "settings are withdrawn, nothing is sent: %s",
		    st->reason[0] != '\0' ? st->reason :
		    "DNS says that there is no collector");
	else if (st->reason[0] != '\0')
		problems_add(p, "%s", st->reason);
	if (st->conf_refused[0] != '\0')
		problems_add(p, "a newer configuration is not taken: %s",
		    st->conf_refused);
	if (st->state_error[0] != '\0')
		problems_add(p, "%s cannot be written: %s; Open vSwitch does "
		    "not get these settings", st->state_path,
		    st->state_error);
	if (st->metrics_error[0] != '\0')
		problems_add(p, "metrics are not served: %s",
		    st->metrics_error);
}

static void
judge_dns(const struct status *st, struct problems *p)
{
	const struct discover_status *d = st->dns;

	if (d->phase == DISCOVER_OFF)
		return;
	/* Of an outage that is why nothing is sent, the reason is above. */
	if (d->reason[0] != '\0' && d->phase != DISCOVER_NOTHING)
		problems_add(p, "DNS-SD: %s", d->reason);
	if (d->phase == DISCOVER_KEPT)
		problems_add(p, "DNS has not answered since the start: what "
		    "it said before is in force");
	if (d->notes[0] != '\0')
		problems_add(p, "DNS-SD: %.*s",
		    (int)strcspn(d->notes, "\n"), d->notes);
}

static void
judge_identity(const struct status *st, struct problems *p)
{
	if (st->choice->warning[0] != '\0')
		problems_add(p, "%s", st->choice->warning);
	if (st->uuid_from == NULL)
		problems_add(p, "this host has no UUID: set uuid = ... or "
		    "-u");
}

static void
judge_collectors(const struct status *st, struct problems *p)
{
	for (unsigned int i = 0; i < st->n_collectors; i++) {
		const struct settings_collector *c =
		    &st->collectors[i].collector;
		char ip[ADDR_STRLEN];

		if (st->errors[i][0] != '\0')
			problems_add(p, "collector %s port %u: %s",
			    addr_format(&c->ip, ip), c->port, st->errors[i]);
	}
}

/* Has `since` been so long ago that a sample is overdue? */
static bool
is_late(const struct status *st, uint64_t sample_us)
{
	uint64_t since = sample_us > st->running_us ? sample_us :
	    st->running_us;

	return st->settings != NULL && st->settings->polling != 0 &&
	    st->vitals.now_us - since > LATE_US +
	    2 * UINT64_C(1000000) * st->settings->polling;
}

static void
judge_host(const struct status *st, struct problems *p)
{
	if (is_late(st, st->poller.host_us))
		problems_add(p, "the host's counters are overdue");
	for (unsigned int i = 0; i < st->n_missing; i++)
		problems_add(p, "%s cannot be read: what it tells is missing",
		    st->missing[i]);
	if (st->poller.dropped > 0)
		problems_add(p, "%" PRIu64 " records did not fit into "
		    "datagrams: set a larger datagramBytes",
		    st->poller.dropped);
}

static void
judge_xen(const struct status *st, struct problems *p)
{
	const struct vm_round_status *vms = &st->poller.vms;

	if (!st->poller.has_xen || st->settings == NULL ||
	    st->settings->polling == 0)
		return;
	if (vms->problems & VM_RECORD_NO_XENSTORE)
		problems_add(p, "no numbers of VMs: xenstore is gone; only a "
		    "reboot of dom0 brings it back");
	else if (vms->problems & VM_RECORD_NO_LIBRARY)
		problems_add(p, "no numbers of VMs: libxenstat gives none");
	else if (vms->failing)
		problems_add(p, "no numbers of VMs: hsflowd-xen does not "
		    "answer");
	else if (is_late(st, vms->answer_us))
		problems_add(p, "no numbers of VMs: hsflowd-xen is not there");
	if (vms->problems & VM_RECORD_NO_NETWORK)
		problems_add(p, "no network counters of VMs (netlink)");
	if (vms->problems & VM_RECORD_NO_DISK)
		problems_add(p, "no disk counters of VMs "
		    "(/sys/bus/xen-backend)");
}

void
health_judge(const struct status *st, struct problems *p)
{
	judge_settings(st, p);
	judge_dns(st, p);
	judge_identity(st, p);
	judge_collectors(st, p);
	judge_host(st, p);
	judge_xen(st, p);
}
