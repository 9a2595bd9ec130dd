/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xen_domains.c and xen_sum.c: whatever domains and devices do, a domain's sums
 * never fall, and are what its devices have counted while it was there. A round
 * is a byte whose bits are the domains that are listed, then four bytes for
 * each device of which something is heard, then a byte with the high bit set.
 */
#include <assert.h>
#include <string.h>

#include "xen_domains.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define DEVICES		16
#define DOMAINS		8

/* The last two are none that are told. */
static const uint32_t domids[DOMAINS] = { 1, 2, 255, 256, 0x1234,
    MODEL_VM_DOMID_MAX, 0, MODEL_VM_DOMID_MAX + 1 };
#define DOMAINS_REAL	6

enum news {
	KEEP,		/* nothing is heard of it in this round */
	UPDATE,
	LEAVE
};

/* Device number i is of domain i % DOMAINS_REAL. */
struct device {
	enum news		news;
	uint64_t		counters[XEN_SUM_COUNTERS];
	uint64_t		last[XEN_SUM_COUNTERS];	/* for the model */
	struct xen_sum_part	part;
};

struct model {
	bool		there;
	uint32_t	seen;
	uint64_t	sums[XEN_SUM_COUNTERS];
};

static struct device devices[DEVICES];
static struct model models[DOMAINS_REAL];

/* Which one; news of it; and two counters. */
static void
hear(const uint8_t data[4])
{
	struct device *d = &devices[data[0] % DEVICES];

	d->news = data[1] % 8 == 0 ? LEAVE : data[1] % 8 == 1 ? KEEP : UPDATE;
	for (int i = 0; i < XEN_SUM_COUNTERS; i++)
		d->counters[i] = (uint64_t)data[2 + i % 2] << 8 * (i / 2);
}

/* What has been counted since it was last seen; a small step back is none. */
static void
model_device(struct model *m, struct device *d)
{
	for (int i = 0; i < XEN_SUM_COUNTERS; i++) {
		uint64_t now = d->counters[i], last = d->last[i];

		if (d->news != UPDATE || (now < last && 2 * now >= last))
			continue;
		m->sums[i] += now - (now < last ? 0 : last);
		d->last[i] = now;
	}
	if (d->news == LEAVE)
		memset(d->last, 0, sizeof(d->last));
}

/* A domain that is new has what its devices have counted so far. */
static void
model_begin(unsigned int which, bool listed)
{
	struct model *m = &models[which];

	if (!listed || !m->there)
		memset(m, 0, sizeof(*m));
	for (unsigned int i = which; listed && !m->there && i < DEVICES;
	    i += DOMAINS_REAL)
		for (int j = 0; j < XEN_SUM_COUNTERS; j++)
			m->sums[j] += devices[i].last[j];
	m->there = listed;
	m->seen += listed;
}

static void
count_device(struct xen_sum *s, struct device *d)
{
	switch (d->news) {
	case KEEP:
		xen_sum_keep(s, &d->part);
		break;
	case UPDATE:
		xen_sum_update(s, &d->part, d->counters);
		break;
	case LEAVE:
		xen_sum_leave(s, &d->part);
		break;
	}
}

/* All in the same way as xen_vif.c. */
static void
count(struct xen_domains *t)
{
	for (size_t i = 0; i < t->n; i++) {
		t->list[i].has_uuid = true;
		xen_sum_begin(&t->list[i].net);
	}
	for (unsigned int i = 0; i < DEVICES; i++) {
		unsigned int which = i % DOMAINS_REAL;
		struct xen_domain *d = xen_domains_find(t, domids[which]);

		assert((d != NULL) == models[which].there);
		if (d == NULL)
			continue;
		count_device(&d->net, &devices[i]);
		model_device(&models[which], &devices[i]);
	}
}

static void
check_domain(const struct xen_domain *d, const struct model *m,
    const uint64_t before[XEN_SUM_COUNTERS])
{
	struct model_vm vm;

	assert(d != NULL && d->seen == m->seen && d->net.known);
	for (int i = 0; i < XEN_SUM_COUNTERS; i++) {
		assert(d->net.now[i] == m->sums[i]);
		assert(d->net.now[i] >= before[i]);
	}
	/* What dom0's interface receives, the guest has sent. */
	assert(xen_domains_model(d, &vm) && vm.domid == d->domid);
	assert(vm.net.have && vm.net.tx_bytes == m->sums[RTSTATS_RX_BYTES]);
	assert(vm.net.rx_drop == m->sums[RTSTATS_TX_DROPPED]);
}

static void
check(const struct xen_domains *t,
    uint64_t before[DOMAINS_REAL][XEN_SUM_COUNTERS])
{
	size_t n = 0;

	for (unsigned int i = 0; i < DOMAINS_REAL; i++) {
		const struct xen_domain *d = xen_domains_find(t, domids[i]);

		if (models[i].there) {
			check_domain(d, &models[i], before[i]);
			n++;
		} else
			assert(d == NULL);
	}
	assert(t->n == n);
	for (size_t i = 1; i < t->n; i++)
		assert(t->list[i - 1].domid < t->list[i].domid);
}

static void
run_round(struct xen_domains *t, uint8_t listed)
{
	uint64_t before[DOMAINS_REAL][XEN_SUM_COUNTERS];

	xen_domains_begin(t);
	for (unsigned int i = 0; i < DOMAINS; i++) {
		/* In an order of its own in each round. */
		unsigned int which = (i * 3 + listed) % DOMAINS;
		bool is = (listed >> which & 1) != 0;

		if (is)
			assert((xen_domains_touch(t, domids[which]) != NULL) ==
			    (which < DOMAINS_REAL));
		if (which >= DOMAINS_REAL)
			continue;
		model_begin(which, is);
		memcpy(before[which], models[which].sums,
		    sizeof(before[which]));
	}
	xen_domains_sweep(t);
	count(t);
	check(t, before);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xen_domains t;

	memset(devices, 0, sizeof(devices));
	memset(models, 0, sizeof(models));
	xen_domains_init(&t);
	while (size > 0) {
		uint8_t listed = *data++;

		size--;
		for (int i = 0; i < DEVICES; i++)
			devices[i].news = KEEP;
		while (size >= 4 && (data[0] & 0x80) == 0) {
			hear(data);
			data += 4;
			size -= 4;
		}
		run_round(&t, listed);
		if (size > 0) {
			data++;
			size--;
		}
	}
	xen_domains_clear(&t);
	return 0;
}
