/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions back to back to a DNS server that lies (hostile_dns.py), through
 * hsflowd's resolver and parsers; the server is resolv.conf's. Some are
 * cancelled, resolv.conf is "changed" and the resolver goes idle in between.
 *
 * usage: hammer COUNT
 *
 * Exit status 0 only when each question has ended with one callback, what the
 * parsers gave was always in range and in order, and true answers after all
 * that were understood. Prints what came of the questions.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns_addr.h"
#include "dnssd_srv.h"
#include "dnssd_txt.h"
#include "log.h"
#include "loop.h"
#include "resolver.h"
#include "settings.h"

#define IN_FLIGHT	32
#define BURST		20000	/* questions, then the resolver goes idle */
#define RELOAD		500	/* questions with one channel of c-ares */
#define REST_US		2000
#define CANCELLED	97	/* each so-many-th question is */
#define STALL_US	(60 * UINT64_C(1000000))

#define CHECK(what) \
	do { \
		if (!(what)) \
			fatalx("line %d: not so: %s", __LINE__, #what); \
	} while (0)

struct question {
	int			 type;
	unsigned int		 calls;
	bool			 cancelled;
	struct resolver_query	*query;
	char			 name[64];
};

static struct loop		*loop;
static struct resolver		*resolver;
static struct loop_timer	*rest, *stall;
static struct question		*questions;
static unsigned int		 count, asked, open_questions, truths;
static unsigned int		 results[DNS_FAILED + 1], parsed[DNS_FAILED + 1];

static void	ask_more(void *);

/* What the parsers gave */

static void
check_notes(const struct textbuf *notes)
{
	CHECK(notes->overflow || notes->len == 0 ||
	    notes->buf[notes->len - 1] == '\n');
	for (const char *p = notes->buf; *p != '\0'; p++)
		CHECK(*p == '\n' || (*p >= ' ' && *p <= '~'));
}

static int
compare(const struct dnssd_collector *a, const struct dnssd_collector *b)
{
	int order = a->priority - b->priority;

	if (order == 0)
		order = strcmp(a->host, b->host);
	return order != 0 ? order : a->port - b->port;
}

static enum dns_result
check_srv(const struct question *q, const uint8_t *msg, size_t len,
    struct dnssd *d)
{
	char buf[DNSSD_NOTES_MAX];
	struct textbuf notes;
	uint32_t ttl;
	enum dns_result result;

	textbuf_init(&notes, buf, sizeof(buf));
	dnssd_init(d);
	result = dnssd_srv_parse(msg, len, q->name, d, &notes, &ttl);
	check_notes(&notes);
	CHECK(d->n_collectors <= SETTINGS_COLLECTORS_MAX);
	if (result == DNS_OK)
		CHECK(d->none == (d->n_collectors == 0));
	for (unsigned int i = 0; i < d->n_collectors; i++) {
		const struct dnssd_collector *c = &d->collectors[i];

		CHECK(c->port != 0 && c->host[0] != '\0');
		CHECK(strspn(c->host, "abcdefghijklmnopqrstuvwxyz"
		    "0123456789-_.") == strlen(c->host));
		CHECK(i == 0 || compare(c - 1, c) < 0);
	}
	return result;
}

static enum dns_result
check_txt(const struct question *q, const uint8_t *msg, size_t len,
    struct dnssd *d)
{
	char buf[DNSSD_NOTES_MAX];
	struct textbuf notes;
	uint32_t ttl;
	enum dns_result result;

	textbuf_init(&notes, buf, sizeof(buf));
	dnssd_init(d);
	result = dnssd_txt_parse(msg, len, q->name, d, &notes, &ttl);
	check_notes(&notes);
	CHECK(!d->polling.set || d->polling.value <= SETTINGS_POLLING_MAX);
	CHECK(!d->sampling.set || d->sampling.value <= SETTINGS_SAMPLING_MAX);
	CHECK(!d->header_bytes.set ||
	    (d->header_bytes.value >= SETTINGS_HEADER_MIN &&
	    d->header_bytes.value <= SETTINGS_HEADER_MAX));
	CHECK(d->n_speeds <= SETTINGS_SPEEDS_MAX);
	CHECK(d->n_cidrs <= DNSSD_CIDRS_MAX);
	for (unsigned int i = 1; i < d->n_speeds; i++)
		CHECK(d->speeds[i - 1].bps < d->speeds[i].bps);
	return result;
}

static enum dns_result
check_addr(const struct question *q, const uint8_t *msg, size_t len,
    struct dns_addrs *addrs)
{
	enum dns_result result = dns_addr_parse(msg, len, q->name, q->type,
	    addrs);

	if (result != DNS_OK)
		return result;
	CHECK(addrs->n >= 1 && addrs->n <= DNS_ADDRS_MAX);
	for (unsigned int i = 0; i < addrs->n; i++) {
		CHECK(addr_scope(&addrs->list[i]) != ADDR_UNUSABLE);
		CHECK(i == 0 || addr_compare(&addrs->list[i - 1],
		    &addrs->list[i]) < 0);
	}
	return result;
}

static void
parse(const struct question *q, const struct resolver_answer *answer)
{
	struct dnssd d;
	struct dns_addrs addrs;
	/* As large as the answer, so that a step outside is seen. */
	uint8_t *msg = malloc(answer->len + (answer->len == 0));

	CHECK(msg != NULL);
	memcpy(msg, answer->msg, answer->len);
	if (q->type == ns_t_srv)
		parsed[check_srv(q, msg, answer->len, &d)]++;
	else if (q->type == ns_t_txt)
		parsed[check_txt(q, msg, answer->len, &d)]++;
	else
		parsed[check_addr(q, msg, answer->len, &addrs)]++;
	free(msg);
}

/* Questions that get lies */

static void
on_answer(const struct resolver_answer *answer, void *arg)
{
	struct question *q = arg;

	CHECK(!q->cancelled && q->calls++ == 0);
	CHECK((answer->result == DNS_OK) == (answer->msg != NULL));
	CHECK(answer->result == DNS_OK || answer->reason != NULL);
	results[answer->result]++;
	if (answer->msg != NULL)
		parse(q, answer);
	open_questions--;
	loop_timer_set(stall, STALL_US);
	ask_more(NULL);
}

static void
cancel(struct question *q)
{
	if (q->calls != 0)
		return;
	q->cancelled = true;
	open_questions--;
	resolver_cancel(q->query);
}

static void
ask(struct question *q)
{
	static const int types[] = { ns_t_srv, ns_t_txt, ns_t_a };

	q->type = types[asked % 3];
	snprintf(q->name, sizeof(q->name), "_sflow._udp.q%u.lies.test", asked);
	open_questions++;
	asked++;
	q->query = resolver_ask(resolver, q->name, q->type, false, on_answer,
	    q);
}

static void
count_ends(void)
{
	unsigned int cancelled = 0;

	for (unsigned int i = 0; i < count; i++) {
		cancelled += questions[i].cancelled;
		CHECK(questions[i].calls + questions[i].cancelled == 1);
	}
	printf("asked %u: OK %u NOTHING %u FAILED %u cancelled %u\n", asked,
	    results[DNS_OK], results[DNS_NOTHING], results[DNS_FAILED],
	    cancelled);
	printf("parsed: OK %u NOTHING %u FAILED %u\n", parsed[DNS_OK],
	    parsed[DNS_NOTHING], parsed[DNS_FAILED]);
}

/* Questions that get the truth: hostile_dns.py's TRUTH */

static void
on_truth(const struct resolver_answer *answer, void *arg)
{
	struct question *q = arg;
	struct dnssd d;
	struct dns_addrs addrs;
	struct addr a;

	if (answer->result != DNS_OK)
		fatalx("%s: %s", q->name, answer->reason);
	if (q->type == ns_t_srv) {
		CHECK(check_srv(q, answer->msg, answer->len, &d) == DNS_OK);
		CHECK(d.n_collectors == 2);
		CHECK(strcmp(d.collectors[0].host, "c1.truth.test") == 0);
		CHECK(d.collectors[0].port == 6343);
		CHECK(strcmp(d.collectors[1].host, "c2.truth.test") == 0);
		CHECK(d.collectors[1].port == 6344);
	} else if (q->type == ns_t_txt) {
		CHECK(check_txt(q, answer->msg, answer->len, &d) == DNS_OK);
		CHECK(d.polling.set && d.polling.value == 20);
		CHECK(d.sampling.set && d.sampling.value == 512);
	} else {
		CHECK(check_addr(q, answer->msg, answer->len, &addrs) ==
		    DNS_OK);
		CHECK(addrs.n == 1 && addr_parse("192.0.2.77", &a));
		CHECK(addr_equal(&addrs.list[0], &a));
	}
	if (++truths == 3)
		loop_stop(loop);
}

static void
ask_truth(void)
{
	static struct question q[] = {
		{ .type = ns_t_srv, .name = "_sflow._udp.truth.test" },
		{ .type = ns_t_txt, .name = "_sflow._udp.truth.test" },
		{ .type = ns_t_a, .name = "c1.truth.test" } };

	count_ends();
	for (size_t i = 0; i < 3; i++)
		resolver_ask(resolver, q[i].name, q[i].type, false, on_truth,
		    &q[i]);
}

/* The run */

static void
ask_more(void *arg)
{
	static bool ended;

	/* After a burst the rest is waited for, and then a moment more. */
	while (asked < count && open_questions < IN_FLIGHT) {
		if (asked % BURST == 0 && asked != 0 && arg == NULL) {
			if (open_questions == 0)
				loop_timer_set(rest, REST_US);
			return;
		}
		arg = NULL;
		ask(&questions[asked]);
		if (asked % RELOAD == 0)
			resolver_reload(resolver);
		if (asked % CANCELLED == 0)
			cancel(&questions[asked - 2]);
	}
	if (asked == count && open_questions == 0 && !ended) {
		ended = true;
		ask_truth();
	}
}

static void
on_stall(void *arg)
{
	(void)arg;
	fatalx("%u of %u questions have no end", open_questions, asked);
}

int
main(int argc, char **argv)
{
	static int resting = 1;
	long n = argc == 2 ? strtol(argv[1], NULL, 10) : 0;

	if (n < 1 || n > 100000000)
		return 2;
	log_init("hammer", true, 0);
	/* As hsflowd does: a server may close a connection at any time. */
	signal(SIGPIPE, SIG_IGN);
	count = (unsigned int)n;
	questions = calloc(count, sizeof(*questions));
	loop = loop_new();
	CHECK(questions != NULL && loop != NULL);
	resolver = resolver_new(loop);
	rest = loop_timer_new(loop, ask_more, &resting);
	stall = loop_timer_new(loop, on_stall, NULL);
	loop_timer_set(stall, STALL_US);
	ask_more(NULL);
	CHECK(loop_run(loop));
	resolver_free(resolver);
	loop_timer_free(rest);
	loop_timer_free(stall);
	loop_free(loop);
	free(questions);
	puts("the truth was understood");
	return 0;
}
