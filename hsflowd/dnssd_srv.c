/* SPDX-License-Identifier: Apache-2.0 */
/* A DNS answer in, collectors out; called by the discovery. Pure. */
#include "dnssd_srv.h"

#include <stdlib.h>
#include <string.h>

#include "conf_errors.h"
#include "conf_value.h"

#define NAME_AT		6	/* behind priority, weight and port */
#define REFUSALS_MAX	8	/* that have a line of their own */
#define LIST_MAX	1200	/* bytes of names in one line */

/*
 * One record. What is refused has its reason, and for host the target as it
 * stands in the note, "" when that could not be read.
 */
struct target {
	const char		*refusal;	/* or NULL */
	struct dnssd_collector	 c;
};

struct targets {
	unsigned int	 n;
	unsigned int	 n_usable;	/* these are in front */
	struct target	*list;
};

static int
compare_numbers(unsigned int a, unsigned int b)
{
	return a < b ? -1 : a > b;
}

/* What can be used, by host, port and priority; then what is refused. */
static int
compare_by_host(const void *left, const void *right)
{
	const struct target *a = left, *b = right;
	int order = compare_numbers(a->refusal != NULL, b->refusal != NULL);

	if (order == 0 && a->refusal != NULL)
		order = strcmp(a->refusal, b->refusal);
	if (order == 0)
		order = strcmp(a->c.host, b->c.host);
	if (order == 0)
		order = compare_numbers(a->c.port, b->c.port);
	return order != 0 ? order :
	    compare_numbers(a->c.priority, b->c.priority);
}

static int
compare_by_priority(const void *left, const void *right)
{
	const struct target *a = left, *b = right;
	int order = compare_numbers(a->c.priority, b->c.priority);

	return order != 0 ? order : compare_by_host(left, right);
}

static bool
is_same(const struct target *a, const struct target *b)
{
	return a->refusal == b->refusal && a->c.port == b->c.port &&
	    strcmp(a->c.host, b->c.host) == 0;
}

static void
refuse(struct target *t, const char *name, const char *reason)
{
	char quoted[CONF_ERRORS_QUOTE_MAX];

	memset(&t->c, 0, sizeof(t->c));
	conf_errors_quote(text_of(name), quoted);
	text_copy(text_of(quoted), t->c.host, sizeof(t->c.host));
	t->refusal = reason;
}

static void
lower(char *s)
{
	for (; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s | 0x20);
}

static void
set_host(struct target *t, const char *name)
{
	struct addr literal;

	if (conf_value_host(text_of(name), t->c.host, &literal) != NULL)
		refuse(t, name, "is not a host name");
	else if (literal.family != 0)
		refuse(t, name, "is an address, where a host name is needed");
	else if (t->c.port == 0)
		refuse(t, name, "has port 0");
	lower(t->c.host);
}

/* False for the target ".". */
static bool
read_target(const struct dns_message *m, struct dns_record *rr,
    struct target *t)
{
	char name[DNS_NAME_MAX];

	memset(t, 0, sizeof(*t));
	t->c.priority = reader_u16(&rr->rdata);
	reader_u16(&rr->rdata);		/* weight */
	t->c.port = reader_u16(&rr->rdata);
	if (!dns_message_name(m, rr, NAME_AT, name)) {
		memset(&t->c, 0, sizeof(t->c));
		t->refusal = "is malformed";
		return true;
	}
	if (name[0] == '\0')
		return false;
	set_host(t, name);
	return true;
}

static void
fold_doubles(struct targets *ts)
{
	unsigned int n = 0;

	qsort(ts->list, ts->n, sizeof(ts->list[0]), compare_by_host);
	for (unsigned int i = 0; i < ts->n; i++)
		if (n == 0 || !is_same(&ts->list[n - 1], &ts->list[i]))
			ts->list[n++] = ts->list[i];
	ts->n = n;
	ts->n_usable = 0;
	while (ts->n_usable < n && ts->list[ts->n_usable].refusal == NULL)
		ts->n_usable++;
}

static void
note_unused(const struct targets *ts, struct textbuf *notes)
{
	unsigned int i = SETTINGS_COLLECTORS_MAX;
	char names[LIST_MAX];
	struct textbuf b;

	textbuf_init(&b, names, sizeof(names));
	/* 8 for the separator and the port; the first one always fits. */
	for (; i < ts->n_usable && b.len + strlen(ts->list[i].c.host) + 8 <
	    sizeof(names); i++)
		textbuf_add(&b, "%s%s:%u", b.len == 0 ? "" : ", ",
		    ts->list[i].c.host, ts->list[i].c.port);
	if (i < ts->n_usable)
		dnssd_note(notes, "%u collectors in SRV records, %u are used;"
		    " not used: %s and %u more", ts->n_usable,
		    SETTINGS_COLLECTORS_MAX, names, ts->n_usable - i);
	else
		dnssd_note(notes, "%u collectors in SRV records, %u are used;"
		    " not used: %s", ts->n_usable, SETTINGS_COLLECTORS_MAX,
		    names);
}

static void
note_refused(const struct targets *ts, struct textbuf *notes)
{
	unsigned int n = ts->n - ts->n_usable;

	for (unsigned int i = 0; i < n && i < REFUSALS_MAX; i++) {
		const struct target *t = &ts->list[ts->n_usable + i];

		dnssd_note(notes, "SRV %s%s %s: not used",
		    t->c.host[0] == '\0' ? "record" : "target ", t->c.host,
		    t->refusal);
	}
	if (n > REFUSALS_MAX)
		dnssd_note(notes, "%u more SRV targets cannot be used",
		    n - REFUSALS_MAX);
}

static void
take(struct targets *ts, struct dnssd *d, struct textbuf *notes)
{
	fold_doubles(ts);
	if (ts->n_usable > 0)
		qsort(ts->list, ts->n_usable, sizeof(ts->list[0]),
		    compare_by_priority);
	while (d->n_collectors < ts->n_usable &&
	    d->n_collectors < SETTINGS_COLLECTORS_MAX) {
		d->collectors[d->n_collectors] = ts->list[d->n_collectors].c;
		d->n_collectors++;
	}
	if (ts->n_usable > SETTINGS_COLLECTORS_MAX)
		note_unused(ts, notes);
	note_refused(ts, notes);
}

static enum dns_result
read_records(struct dns_message *m, struct dnssd *d, struct textbuf *notes)
{
	struct targets ts = { 0 };
	bool has_root = false;
	struct dns_record rr;

	ts.list = calloc(m->n, sizeof(ts.list[0]));
	if (ts.list == NULL) {
		dnssd_note(notes, "SRV: out of memory");
		return DNS_FAILED;
	}
	while (ts.n < m->n && dns_message_next(m, &rr)) {
		if (read_target(m, &rr, &ts.list[ts.n]))
			ts.n++;
		else
			has_root = true;
	}
	d->none = has_root && ts.n == 0;
	if (has_root && ts.n > 0)
		dnssd_note(notes, "SRV target \".\" beside others: not used");
	if (ts.n > 0)
		take(&ts, d, notes);
	free(ts.list);
	return d->none || d->n_collectors > 0 ? DNS_OK : DNS_FAILED;
}

enum dns_result
dnssd_srv_parse(const uint8_t *msg, size_t len, const char *name,
    struct dnssd *d, struct textbuf *notes, uint32_t *ttl)
{
	enum dns_result result;
	struct dns_message m;

	d->none = false;
	d->n_collectors = 0;
	memset(d->collectors, 0, sizeof(d->collectors));
	result = dns_message_open(&m, msg, len, name, ns_t_srv);
	if (result == DNS_OK)
		result = read_records(&m, d, notes);
	else if (result == DNS_FAILED)
		dnssd_note(notes, "SRV: %s", m.reason);
	*ttl = m.ttl;
	return result;
}
