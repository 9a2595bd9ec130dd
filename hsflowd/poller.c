/* SPDX-License-Identifier: Apache-2.0 */
/* Settings and a due time in, datagrams to the sender out; agent.c calls. */
#include "poller.h"

#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "datagram.h"
#include "encode.h"
#include "log.h"
#include "loop.h"
#include "measure.h"
#include "sender.h"
#include "sysfs.h"
#include "vm_round.h"

#define COMPACT_MAX	0x00ffffff	/* ifIndex in a compact sample */

/*
 * So long the host's sample waits for what Xen says of the machine; then that
 * follows in a sample of its own.
 */
#define PATIENCE_US	UINT64_C(500000)

struct poller {
	const char		*root;
	struct loop		*loop;
	uint32_t		 interval_s;
	struct vm_round		*vms;		/* NULL without Xen */
	bool			 guest_memory;
	struct loop_timer	*patience;	/* pending: the host waits */
	struct sender		*sender;
	struct measure		*measure;
	uint32_t		 host_sequence;
	uint64_t		 dropped;	/* records, when last looked */
	uint64_t		 host_us;	/* of the host's last sample */
	uint32_t		 missing;	/* of what it is made */
	struct model_host	 host;
	struct datagram		 datagram;
};

static void
send_datagram(const uint8_t *bytes, size_t len, void *arg)
{
	struct poller *p = arg;

	log_debug(3, "datagram %u: %zu bytes", p->datagram.sequence, len);
	sender_send(p->sender, bytes, len);
}

static uint32_t
uptime_ms(void *arg)
{
	struct timespec now;

	(void)arg;
	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint32_t)((uint64_t)now.tv_sec * 1000 +
	    (uint64_t)now.tv_nsec / 1000000);
}

struct poller *
poller_new(struct loop *loop, const char *root, struct sender *sender)
{
	struct poller *p = calloc(1, sizeof(*p));

	if (p == NULL)
		fatal("poller");
	p->root = root;
	p->loop = loop;
	p->sender = sender;
	p->measure = measure_new(root);
	datagram_init(&p->datagram);
	p->datagram.uptime_ms = uptime_ms;
	p->datagram.emit = send_datagram;
	p->datagram.arg = p;
	return p;
}

void
poller_free(struct poller *p)
{
	if (p == NULL)
		return;
	vm_round_free(p->vms);
	loop_timer_free(p->patience);
	measure_free(p->measure);
	free(p);
}

void
poller_set_identity(struct poller *p, uint32_t sub_agent,
    const uint8_t uuid[16])
{
	p->datagram.sub_agent = sub_agent;
	memcpy(p->host.descr.uuid, uuid, sizeof(p->host.descr.uuid));
}

void
poller_set(struct poller *p, const struct settings *s)
{
	/* Not half of a datagram by the old settings. */
	datagram_flush(&p->datagram);
	p->interval_s = s->polling;
	p->datagram.agent = s->agent_ip;
	p->datagram.max = s->datagram_bytes;
}

static void
add_adapter(struct poller *p, const struct rtnl_link *link)
{
	struct model_adapters *all = &p->host.adapters;
	struct model_adapter *a;

	if (!(link->flags & IFF_UP) || !link->has_mac ||
	    all->n == MODEL_ADAPTERS_MAX ||
	    !sysfs_nic_counts(p->root, link->name))
		return;
	a = &all->adapter[all->n++];
	a->ifindex = link->ifindex;
	a->has_mac = true;
	memcpy(a->mac, link->mac, sizeof(a->mac));
}

void
poller_set_links(struct poller *p, const struct links *links)
{
	size_t n;
	const struct rtnl_link *link = links_get(links, &n);

	datagram_flush(&p->datagram);
	p->host.adapters.n = 0;
	p->datagram.expanded = false;
	for (size_t i = 0; i < n; i++) {
		add_adapter(p, &link[i]);
		if (link[i].ifindex > COMPACT_MAX)
			p->datagram.expanded = true;
	}
}

/* A name is for people and for lines of text: printable ASCII or UTF-8. */
static void
keep_hostname(struct model_descr *d, const char *name)
{
	size_t n = strnlen(name, MODEL_HOSTNAME_MAX);

	memcpy(d->hostname, name, n);
	d->hostname[n] = '\0';
	for (char *c = d->hostname; *c != '\0'; c++)
		if ((unsigned char)*c <= 0x20 || *c == 0x7f)
			*c = '_';
}

const char *
poller_hostname(struct poller *p)
{
	struct utsname uts;

	if (uname(&uts) == 0)
		keep_hostname(&p->host.descr, uts.nodename);
	return p->host.descr.hostname;
}

static void
note_dropped(struct poller *p)
{
	struct datagram *d = &p->datagram;

	if (d->n_dropped != p->dropped && p->dropped == 0)
		log_warnx("%u records did not fit into datagrams of %zu "
		    "bytes", (unsigned int)(d->n_dropped - p->dropped),
		    d->max);
	p->dropped = d->n_dropped;
}

static void
open_host_sample(struct poller *p)
{
	const struct datagram_source host = { .class = ENCODE_HOST_CLASS,
	    .index = ENCODE_HOST_INDEX, .sequence = &p->host_sequence };

	datagram_sample(&p->datagram, &host);
}

static void
send_host(struct poller *p, const struct model_node *node)
{
	poller_hostname(p);
	p->missing = measure_round(p->measure, &p->host);
	p->host_us = loop_now_us();
	open_host_sample(p);
	encode_host(&p->datagram, &p->host);
	if (node != NULL)
		encode_node(&p->datagram, node);
	datagram_flush(&p->datagram);
	log_debug(p->host_sequence == 1 ? 1 : 2, "host measured and sent: "
	    "sample %u, datagram %u", p->host_sequence, p->datagram.sequence);
	note_dropped(p);
}

static void
on_patience_end(void *arg)
{
	send_host(arg, NULL);
}

static void
on_answered(const struct model_node *node, void *arg)
{
	struct poller *p = arg;

	if (loop_timer_pending(p->patience)) {
		loop_timer_clear(p->patience);
		send_host(p, node);
	} else if (node != NULL) {
		open_host_sample(p);
		encode_node(&p->datagram, node);
		datagram_flush(&p->datagram);
	}
}

void
poller_set_xen(struct poller *p, int fd, void (*hangs)(void *), void *arg)
{
	const struct vm_round_calls calls = { .answered = on_answered,
	    .answered_arg = p, .hangs = hangs, .hangs_arg = arg };

	p->patience = loop_timer_new(p->loop, on_patience_end, p);
	p->vms = vm_round_new(p->loop, fd, &p->datagram, &calls);
}

void
poller_set_guest_memory(struct poller *p, bool guest)
{
	p->guest_memory = guest;
}

void
poller_round(struct poller *p)
{
	const struct vm_round_ask ask = { .interval_s = p->interval_s,
	    .guest_memory = p->guest_memory };

	sender_round(p->sender);
	if (p->vms != NULL && vm_round_begin(p->vms, &ask))
		loop_timer_set(p->patience, PATIENCE_US);
	else
		send_host(p, NULL);
}

void
poller_stop(struct poller *p)
{
	if (p->vms == NULL)
		return;
	loop_timer_clear(p->patience);
	vm_round_end(p->vms);
}

void
poller_status(const struct poller *p, struct poller_status *status)
{
	status->host_us = p->host_us;
	status->missing = p->missing;
	status->datagrams = p->datagram.sequence;
	status->dropped = p->datagram.n_dropped;
	status->has_xen = p->vms != NULL;
	if (status->has_xen)
		vm_round_status(p->vms, &status->vms);
}
