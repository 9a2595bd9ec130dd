/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A dump of counters and answers from /sys and xenstore in, sums per domain and
 * its adapters out; called by xen_round.c. What an interface is, is asked once,
 * when it is new: its ifindex stays, whatever it is renamed to.
 */
#include "xen_vif.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"
#include "netlink.h"
#include "rtstats.h"
#include "sysfs.h"
#include "xen_names.h"

#define CAP_FIRST	32
#define DUMP_TRIES	3	/* when interfaces change under way */
/*
 * A dump may miss one that is there. One that stays away for so many rounds is
 * gone: nothing can come back under its ifindex then.
 */
#define GONE_ROUNDS	16
#define NODENAME_CAP	64

struct vif {
	uint32_t		ifindex;
	bool			asked;	/* what it is is known */
	bool			has_mac;
	uint8_t			mac[6];
	uint32_t		domid;	/* 0: no guest's */
	uint32_t		number;	/* of the guest's NIC */
	uint32_t		round;	/* when it was last there */
	uint64_t		counters[RTSTATS_COUNTERS];
	struct xen_sum_part	part;
};

struct xen_vif {
	const char	*root;
	int		 netlink;	/* -1 when it has to be opened */
	int		 ioctl;		/* any socket */
	bool		 links;		/* the kernel has no RTM_GETSTATS */
	uint32_t	 seq, round;
	struct vif	*list;		/* by ifindex */
	size_t		 n, cap;
	size_t		*order;		/* into list, by domain and number */
	size_t		 n_order;
	bool		 failed;	/* no memory for all of them */
	/* While a dump comes. */
	bool		 interrupted;
	int		 error;
};

struct xen_vif *
xen_vif_new(const char *root)
{
	struct xen_vif *v = calloc(1, sizeof(*v));

	if (v == NULL)
		fatal("start");
	v->root = root;
	v->netlink = -1;
	v->ioctl = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (v->ioctl == -1)
		v->ioctl = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	return v;
}

void
xen_vif_free(struct xen_vif *v)
{
	if (v == NULL)
		return;
	if (v->netlink != -1)
		close(v->netlink);
	if (v->ioctl != -1)
		close(v->ioctl);
	free(v->list);
	free(v->order);
	free(v);
}

/* Where it is, or should be. Most dumps are in this order. */
static size_t
place(const struct xen_vif *v, uint32_t ifindex)
{
	size_t low = 0, high = v->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (v->list[mid].ifindex < ifindex)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool
grow(struct xen_vif *v)
{
	size_t wanted = v->cap == 0 ? CAP_FIRST : v->cap * 2;
	struct vif *larger;
	size_t *order;

	if (v->n < v->cap)
		return true;
	larger = realloc(v->list, wanted * sizeof(*larger));
	if (larger != NULL)
		v->list = larger;
	order = realloc(v->order, wanted * sizeof(*order));
	if (order != NULL)
		v->order = order;
	if (larger == NULL || order == NULL)
		return false;
	v->cap = wanted;
	return true;
}

static struct vif *
find_or_add(struct xen_vif *v, uint32_t ifindex)
{
	size_t at = place(v, ifindex);

	if (at < v->n && v->list[at].ifindex == ifindex)
		return &v->list[at];
	if (!grow(v))
		return NULL;
	memmove(&v->list[at + 1], &v->list[at],
	    (v->n - at) * sizeof(*v->list));
	memset(&v->list[at], 0, sizeof(*v->list));
	v->list[at].ifindex = ifindex;
	v->n++;
	return &v->list[at];
}

static void
take_counters(struct xen_vif *v, const struct rtstats_msg *m)
{
	struct vif *vif = find_or_add(v, m->ifindex);

	if (vif == NULL) {
		v->failed = true;
		return;
	}
	vif->round = v->round;
	memcpy(vif->counters, m->counters, sizeof(vif->counters));
}

static bool
take_messages(struct reader *r, void *arg)
{
	struct xen_vif *v = arg;
	struct rtstats_msg m;

	while (rtstats_next(r, &m)) {
		if (m.seq != v->seq)
			continue;
		v->interrupted = v->interrupted || m.interrupted;
		if (m.event == RTSTATS_LINK)
			take_counters(v, &m);
		if (m.event == RTSTATS_DONE || m.event == RTSTATS_ERROR) {
			v->error = m.error;
			return true;
		}
	}
	return false;
}

static bool
dump_once(struct xen_vif *v)
{
	uint8_t request[RTSTATS_REQUEST_MAX];
	size_t len = rtstats_request(request, v->links, ++v->seq);

	v->interrupted = false;
	v->error = 0;
	if (v->netlink == -1)
		v->netlink = netlink_open(0);
	if (v->netlink == -1)
		return false;
	if (!netlink_ask(v->netlink, request, len, take_messages, v)) {
		/* The rest of an answer must not come later. */
		close(v->netlink);
		v->netlink = -1;
		return false;
	}
	return v->error == 0;
}

/* A dump that was interrupted may lack some; the last try is taken as it is. */
static bool
dump(struct xen_vif *v)
{
	v->round++;
	v->failed = false;
	for (int i = 0; i < DUMP_TRIES; i++) {
		bool ok = dump_once(v);

		if (!ok && !v->links &&
		    (v->error == EOPNOTSUPP || v->error == EINVAL))
			v->links = true;
		else if (!ok)
			return false;
		else if (!v->interrupted)
			break;
	}
	return !v->failed;
}

/* False while it cannot be said: it was renamed meanwhile. */
static bool
ask_what(struct xen_vif *v, struct vif *vif)
{
	struct ifreq request = { .ifr_ifindex = (int)vif->ifindex };
	struct xen_names_device d = { .domid = 0 };
	char nodename[NODENAME_CAP];

	if (ioctl(v->ioctl, SIOCGIFNAME, &request) == -1)
		return false;
	request.ifr_name[sizeof(request.ifr_name) - 1] = '\0';
	if (sysfs_nic_nodename(v->root, request.ifr_name, nodename,
	    sizeof(nodename))) {
		if (!xen_names_parse_nodename(text_of(nodename), &d) ||
		    d.backend != XEN_NAMES_VIF)
			d.domid = 0;
	} else if (!xen_names_parse_tap(text_of(request.ifr_name), &d))
		d.domid = 0;
	vif->domid = d.domid;
	vif->number = d.device;
	log_debug(2, "interface %s, ifIndex %u: domain %u",
	    request.ifr_name, vif->ifindex, vif->domid);
	return true;
}

/* The address in the guest; the interface's own is the same on all vifs. */
static void
ask_mac(struct vif *vif, struct xen_store *store)
{
	struct text value;

	if (xen_store_read(store, &value,
	    "/local/domain/0/backend/vif/%u/%u/mac", vif->domid, vif->number))
		vif->has_mac = xen_names_parse_mac(value, vif->mac);
}

/* True when the order of the list is another one. */
static bool
ask_news(struct xen_vif *v, struct xen_store *store)
{
	bool changed = false;

	for (size_t i = 0; i < v->n; i++) {
		struct vif *vif = &v->list[i];

		if (!vif->asked) {
			vif->asked = ask_what(v, vif);
			changed = changed || vif->domid != 0;
		}
		if (vif->domid != 0 && !vif->has_mac)
			ask_mac(vif, store);
	}
	return changed;
}

static void
add_up(struct xen_vif *v, struct xen_domains *domains)
{
	for (size_t i = 0; i < domains->n; i++)
		xen_sum_begin(&domains->list[i].net);
	for (size_t i = 0; i < v->n; i++) {
		struct vif *vif = &v->list[i];
		struct xen_domain *d = vif->domid == 0 ? NULL :
		    xen_domains_find(domains, vif->domid);

		if (d == NULL)
			continue;
		if (vif->round == v->round)
			xen_sum_update(&d->net, &vif->part, vif->counters);
		else if (v->round - vif->round < GONE_ROUNDS)
			xen_sum_keep(&d->net, &vif->part);
		else
			xen_sum_leave(&d->net, &vif->part);
	}
}

/* True when some went. */
static bool
forget_gone(struct xen_vif *v)
{
	size_t kept = 0, before = v->n;

	for (size_t i = 0; i < v->n; i++) {
		if (v->round - v->list[i].round >= GONE_ROUNDS)
			continue;
		if (kept != i)
			v->list[kept] = v->list[i];
		kept++;
	}
	v->n = kept;
	return kept != before;
}

static int
compare_order(const void *a, const void *b, void *arg)
{
	const struct vif *list = arg;
	const struct vif *x = &list[*(const size_t *)a];
	const struct vif *y = &list[*(const size_t *)b];

	if (x->domid != y->domid)
		return x->domid < y->domid ? -1 : 1;
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->ifindex < y->ifindex ? -1 : x->ifindex > y->ifindex;
}

static void
put_in_order(struct xen_vif *v)
{
	v->n_order = 0;
	for (size_t i = 0; i < v->n; i++)
		if (v->list[i].domid != 0)
			v->order[v->n_order++] = i;
	if (v->n_order > 0)
		qsort_r(v->order, v->n_order, sizeof(*v->order),
		    compare_order, v->list);
}

bool
xen_vif_round(struct xen_vif *v, struct xen_domains *domains,
    struct xen_store *store)
{
	size_t before = v->n;
	bool changed;

	if (!dump(v)) {
		for (size_t i = 0; i < domains->n; i++)
			domains->list[i].net.known = false;
		return false;
	}
	changed = ask_news(v, store) || v->n != before;
	add_up(v, domains);
	if (forget_gone(v) || changed)
		put_in_order(v);
	return true;
}

/* The first of a domain in the order. */
static size_t
first_of(const struct xen_vif *v, uint32_t domid)
{
	size_t low = 0, high = v->n_order;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (v->list[v->order[mid]].domid < domid)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

unsigned int
xen_vif_adapters(struct xen_vif *v, uint32_t domid, struct model_adapter *to)
{
	unsigned int n = 0;

	for (size_t i = first_of(v, domid); i < v->n_order; i++) {
		const struct vif *vif = &v->list[v->order[i]];

		if (vif->domid != domid || n == MODEL_ADAPTERS_MAX)
			break;
		if (vif->round != v->round)
			continue;
		to[n].ifindex = vif->ifindex;
		to[n].has_mac = vif->has_mac;
		memcpy(to[n].mac, vif->mac, sizeof(to[n].mac));
		n++;
	}
	return n;
}
