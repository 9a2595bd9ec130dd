/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libxenstat's interface over the scripted state. Sizes and allocations are
 * about those of the real one, whose result belongs to its caller until it is
 * freed. It shows no vif and no vbd, as on a host without a Linux bridge.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xenstat.h>

#include "standin.h"

struct xenstat_handle {
	int	open;
};

struct xenstat_vcpu {
	unsigned int		online;
	unsigned long long	ns;
};

struct xenstat_domain {
	unsigned int		 id;
	unsigned int		 state;
	char			*name;
	unsigned long long	 cpu_ns;
	unsigned int		 num_vcpus;
	xenstat_vcpu		*vcpus;		/* NULL: not asked for */
	unsigned long long	 cur_mem;
	unsigned long long	 max_mem;
	unsigned long long	 more[5];	/* what the real one has */
};

struct xenstat_node {
	unsigned int		 num_domains;
	unsigned int		 num_cpus;
	unsigned long long	 cpu_hz;
	unsigned long long	 tot_mem;
	unsigned long long	 free_mem;
	xenstat_domain		*domains;
};

static void *
allocate(size_t n, size_t size)
{
	void *p = calloc(n == 0 ? 1 : n, size);

	if (p == NULL)
		standin_wrong("no memory");
	return p;
}

xenstat_handle *
xenstat_init(void)
{
	standin_count(STANDIN_INITS, 1);
	if (standin_now()->init == STANDIN_FAIL || geteuid() != 0) {
		fputs("xencall: error: Could not obtain handle on privileged "
		    "command interface: Permission denied\n"
		    "xc_interface_open: Permission denied\n", stderr);
		errno = EACCES;
		return NULL;
	}
	return allocate(1, sizeof(xenstat_handle));
}

void
xenstat_uninit(xenstat_handle *handle)
{
	free(handle);
}

static unsigned long long
cpu_ns(const struct standin *s, const struct standin_domain *d)
{
	struct timespec t;

	if (!s->automatic)
		return d->cpu_ns;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return d->cpu_ns + ((unsigned long long)t.tv_sec * 1000000000 +
	    (unsigned long long)t.tv_nsec) / (d->id % 10 + 1);
}

static void
fill_vcpus(xenstat_domain *to, const struct standin_domain *from)
{
	to->vcpus = allocate(from->vcpus, sizeof(*to->vcpus));
	for (unsigned int i = 0; i < from->vcpus; i++) {
		to->vcpus[i].online = i < from->online;
		to->vcpus[i].ns = to->cpu_ns / from->vcpus;
	}
}

static void
fill_domain(xenstat_domain *to, const struct standin *s,
    const struct standin_domain *from, unsigned int flags)
{
	to->id = from->id;
	to->state = from->flags;
	to->name = from->name == NULL ? NULL : strdup(from->name);
	to->cpu_ns = cpu_ns(s, from);
	to->num_vcpus = from->vcpus;
	to->cur_mem = from->cur_mem;
	to->max_mem = from->max_mem;
	if (flags & XENSTAT_VCPU)
		fill_vcpus(to, from);
}

static void
sleep_ms(unsigned int ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000L };

	while (nanosleep(&t, &t) == -1)
		;
}

static void
complain(unsigned int n, uint64_t about)
{
	for (unsigned int i = 0; i < n; i++)
		fprintf(stderr, "Found interface vif%llu.%u but domain %llu "
		    "does not exist.\n", (unsigned long long)about, i,
		    (unsigned long long)about);
}

/* What the script has in store besides the numbers. */
static const struct standin *
misbehave(uint64_t call)
{
	const struct standin *s = standin_now();

	while (s->get == STANDIN_HANG) {
		sleep_ms(10);
		s = standin_now();
	}
	if (s->slow_ms > 0)
		sleep_ms(s->slow_ms);
	complain(s->noise, 1);
	complain(s->babble, call);
	if (s->get == STANDIN_CRASH) {
		/* Also where a sanitizer would make an exit of it. */
		signal(SIGSEGV, SIG_DFL);
		raise(SIGSEGV);
	}
	return s;
}

xenstat_node *
xenstat_get_node(xenstat_handle *handle, unsigned int flags)
{
	const struct standin *s;
	xenstat_node *node;
	uint64_t call = standin_count(STANDIN_GETS, 1);

	(void)handle;
	standin_note(STANDIN_FLAGS, flags);
	s = misbehave(call);
	standin_set(STANDIN_GIVEN, s->number);
	if (s->get == STANDIN_NULL || (s->get == STANDIN_NULL_WITH_VCPU &&
	    (flags & XENSTAT_VCPU) != 0))
		return NULL;
	node = allocate(1, sizeof(*node));
	node->cpu_hz = s->hz;
	node->num_cpus = (unsigned int)s->cpus;
	node->tot_mem = s->memory;
	node->free_mem = s->free_memory;
	node->domains = allocate(s->n_domains, sizeof(*node->domains));
	if (s->get == STANDIN_EMPTY)
		return node;
	for (size_t i = 0; i < s->n_domains; i++) {
		standin_talk(s);
		if (!s->domains[i].left_out)
			fill_domain(&node->domains[node->num_domains++], s,
			    &s->domains[i], flags);
	}
	return node;
}

void
xenstat_free_node(xenstat_node *node)
{
	if (node == NULL)
		return;
	for (unsigned int i = 0; i < node->num_domains; i++) {
		free(node->domains[i].name);
		free(node->domains[i].vcpus);
	}
	free(node->domains);
	free(node);
}

xenstat_domain *
xenstat_node_domain(xenstat_node *node, unsigned int domid)
{
	for (unsigned int i = 0; i < node->num_domains; i++)
		if (node->domains[i].id == domid)
			return &node->domains[i];
	return NULL;
}

xenstat_domain *
xenstat_node_domain_by_index(xenstat_node *node, unsigned index)
{
	return index < node->num_domains ? &node->domains[index] : NULL;
}

const char *
xenstat_node_xen_version(xenstat_node *node)
{
	(void)node;
	return "0.0-standin";
}

unsigned long long
xenstat_node_tot_mem(xenstat_node *node)
{
	return node->tot_mem;
}

unsigned long long
xenstat_node_free_mem(xenstat_node *node)
{
	return node->free_mem;
}

long
xenstat_node_freeable_mb(xenstat_node *node)
{
	(void)node;
	return 0;
}

unsigned int
xenstat_node_num_domains(xenstat_node *node)
{
	return node->num_domains;
}

unsigned int
xenstat_node_num_cpus(xenstat_node *node)
{
	return node->num_cpus;
}

unsigned long long
xenstat_node_cpu_hz(xenstat_node *node)
{
	return node->cpu_hz;
}

unsigned
xenstat_domain_id(xenstat_domain *domain)
{
	return domain->id;
}

char *
xenstat_domain_name(xenstat_domain *domain)
{
	return domain->name;
}

unsigned long long
xenstat_domain_cpu_ns(xenstat_domain *domain)
{
	return domain->cpu_ns;
}

unsigned int
xenstat_domain_num_vcpus(xenstat_domain *domain)
{
	return domain->num_vcpus;
}

/* The real one crashes where they were not asked for; this one says so. */
xenstat_vcpu *
xenstat_domain_vcpu(xenstat_domain *domain, unsigned int vcpu)
{
	if (domain->vcpus == NULL)
		standin_wrong("a vcpu, without XENSTAT_VCPU");
	return vcpu < domain->num_vcpus ? &domain->vcpus[vcpu] : NULL;
}

unsigned long long
xenstat_domain_cur_mem(xenstat_domain *domain)
{
	return domain->cur_mem;
}

unsigned long long
xenstat_domain_max_mem(xenstat_domain *domain)
{
	return domain->max_mem;
}

unsigned int
xenstat_domain_ssid(xenstat_domain *domain)
{
	(void)domain;
	return 0;
}

static unsigned int
has(const xenstat_domain *domain, unsigned int flag)
{
	return (domain->state & flag) != 0;
}

unsigned int
xenstat_domain_dying(xenstat_domain *domain)
{
	return has(domain, STANDIN_DYING);
}

unsigned int
xenstat_domain_crashed(xenstat_domain *domain)
{
	return has(domain, STANDIN_CRASHED);
}

unsigned int
xenstat_domain_shutdown(xenstat_domain *domain)
{
	return has(domain, STANDIN_SHUTDOWN);
}

unsigned int
xenstat_domain_paused(xenstat_domain *domain)
{
	return has(domain, STANDIN_PAUSED);
}

unsigned int
xenstat_domain_blocked(xenstat_domain *domain)
{
	return has(domain, STANDIN_BLOCKED);
}

unsigned int
xenstat_domain_running(xenstat_domain *domain)
{
	return has(domain, STANDIN_RUNNING);
}

unsigned int
xenstat_domain_num_networks(xenstat_domain *domain)
{
	(void)domain;
	return 0;
}

xenstat_network *
xenstat_domain_network(xenstat_domain *domain, unsigned int network)
{
	(void)domain;
	(void)network;
	return NULL;
}

unsigned int
xenstat_domain_num_vbds(xenstat_domain *domain)
{
	(void)domain;
	return 0;
}

xenstat_vbd *
xenstat_domain_vbd(xenstat_domain *domain, unsigned int vbd)
{
	(void)domain;
	(void)vbd;
	return NULL;
}

unsigned int
xenstat_vcpu_online(xenstat_vcpu *vcpu)
{
	return vcpu->online;
}

unsigned long long
xenstat_vcpu_ns(xenstat_vcpu *vcpu)
{
	return vcpu->ns;
}
