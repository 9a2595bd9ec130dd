/* SPDX-License-Identifier: Apache-2.0 */
/* libxenstat's answers in, struct xen_domain out; called by xen_round.c. */
#include "xen_stat.h"

#include <stdlib.h>
#include <string.h>
#include <xenstat.h>

#include "guest_text.h"

/*
 * How many of a domain's vCPUs are online costs a hypercall for each of them:
 * asked for in one round of so many.
 */
#define VCPU_ROUNDS	3

struct xen_stat {
	xenstat_handle	*handle;
	unsigned int	 rounds;
};

struct xen_stat *
xen_stat_open(void)
{
	struct xen_stat *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->handle = xenstat_init();
	if (s->handle == NULL) {
		free(s);
		return NULL;
	}
	return s;
}

void
xen_stat_close(struct xen_stat *s)
{
	if (s == NULL)
		return;
	xenstat_uninit(s->handle);
	free(s);
}

/*
 * A domain that waits for a CPU has no flag; to sFlow, which has no word for
 * that, it runs.
 */
static enum model_vm_state
state_of(xenstat_domain *from)
{
	if (xenstat_domain_crashed(from))
		return MODEL_VM_CRASHED;
	if (xenstat_domain_shutdown(from))
		return MODEL_VM_SHUTOFF;
	if (xenstat_domain_paused(from))
		return MODEL_VM_PAUSED;
	if (xenstat_domain_blocked(from))
		return MODEL_VM_BLOCKED;
	return MODEL_VM_RUNNING;
}

static uint32_t
count_online(xenstat_domain *from)
{
	unsigned int n = xenstat_domain_num_vcpus(from), online = 0;

	for (unsigned int i = 0; i < n; i++) {
		xenstat_vcpu *vcpu = xenstat_domain_vcpu(from, i);

		online += vcpu != NULL && xenstat_vcpu_online(vcpu);
	}
	return online;
}

static void
take_domain(xenstat_domain *from, struct xen_domain *d, bool vcpus)
{
	const char *name = xenstat_domain_name(from);

	if (name == NULL)
		name = "";
	guest_text_clean(name, strlen(name), d->name, sizeof(d->name));
	d->dying = xenstat_domain_dying(from);
	d->state = state_of(from);
	d->cpu_ns = xenstat_domain_cpu_ns(from);
	d->memory = xenstat_domain_cur_mem(from);
	d->memory_max = xenstat_domain_max_mem(from);
	if (vcpus)
		d->vcpus = count_online(from);
	else if (d->seen == 1)
		d->vcpus = xenstat_domain_num_vcpus(from);
}

static void
take_node(xenstat_node *from, struct model_node *node)
{
	node->have = true;
	node->mhz = (uint32_t)((xenstat_node_cpu_hz(from) + 500000) /
	    1000000);
	node->cpus = xenstat_node_num_cpus(from);
	node->memory = xenstat_node_tot_mem(from);
	node->memory_free = xenstat_node_free_mem(from);
	node->domains = xenstat_node_num_domains(from);
}

static void
take_domains(xenstat_node *from, struct xen_domains *table, bool vcpus)
{
	unsigned int n = xenstat_node_num_domains(from);

	xen_domains_begin(table);
	for (unsigned int i = 0; i < n; i++) {
		xenstat_domain *domain = xenstat_node_domain_by_index(from, i);
		struct xen_domain *d = domain == NULL ? NULL :
		    xen_domains_touch(table, xenstat_domain_id(domain));

		if (d != NULL)
			take_domain(domain, d, vcpus);
	}
	xen_domains_sweep(table);
}

bool
xen_stat_round(struct xen_stat *s, struct model_node *node,
    struct xen_domains *table, bool *no_xenstore)
{
	bool vcpus = s->rounds++ % VCPU_ROUNDS == 0;
	xenstat_node *from = xenstat_get_node(s->handle,
	    vcpus ? XENSTAT_VCPU : 0);

	/* One part that cannot be had takes everything along. */
	if (from == NULL && vcpus) {
		vcpus = false;
		from = xenstat_get_node(s->handle, 0);
	}
	if (from == NULL)
		return false;
	take_node(from, node);
	/* There is no host without dom0. */
	*no_xenstore = xenstat_node_domain(from, 0) == NULL;
	if (!*no_xenstore)
		take_domains(from, table, vcpus);
	xenstat_free_node(from);
	return true;
}
