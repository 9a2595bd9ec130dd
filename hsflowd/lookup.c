/* SPDX-License-Identifier: Apache-2.0 */
/* Host names in, addresses out, asynchronously; called by the agent. */
#include "lookup.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "conf_value.h"
#include "dns_addr.h"
#include "dnssd_sched.h"
#include "log.h"
#include "loop.h"
#include "resolver.h"
#include "settings.h"
#include "srcaddr.h"

#define HOSTS_TTL_S	60	/* /etc/hosts has none */
/* DNS has to say so often that a name has no address, before it has none. */
#define CONFIRM		2

enum { V4, V6, FAMILIES };

struct name {
	struct lookup		*lookup;
	char			 host[CONF_VALUE_HOST_MAX];
	bool			 absolute;
	bool			 asked;		/* once at least, to an end */
	struct addr		 addr;		/* in use; family 0: none */
	bool			 live;		/* addr was answered, not kept */
	bool			 gone;		/* DNS says so, CONFIRM times */
	struct dns_addrs	 known[FAMILIES];	/* last answers */
	bool			 v4_failed;	/* A could not be asked for */
	const char		*error;		/* of the last one, or NULL */
	struct dnssd_sched	 sched;
	struct loop_timer	*timer;
	struct resolver_query	*query;		/* NULL: none runs */
};

struct kept {
	char		host[CONF_VALUE_HOST_MAX];
	struct addr	addr;
};

struct lookup {
	struct loop	*loop;
	struct resolver	*resolver;
	uint64_t	 seed;
	void		(*changed)(void *);
	void		*arg;
	bool		 settled;	/* all names are */
	unsigned int	 n;
	struct name	*names[SETTINGS_COLLECTORS_MAX];
	unsigned int	 n_kept;
	struct kept	 kept[SETTINGS_COLLECTORS_MAX];
};

static void	on_a(const struct resolver_answer *, void *);
static void	on_aaaa(const struct resolver_answer *, void *);

/* Addresses of names that are not asked for now, or not answered yet */

static struct kept *
find_kept(struct lookup *l, const char *host)
{
	for (unsigned int i = 0; i < l->n_kept; i++)
		if (strcasecmp(l->kept[i].host, host) == 0)
			return &l->kept[i];
	return NULL;
}

static void
forget(struct lookup *l, const char *host)
{
	struct kept *k = find_kept(l, host);

	if (k != NULL)
		*k = l->kept[--l->n_kept];
}

void
lookup_keep(struct lookup *l, const char *host, const struct addr *a)
{
	struct kept *k = find_kept(l, host);

	if (k == NULL && l->n_kept < SETTINGS_COLLECTORS_MAX)
		k = &l->kept[l->n_kept++];
	if (k == NULL)
		k = &l->kept[0];
	memset(k, 0, sizeof(*k));
	strncpy(k->host, host, sizeof(k->host) - 1);
	k->addr = *a;
}

/* Choosing */

static bool
has_route(const struct addr *to)
{
	struct addr from;

	srcaddr_find(to, &from);
	return from.family != 0;
}

static const struct addr *
first_routed(const struct dns_addrs *known)
{
	for (unsigned int i = 0; i < known->n; i++)
		if (has_route(&known->list[i]))
			return &known->list[i];
	return NULL;
}

static const struct addr *
choose(const struct name *n)
{
	const struct addr *a = first_routed(&n->known[V4]);

	if (a == NULL)
		a = first_routed(&n->known[V6]);
	if (a == NULL && n->known[V4].n > 0)
		a = &n->known[V4].list[0];
	if (a == NULL && n->known[V6].n > 0)
		a = &n->known[V6].list[0];
	return a;
}

/* True when the address in use is another one now. */
static bool
use_best(struct name *n)
{
	const struct addr *best = choose(n);
	char text[ADDR_STRLEN];

	if (best == NULL || addr_equal(best, &n->addr))
		return false;
	n->addr = *best;
	log_info("collector %s: address %s", n->host,
	    addr_format(best, text));
	return true;
}

/* One round of a name */

/* Nobody need wait for it: it was answered, failed, or was kept. */
static bool
is_settled(const struct name *n)
{
	return n->asked || n->addr.family != 0;
}

static void
arm(struct name *n)
{
	loop_timer_set(n->timer, dnssd_sched_wait(&n->sched, loop_now_us()));
}

static void
finish(struct name *n, bool new_address)
{
	struct lookup *l = n->lookup;
	bool first = !l->settled;

	n->asked = true;
	arm(n);
	l->settled = true;
	for (unsigned int i = 0; i < l->n; i++)
		l->settled &= is_settled(l->names[i]);
	if (new_address || (first && l->settled))
		l->changed(l->arg);
}

static void
tell_failure(struct name *n, const char *error)
{
	char text[ADDR_STRLEN];

	if (n->error != error && n->addr.family == 0)
		log_warnx("collector %s: no address: %s", n->host, error);
	else if (n->error != error)
		log_warnx("collector %s: no address: %s; %s stays in use",
		    n->host, error, addr_format(&n->addr, text));
	n->error = error;
}

static void
fail(struct name *n, const char *error)
{
	dnssd_sched_failed(&n->sched, loop_now_us());
	tell_failure(n, error);
	finish(n, false);
}

/* DNS says that the name has no address, which may be a mistake once. */
static void
end_without(struct name *n, const char *error)
{
	bool was_gone = n->gone;

	n->gone = dnssd_sched_nothing(&n->sched, loop_now_us(), CONFIRM);
	if (n->gone && !was_gone) {
		memset(&n->addr, 0, sizeof(n->addr));
		n->error = NULL;	/* to be told anew */
		n->live = false;
		forget(n->lookup, n->host);
	}
	tell_failure(n, error);
	finish(n, n->gone && !was_gone);
}

static void
succeed(struct name *n, uint32_t ttl)
{
	char text[ADDR_STRLEN];
	bool better = use_best(n), first = !n->live;

	dnssd_sched_found(&n->sched, loop_now_us(), ttl);
	if (n->error != NULL && !better)
		log_info("collector %s: address %s again", n->host,
		    addr_format(&n->addr, text));
	n->error = NULL;
	n->live = true;
	n->gone = false;
	forget(n->lookup, n->host);
	finish(n, better || first);
}

static void
ask(struct name *n, int type)
{
	n->query = resolver_ask(n->lookup->resolver, n->host, type,
	    !n->absolute, type == ns_t_a ? on_a : on_aaaa, n);
}

static enum dns_result
take(struct name *n, int family, const struct resolver_answer *answer,
    const char **reason)
{
	struct dns_addrs got;
	enum dns_result result = answer->result;

	n->query = NULL;
	memset(&got, 0, sizeof(got));
	*reason = answer->reason;
	if (result == DNS_OK) {
		/* With a search, the name that was found is another. */
		result = dns_addr_parse(answer->msg, answer->len,
		    n->absolute ? n->host : NULL,
		    family == V4 ? ns_t_a : ns_t_aaaa, &got);
		*reason = result == DNS_NOTHING ? "there is no such record" :
		    got.reason;
	}
	if (result != DNS_FAILED)
		n->known[family] = got;
	return result;
}

static void
on_aaaa(const struct resolver_answer *answer, void *arg)
{
	struct name *n = arg;
	const char *reason;
	enum dns_result result = take(n, V6, answer, &reason);
	const struct dns_addrs *v4 = &n->known[V4];
	uint32_t ttl = n->known[V6].ttl;

	if (result == DNS_OK || v4->n > 0)
		succeed(n, result != DNS_OK || (v4->n > 0 && v4->ttl < ttl) ?
		    v4->ttl : ttl);
	else if (result == DNS_NOTHING && !n->v4_failed)
		end_without(n, reason);
	else
		fail(n, reason);
}

/*
 * A failure is not "no IPv4 address": one that is known stays. Without any,
 * IPv6 is tried all the same, as some servers refuse A of what has only AAAA;
 * a silent server would only be silent for longer.
 */
static void
on_a(const struct resolver_answer *answer, void *arg)
{
	struct name *n = arg;
	const char *reason;
	enum dns_result result = take(n, V4, answer, &reason);

	n->v4_failed = result == DNS_FAILED;
	if (result == DNS_OK && first_routed(&n->known[V4]) != NULL)
		succeed(n, n->known[V4].ttl);
	else if (answer->silence ||
	    (result == DNS_FAILED && n->addr.family != 0))
		fail(n, reason);
	else
		ask(n, ns_t_aaaa);
}

static bool
find_in_hosts(struct name *n)
{
	static const int families[FAMILIES] = { AF_INET, AF_INET6 };
	struct dns_addrs found[FAMILIES];

	memset(found, 0, sizeof(found));
	for (int f = 0; f < FAMILIES; f++)
		if (resolver_hosts(n->lookup->resolver, n->host, families[f],
		    &found[f].list[0]))
			found[f].n = 1;
	if (found[V4].n == 0 && found[V6].n == 0)
		return false;
	memcpy(n->known, found, sizeof(found));
	return true;
}

static void
on_timer(void *arg)
{
	struct name *n = arg;

	if (find_in_hosts(n))
		succeed(n, HOSTS_TTL_S);
	else
		ask(n, ns_t_a);
}

/* The names */

static void
name_free(struct name *n)
{
	resolver_cancel(n->query);
	loop_timer_free(n->timer);
	free(n);
}

static struct name *
name_new(struct lookup *l, const struct lookup_name *from)
{
	struct name *n = calloc(1, sizeof(*n));
	const struct kept *kept;

	if (n == NULL)
		fatal("collector %s", from->host);
	n->lookup = l;
	strncpy(n->host, from->host, sizeof(n->host) - 1);
	n->absolute = from->absolute;
	kept = find_kept(l, n->host);
	if (kept != NULL)
		n->addr = kept->addr;
	n->timer = loop_timer_new(l->loop, on_timer, n);
	l->seed = l->seed * 31 + 1;
	/* With an address there is time: other hosts may start as well. */
	dnssd_sched_start(&n->sched, loop_now_us(), l->seed,
	    kept == NULL ? 0 : DNSSD_SCHED_SPREAD_US);
	arm(n);
	return n;
}

struct lookup *
lookup_new(struct loop *loop, struct resolver *resolver, uint64_t seed,
    void (*changed)(void *), void *arg)
{
	struct lookup *l = calloc(1, sizeof(*l));

	if (l == NULL)
		fatal("name look-up");
	l->loop = loop;
	l->resolver = resolver;
	l->seed = seed;
	l->changed = changed;
	l->arg = arg;
	l->settled = true;
	return l;
}

void
lookup_free(struct lookup *l)
{
	if (l == NULL)
		return;
	for (unsigned int i = 0; i < l->n; i++)
		name_free(l->names[i]);
	free(l);
}

static struct name *
find_name(const struct lookup *l, const char *host)
{
	for (unsigned int i = 0; i < l->n; i++)
		if (l->names[i] != NULL &&
		    strcasecmp(l->names[i]->host, host) == 0)
			return l->names[i];
	return NULL;
}

/* Moves the name out of `from`; NULL when it is not there. */
static struct name *
take_name(struct lookup *from, const struct lookup_name *wanted)
{
	for (unsigned int i = 0; i < from->n; i++) {
		struct name *n = from->names[i];

		if (n == NULL || strcasecmp(n->host, wanted->host) != 0 ||
		    n->absolute != wanted->absolute)
			continue;
		from->names[i] = NULL;
		return n;
	}
	return NULL;
}

/* Those that are wanted no more; their addresses are not forgotten. */
static void
drop_names(struct lookup *l, struct lookup *before)
{
	for (unsigned int i = 0; i < before->n; i++) {
		struct name *n = before->names[i];

		if (n == NULL)
			continue;
		if (n->addr.family != 0)
			lookup_keep(l, n->host, &n->addr);
		name_free(n);
	}
}

void
lookup_set(struct lookup *l, const struct lookup_name *names, unsigned int n)
{
	struct name *found[SETTINGS_COLLECTORS_MAX] = { NULL };
	struct lookup before = *l;

	if (n > SETTINGS_COLLECTORS_MAX)
		n = SETTINGS_COLLECTORS_MAX;
	for (unsigned int i = 0; i < n; i++)
		found[i] = take_name(&before, &names[i]);
	drop_names(l, &before);
	l->n = 0;
	l->settled = true;
	for (unsigned int i = 0; i < n; i++) {
		if (found[i] == NULL && find_name(l, names[i].host) == NULL)
			found[i] = name_new(l, &names[i]);
		if (found[i] == NULL)
			continue;
		l->names[l->n++] = found[i];
		l->settled &= is_settled(found[i]);
	}
}

bool
lookup_get(const struct lookup *l, const char *host, struct addr *a)
{
	const struct name *n = find_name(l, host);

	if (n == NULL || n->addr.family == 0)
		return false;
	*a = n->addr;
	return true;
}

bool
lookup_get_live(const struct lookup *l, const char *host, struct addr *a)
{
	const struct name *n = find_name(l, host);

	return n != NULL && n->live && lookup_get(l, host, a);
}

bool
lookup_settled(const struct lookup *l)
{
	return l->settled;
}

bool
lookup_gone(const struct lookup *l)
{
	for (unsigned int i = 0; i < l->n; i++)
		if (!l->names[i]->gone)
			return false;
	return l->n > 0;
}

void
lookup_reload(struct lookup *l)
{
	for (unsigned int i = 0; i < l->n; i++) {
		struct name *n = l->names[i];

		resolver_cancel(n->query);
		n->query = NULL;
		/* Without an address there is nothing that could wait. */
		dnssd_sched_hurry(&n->sched, loop_now_us(),
		    n->addr.family == 0 ? 0 : DNSSD_SCHED_SPREAD_US);
		arm(n);
	}
}

void
lookup_reroute(struct lookup *l)
{
	bool new_address = false;

	for (unsigned int i = 0; i < l->n; i++)
		if (l->names[i]->known[V4].n + l->names[i]->known[V6].n > 0)
			new_address |= use_best(l->names[i]);
	if (new_address)
		l->changed(l->arg);
}
