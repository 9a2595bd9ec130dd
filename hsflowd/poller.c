/* SPDX-License-Identifier: Apache-2.0 */
/* Settings and a due time in, datagrams to the sender out; called by the agent. */
#include "poller.h"

#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "datagram.h"
#include "encode.h"
#include "log.h"
#include "measure.h"
#include "sender.h"
#include "sysfs.h"

#define CLASS_PHYSICAL	2
#define INDEX_HOST	1
#define COMPACT_MAX	0x00ffffff	/* ifIndex in a compact sample */

struct poller {
	const char		*root;
	struct sender		*sender;
	struct measure		*measure;
	uint32_t		 host_sequence;
	uint64_t		 dropped;	/* records, when last looked */
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

struct poller *
poller_new(const char *root, struct sender *sender)
{
	struct poller *p = calloc(1, sizeof(*p));

	if (p == NULL)
		fatal("poller");
	p->root = root;
	p->sender = sender;
	p->measure = measure_new(root);
	datagram_init(&p->datagram);
	p->datagram.emit = send_datagram;
	p->datagram.arg = p;
	return p;
}

void
poller_free(struct poller *p)
{
	if (p == NULL)
		return;
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
	memcpy(a->mac, link->mac, sizeof(a->mac));
}

void
poller_set_links(struct poller *p, const struct links *links)
{
	size_t n;
	const struct rtnl_link *link = links_get(links, &n);

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

static uint32_t
uptime_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint32_t)((uint64_t)now.tv_sec * 1000 +
	    (uint64_t)now.tv_nsec / 1000000);
}

void
poller_round(struct poller *p)
{
	const struct datagram_source host = { .class = CLASS_PHYSICAL,
	    .index = INDEX_HOST, .sequence = &p->host_sequence };
	struct datagram *d = &p->datagram;

	poller_hostname(p);
	measure_round(p->measure, &p->host);
	sender_round(p->sender);
	d->uptime_ms = uptime_ms();
	datagram_sample(d, &host);
	encode_host(d, &p->host);
	datagram_flush(d);
	if (d->n_dropped != p->dropped && p->dropped == 0)
		log_warnx("%u records did not fit into datagrams of %zu "
		    "bytes", (unsigned int)(d->n_dropped - p->dropped),
		    d->max);
	p->dropped = d->n_dropped;
}
