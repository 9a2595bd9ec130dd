/* SPDX-License-Identifier: Apache-2.0 */
/* A DNS answer in, numbers and identity out; called by the discovery. Pure. */
#include "dnssd_txt.h"

#include <stdlib.h>
#include <string.h>

#include "conf_errors.h"
#include "conf_value.h"
#include "text.h"

#define PIECES_MAX	200	/* bytes of advice in one line */

#define STRINGIFY(x)	#x
#define NUMBER_TEXT(x)	STRINGIFY(x)
#define NO_NUMBER(min, max)	"is not a number from " NUMBER_TEXT(min) \
	" to " NUMBER_TEXT(max) " (decimal; no sign, unit or leading zero)"

struct record {
	const uint8_t	*p;
	size_t		 len;
};

/* One string of a record. */
struct setting {
	struct text	whole;
	struct text	key;
	struct text	value;	/* p is NULL without a '=' */
};

/* What has been seen counts, whether its value was good or not. */
struct parse {
	struct dnssd	*d;
	struct textbuf	*notes;
	unsigned int	 seen;		/* bits, as in keys[] */
	unsigned int	 n_speeds;
	uint64_t	 speeds[SETTINGS_SPEEDS_MAX];
	unsigned int	 n_cidrs;
};

static const char *
set_polling(struct dnssd *d, struct text value)
{
	d->polling.set = conf_value_u32(value, 0, SETTINGS_POLLING_MAX,
	    &d->polling.value);
	return d->polling.set ? NULL : NO_NUMBER(0, SETTINGS_POLLING_MAX);
}

static const char *
set_sampling(struct dnssd *d, struct text value)
{
	d->sampling.set = conf_value_u32(value, 0, SETTINGS_SAMPLING_MAX,
	    &d->sampling.value);
	return d->sampling.set ? NULL : NO_NUMBER(0, SETTINGS_SAMPLING_MAX);
}

static const char *
set_header_bytes(struct dnssd *d, struct text value)
{
	d->header_bytes.set = conf_value_u32(value, SETTINGS_HEADER_MIN,
	    SETTINGS_HEADER_MAX, &d->header_bytes.value);
	return d->header_bytes.set ? NULL :
	    NO_NUMBER(SETTINGS_HEADER_MIN, SETTINGS_HEADER_MAX);
}

/* Linux would take any bytes; what DNS says stands in logs and files. */
static const char *
set_agent(struct dnssd *d, struct text value)
{
	for (size_t i = 0; i < value.len; i++)
		if (value.p[i] <= 0x20 || value.p[i] >= 0x7f)
			return "is not the name of an interface";
	return conf_value_device(value, d->agent);
}

static const char *
set_agent_ip(struct dnssd *d, struct text value)
{
	return conf_value_address(value, &d->agent_ip);
}

static const char *
set_cidr(struct dnssd *d, struct text value)
{
	struct dnssd_cidr *c = &d->cidrs[d->n_cidrs];
	const char *reason = conf_value_cidr(value, &c->cidr, &c->avoid);

	if (reason == NULL)
		d->n_cidrs++;
	return reason;
}

/* Of these the first counts. */
static const struct {
	const char	*name;
	const char	*(*set)(struct dnssd *, struct text);
} keys[] = {
	{ "polling",		set_polling },
	{ "sampling",		set_sampling },
	{ "headerBytes",	set_header_bytes },
	{ "agent",		set_agent },
	{ "agentIP",		set_agent_ip },
};

#define N_KEYS	(sizeof(keys) / sizeof(keys[0]))

static bool
is_separator(char c)
{
	return c == ' ' || c == '\t' || c == ',' || c == ';';
}

/* Takes what stands between separators off the front; false at the end. */
static bool
next_piece(struct text *rest, struct text *piece)
{
	while (rest->len > 0 && is_separator(rest->p[0])) {
		rest->p++;
		rest->len--;
	}
	*piece = text_make(rest->p, 0);
	while (rest->len > 0 && !is_separator(rest->p[0])) {
		rest->p++;
		rest->len--;
		piece->len++;
	}
	return piece->len > 0;
}

/* "20 sampling=512": a zone that quotes two settings as one string. */
static bool
is_several(struct text value)
{
	struct text first;

	return next_piece(&value, &first) && value.len > 0 &&
	    memchr(value.p, '=', value.len) != NULL;
}

static void
note_several(struct textbuf *notes, struct text whole)
{
	char quoted[CONF_ERRORS_QUOTE_MAX], pieces[PIECES_MAX];
	struct text rest = whole, piece;
	struct textbuf b;

	textbuf_init(&b, pieces, sizeof(pieces));
	while (next_piece(&rest, &piece)) {
		conf_errors_quote(piece, quoted);
		/* 6 for the blank and the dots. */
		if (b.len + strlen(quoted) + 6 > sizeof(pieces)) {
			textbuf_add(&b, " ...");
			break;
		}
		/* The quotes of zone files instead of ours. */
		textbuf_add(&b, " \"%.*s\"", (int)strlen(quoted) - 2,
		    quoted + 1);
	}
	dnssd_note(notes, "TXT string %s holds several settings: in the zone "
	    "each needs quotes of its own:%s", conf_errors_quote(whole, quoted),
	    pieces);
}

/* Is there one value to look at? */
static bool
has_value(struct parse *p, const struct setting *s)
{
	char quoted[CONF_ERRORS_QUOTE_MAX];

	if (s->value.len == 0) {
		dnssd_note(p->notes, "TXT %s has no value",
		    conf_errors_quote(s->key, quoted));
		return false;
	}
	if (is_several(s->value)) {
		note_several(p->notes, s->whole);
		return false;
	}
	return true;
}

static void
refuse(struct parse *p, const struct setting *s, const char *reason)
{
	char key[CONF_ERRORS_QUOTE_MAX], value[CONF_ERRORS_QUOTE_MAX];

	dnssd_note(p->notes, "TXT %s: %s %s", conf_errors_quote(s->key, key),
	    conf_errors_quote(s->value, value), reason);
}

static void
set(struct parse *p, const struct setting *s,
    const char *(*setter)(struct dnssd *, struct text))
{
	const char *reason;

	if (!has_value(p, s))
		return;
	reason = setter(p->d, s->value);
	if (reason != NULL)
		refuse(p, s, reason);
}

/* Counts up to max; the first one beyond is noted. */
static bool
has_room(struct parse *p, unsigned int *n, unsigned int max,
    const struct setting *s)
{
	char key[CONF_ERRORS_QUOTE_MAX];

	if (*n > max)
		return false;
	if (++*n > max)
		dnssd_note(p->notes, "TXT %s and others like it: only %u are "
		    "used", conf_errors_quote(s->key, key), max);
	return *n <= max;
}

/* 1000M and 1G are one key. */
static bool
is_seen_speed(const struct parse *p, uint64_t bps)
{
	for (unsigned int i = 0; i < p->n_speeds && i < SETTINGS_SPEEDS_MAX;
	    i++)
		if (p->speeds[i] == bps)
			return true;
	return false;
}

static void
add_speed(struct dnssd *d, uint64_t bps, uint32_t sampling)
{
	unsigned int at = d->n_speeds++;

	for (; at > 0 && d->speeds[at - 1].bps > bps; at--)
		d->speeds[at] = d->speeds[at - 1];
	d->speeds[at].bps = bps;
	d->speeds[at].sampling = sampling;
}

static bool
is_speed(struct text key, uint64_t *bps)
{
	struct text prefix, speed = key;

	return text_split(&speed, '.', &prefix) &&
	    text_equal_nocase(prefix, "sampling") &&
	    conf_value_speed(speed, bps) == NULL;
}

bool
dnssd_txt_knows(struct text key)
{
	uint64_t bps;

	for (unsigned int i = 0; i < N_KEYS; i++)
		if (text_equal_nocase(key, keys[i].name))
			return true;
	return text_equal_nocase(key, "txtvers") ||
	    text_equal_nocase(key, "agent.cidr") || is_speed(key, &bps);
}

/* False when the key is not that of a speed. */
static bool
read_speed(struct parse *p, const struct setting *s)
{
	uint32_t sampling;
	uint64_t bps;

	if (!is_speed(s->key, &bps))
		return false;
	if (is_seen_speed(p, bps) ||
	    !has_room(p, &p->n_speeds, SETTINGS_SPEEDS_MAX, s))
		return true;
	p->speeds[p->n_speeds - 1] = bps;
	if (!has_value(p, s))
		return true;
	if (conf_value_u32(s->value, 0, SETTINGS_SAMPLING_MAX, &sampling))
		add_speed(p->d, bps, sampling);
	else
		refuse(p, s, NO_NUMBER(0, SETTINGS_SAMPLING_MAX));
	return true;
}

static void
read_setting(struct parse *p, const struct setting *s)
{
	for (unsigned int i = 0; i < N_KEYS; i++) {
		if (!text_equal_nocase(s->key, keys[i].name))
			continue;
		if ((p->seen & 1U << i) == 0)
			set(p, s, keys[i].set);
		p->seen |= 1U << i;
		return;
	}
	if (text_equal_nocase(s->key, "agent.cidr")) {
		if (has_room(p, &p->n_cidrs, DNSSD_CIDRS_MAX, s))
			set(p, s, set_cidr);
	} else
		read_speed(p, s);
}

/* The key is empty in strings that are, or begin with '='. */
static bool
next_setting(struct reader *record, struct setting *s)
{
	size_t len = reader_u8(record);
	const char *p = (const char *)reader_bytes(record, len);

	if (record->overflow)
		return false;
	s->whole = text_make(p, len);
	s->value = s->whole;
	if (!text_split(&s->value, '=', &s->key)) {
		s->key = s->whole;
		s->value = text_make(NULL, 0);
	}
	return true;
}

/*
 * A record without txtvers is of version 1. One of another version is not for
 * us, and nothing is wrong with it.
 */
static bool
is_our_version(struct parse *p, struct reader record)
{
	struct text rest, version;
	struct setting s;

	do {
		if (!next_setting(&record, &s))
			return true;
	} while (!text_equal_nocase(s.key, "txtvers"));
	rest = s.value;
	next_piece(&rest, &version);
	if (s.value.len == 0 ||
	    (is_several(s.value) && text_equal(version, "1")))
		has_value(p, &s);	/* for its note */
	else
		version = s.value;
	return text_equal(version, "1");
}

static void
read_record(struct parse *p, const struct record *rec)
{
	struct reader r;
	struct setting s;

	reader_init(&r, rec->p, rec->len);
	if (!is_our_version(p, r))
		return;
	while (next_setting(&r, &s))
		read_setting(p, &s);
}

/* Do the strings fill the record, and no more? */
static bool
is_whole(const struct dns_record *rr)
{
	struct reader r = rr->rdata;

	while (reader_left(&r) > 0)
		reader_bytes(&r, reader_u8(&r));
	return !r.overflow;
}

static int
compare_records(const void *left, const void *right)
{
	const struct record *a = left, *b = right;
	int order = memcmp(a->p, b->p, a->len < b->len ? a->len : b->len);

	if (order == 0 && a->len != b->len)
		order = a->len < b->len ? -1 : 1;
	return order;
}

static enum dns_result
read_records(struct dns_message *m, struct parse *p)
{
	struct record list[DNSSD_TXT_RECORDS_MAX];
	unsigned int n = 0, n_broken = 0;
	struct dns_record rr;

	if (m->n > DNSSD_TXT_RECORDS_MAX) {
		dnssd_note(p->notes, "TXT: %u records are too many (more than "
		    "%d)", m->n, DNSSD_TXT_RECORDS_MAX);
		return DNS_FAILED;
	}
	while (n + n_broken < m->n && dns_message_next(m, &rr)) {
		if (is_whole(&rr)) {
			list[n].p = rr.data;
			list[n++].len = rr.len;
		} else
			n_broken++;
	}
	qsort(list, n, sizeof(list[0]), compare_records);
	for (unsigned int i = 0; i < n; i++)
		read_record(p, &list[i]);
	if (n_broken > 0)
		dnssd_note(p->notes, "TXT: %u of %u records malformed",
		    n_broken, m->n);
	return DNS_OK;
}

static void
clear(struct dnssd *d)
{
	memset(&d->polling, 0, sizeof(d->polling));
	memset(&d->sampling, 0, sizeof(d->sampling));
	memset(&d->header_bytes, 0, sizeof(d->header_bytes));
	d->n_speeds = 0;
	memset(d->speeds, 0, sizeof(d->speeds));
	memset(d->agent, 0, sizeof(d->agent));
	memset(&d->agent_ip, 0, sizeof(d->agent_ip));
	d->n_cidrs = 0;
	memset(d->cidrs, 0, sizeof(d->cidrs));
}

enum dns_result
dnssd_txt_parse(const uint8_t *msg, size_t len, const char *name,
    struct dnssd *d, struct textbuf *notes, uint32_t *ttl)
{
	struct parse p = { .d = d, .notes = notes };
	enum dns_result result;
	struct dns_message m;

	clear(d);
	result = dns_message_open(&m, msg, len, name, ns_t_txt);
	if (result == DNS_OK)
		result = read_records(&m, &p);
	else if (result == DNS_FAILED)
		dnssd_note(notes, "TXT: %s", m.reason);
	*ttl = m.ttl;
	return result;
}
