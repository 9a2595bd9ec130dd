/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a fleet asks DNS and sends to a collector, in simulated time
 * (fleet_sim.h), as tables in Markdown; docs/fleet.md explains them.
 *
 * usage: fleet [HOSTS ...]; 10, 1000 and 100000 without any.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "dnssd_sched.h"
#include "fleet_sim.h"

#define SEED		20260101
#define HOSTS_MAX	1000000
#define HOSTS_A_CACHE	100
#define FEW_HOSTS	1000
#define POLLING_S	20
#define HOUR_S		3600

static const uint32_t ttls[] = { 30, 300, 3600 };

static struct fleet_sim_plan
plan_of(uint32_t hosts, uint32_t ttl_s)
{
	return (struct fleet_sim_plan){ .hosts = hosts, .collectors = 1,
	    .ttl_s = ttl_s, .negative_ttl_s = 60, .seed = SEED };
}

static uint32_t
latest_s(const struct fleet_sim_plan *p)
{
	uint32_t latest = p->boot_s;

	if (p->down_to_s > latest)
		latest = p->down_to_s;
	if (p->gone_to_s > latest)
		latest = p->gone_to_s;
	return p->hurried_s > latest ? p->hurried_s : latest;
}

/*
 * The first interval is over when the random moments are: after the start
 * and, where nobody answered, the back-off, a whole TTL.
 */
static uint32_t
settled_s(const struct fleet_sim_plan *p)
{
	uint32_t s = latest_s(p) + 3 + p->ttl_s;

	return p->down_to_s + p->gone_to_s > 0 ?
	    s + 6 + DNSSD_SCHED_RETRY_MAX_S : s;
}

static double
ratio(double worst, double mean)
{
	return mean > 0 ? worst / mean : 0;
}

/* Means: whole numbers when large, three digits when small. */
static void
print_mean(double mean)
{
	printf(mean < 1000 ? " %.3g |" : " %.0f |", mean);
}

static void
print_row(const char *what, struct fleet_sim_plan *p)
{
	uint32_t from = settled_s(p);
	struct fleet_sim_span first, later, authority;
	struct fleet_sim sim;

	p->end_s = from + (p->ttl_s < HOUR_S ? 10 : 5) * p->ttl_s;
	fleet_sim_run(p, &sim);
	first = fleet_sim_span(&sim, FLEET_SIM_QUESTIONS, 0, from);
	later = fleet_sim_span(&sim, FLEET_SIM_QUESTIONS, from, p->end_s);
	authority = fleet_sim_span(&sim, FLEET_SIM_AUTHORITY, from, p->end_s);
	printf("| %s | %u |", what, p->ttl_s);
	print_mean(later.mean);
	printf(" %u | %u | %.3g | %.3g |", first.worst, later.worst,
	    ratio(later.worst, later.mean), ratio(later.chance, later.mean));
	if (p->caches == 0) {
		printf(" | |\n");
	} else {
		print_mean(authority.mean);
		printf(" %u |\n", authority.worst);
	}
	fleet_sim_free(&sim);
}

static void
print_head(uint32_t hosts)
{
	printf("\nQuestions a second, %u host%s, one collector name\n\n", hosts,
	    hosts == 1 ? "" : "s");
	printf("| hosts start; DNS | TTL | mean | worst in the first interval "
	    "| worst after | ratio | ratio of dice | authority: mean | worst "
	    "|\n|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
}

static void
print_healthy(uint32_t hosts, uint32_t ttl_s)
{
	struct fleet_sim_plan p = plan_of(hosts, ttl_s);

	print_row("at once; no cache", &p);
	p.boot_s = 60;
	print_row("within 60 s; no cache", &p);
	p.boot_s = 0;
	p.caches = 1;
	print_row("at once; one cache", &p);
	p.caches = (hosts + HOSTS_A_CACHE - 1) / HOSTS_A_CACHE;
	if (p.caches == 1)
		return;
	print_row("at once; 100 hosts a cache", &p);
	p.boot_s = 60;
	print_row("within 60 s; 100 hosts a cache", &p);
}

static void
print_troubled(uint32_t hosts, uint32_t ttl_s)
{
	struct fleet_sim_plan p = plan_of(hosts, ttl_s);
	uint32_t later = 3 * ttl_s;

	p.down_to_s = 180;
	print_row("at once; no cache, silent for the first 3 minutes", &p);
	p.down_to_s = HOUR_S;
	print_row("at once; no cache, silent for the first hour", &p);
	p.down_from_s = later;
	p.down_to_s = later + HOUR_S;
	print_row("at once; no cache, silent for an hour, later", &p);
	p = plan_of(hosts, ttl_s);
	p.gone_from_s = later;
	p.gone_to_s = later + HOUR_S;
	print_row("at once; no cache, records gone for an hour, later", &p);
	p = plan_of(hosts, ttl_s);
	p.hurried_s = later;
	print_row("at once; no cache, resolv.conf replaced on all at once",
	    &p);
}

static void
print_questions(uint32_t hosts)
{
	print_head(hosts);
	for (size_t i = 0; i < sizeof(ttls) / sizeof(ttls[0]); i++)
		print_healthy(hosts, ttls[i]);
	/* What comes after trouble cannot be told from chance with a few. */
	if (hosts < FEW_HOSTS)
		return;
	for (size_t i = 0; i < sizeof(ttls) / sizeof(ttls[0]); i++)
		print_troubled(hosts, ttls[i]);
}

static void
print_datagram_row(const char *what, const struct fleet_sim_plan *p,
    uint32_t from)
{
	struct fleet_sim_span first, later;
	struct fleet_sim sim;

	fleet_sim_run(p, &sim);
	first = fleet_sim_span(&sim, FLEET_SIM_DATAGRAMS, 0, from);
	later = fleet_sim_span(&sim, FLEET_SIM_DATAGRAMS, from, p->end_s);
	printf("| %u | %s | %.4g | %u | %u | %.3g | %.3g |\n", p->hosts, what,
	    later.mean, first.worst, later.worst,
	    ratio(later.worst, later.mean), ratio(later.chance, later.mean));
	fleet_sim_free(&sim);
}

static void
print_datagrams(const uint32_t *hosts, int n)
{
	printf("\nRounds a second at a collector, polling %u, TTL 300, no "
	    "cache\n\n| hosts | start | mean | worst in the first interval | "
	    "worst after | ratio | ratio of dice |\n"
	    "|---:|---|---:|---:|---:|---:|---:|\n", POLLING_S);
	for (int i = 0; i < n; i++) {
		struct fleet_sim_plan p = plan_of(hosts[i], 300);

		p.polling_s = POLLING_S;
		p.end_s = 300;
		print_datagram_row("at once", &p, 2 * POLLING_S);
		p.boot_s = 60;
		print_datagram_row("within 60 s", &p, 60 + 2 * POLLING_S);
		p.boot_s = 0;
		p.down_to_s = 180;
		p.end_s = 900;
		print_datagram_row("at once; DNS silent for 3 minutes", &p,
		    500 + POLLING_S);
	}
}

static void
print_follow_row(struct fleet_sim_plan *p, const char *what)
{
	struct fleet_sim sim;

	p->end_s = 10 * p->ttl_s;
	fleet_sim_run(p, &sim);
	p->changed_s = 5 * p->ttl_s;
	if (p->caches > 0)
		p->changed_s = fleet_sim_fetched(&sim, p->changed_s);
	fleet_sim_free(&sim);
	fleet_sim_run(p, &sim);
	printf("| %u | %s | %u | %u | %.1f | %u |\n", p->hosts, what, p->ttl_s,
	    sim.followed, (double)sim.slowest_us / 1e6, sim.late);
	fleet_sim_free(&sim);
}

static void
print_follow(const uint32_t *hosts, int n)
{
	printf("\nA changed TXT record\n\n| hosts | DNS | TTL | followed | "
	    "the slowest, s | later than TTL + 10 %% + 1 s |\n"
	    "|---:|---|---:|---:|---:|---:|\n");
	for (int i = 0; i < n; i++)
		for (size_t j = 0; j < sizeof(ttls) / sizeof(ttls[0]); j++) {
			struct fleet_sim_plan p = plan_of(hosts[i], ttls[j]);

			print_follow_row(&p, "no cache");
			p.caches = 1;
			print_follow_row(&p, "one cache");
		}
}

static void
print_weak_row(uint32_t hosts, uint32_t capacity, uint32_t ttl_s)
{
	struct fleet_sim_plan p = plan_of(hosts, ttl_s);
	uint32_t from = 2 * HOUR_S;
	struct fleet_sim_span first, later;
	struct fleet_sim sim;

	p.capacity = capacity;
	p.end_s = 3 * HOUR_S;
	fleet_sim_run(&p, &sim);
	first = fleet_sim_span(&sim, FLEET_SIM_QUESTIONS, 0, from);
	later = fleet_sim_span(&sim, FLEET_SIM_QUESTIONS, from, p.end_s);
	printf("| %u | %u | %u | %u | %.0f | %.3g | %u |\n", hosts, capacity,
	    ttl_s, first.worst, (double)sim.all_polling_us / 1e6, later.mean,
	    later.worst);
	if (sim.polling != hosts)
		printf("(%u of them never)\n", hosts - sim.polling);
	fleet_sim_free(&sim);
}

static void
print_weak(const uint32_t *hosts, int n)
{
	printf("\nA power cut and a server that cannot answer all\n\n"
	    "| hosts | answers a second | TTL | worst second | all are "
	    "polling after, s | mean, third hour | worst |\n"
	    "|---:|---:|---:|---:|---:|---:|---:|\n");
	for (int i = 0; i < n; i++) {
		if (hosts[i] < FEW_HOSTS)
			continue;
		print_weak_row(hosts[i], hosts[i] / 10, 300);
		print_weak_row(hosts[i], hosts[i] / 50, 300);
		print_weak_row(hosts[i], hosts[i] / 50, 3600);
	}
}

int
main(int argc, char **argv)
{
	static const uint32_t usual[] = { 10, 1000, 100000 };
	uint32_t given[8];
	int n = argc - 1;

	if (n > (int)(sizeof(given) / sizeof(given[0])))
		errx(2, "at most 8 numbers");
	for (int i = 0; i < n; i++) {
		long hosts = strtol(argv[i + 1], NULL, 10);

		if (hosts < 1 || hosts > HOSTS_MAX)
			errx(2, "hosts: 1 to %d", HOSTS_MAX);
		given[i] = (uint32_t)hosts;
	}
	for (int i = 0; i < (n > 0 ? n : 3); i++)
		print_questions(n > 0 ? given[i] : usual[i]);
	print_datagrams(n > 0 ? given : usual, n > 0 ? n : 3);
	print_weak(n > 0 ? given : usual, n > 0 ? n : 3);
	print_follow(n > 0 ? given : usual, n > 0 ? n : 3);
	return 0;
}
