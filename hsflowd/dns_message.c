/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of an answer in, its records out; called by dnssd_srv.c,
 * dnssd_txt.c and dns_addr.c. Pure.
 */
#include "dns_message.h"

#include <resolv.h>
#include <string.h>
#include <strings.h>

#include "text.h"

#define MALFORMED	"the answer is malformed"

/*
 * A name has at most 127 labels, each behind one pointer at most. dn_expand
 * alone would follow thousands of pointers, for each of thousands of records.
 */
#define NAME_STEPS_MAX	256

struct header {
	unsigned int	flags;
	unsigned int	rcode;
	unsigned int	questions;
	unsigned int	answers;
};

struct entry {
	size_t			owner;	/* offset of its name */
	unsigned int		type, class;
	uint32_t		ttl;
	struct dns_record	rr;
};

/* What the answer has for one name. */
struct found {
	unsigned int	records;	/* of the type that was asked for */
	bool		alias;
	char		target[DNS_NAME_MAX];
	uint32_t	ttl;		/* of the alias */
};

static bool
fail(struct dns_message *m, const char *reason)
{
	m->reason = reason;
	return false;
}

static bool
is_pointer(uint8_t length)
{
	return (length & NS_CMPRSFLGS) == NS_CMPRSFLGS;
}

static bool
skip_name(struct reader *r)
{
	uint8_t length;

	while ((length = reader_u8(r)) != 0) {
		if (is_pointer(length)) {
			reader_u8(r);
			break;
		}
		if (length > NS_MAXLABEL)
			return false;
		reader_bytes(r, length);
	}
	return !r->overflow;
}

static bool
is_cheap(const struct dns_message *m, size_t at)
{
	struct reader r;

	reader_init(&r, m->msg + at, m->len - at);
	for (int i = 0; i < NAME_STEPS_MAX; i++) {
		uint8_t length = reader_u8(&r);

		if (length == 0)
			return !r.overflow;
		if (!is_pointer(length)) {
			reader_bytes(&r, length);
			continue;
		}
		at = (size_t)(length & ~NS_CMPRSFLGS) << 8 | reader_u8(&r);
		if (at >= m->len)
			return false;
		reader_init(&r, m->msg + at, m->len - at);
	}
	return false;
}

/* Returns how many bytes it takes where it stands; 0 when malformed. */
static size_t
expand(const struct dns_message *m, size_t at, char name[DNS_NAME_MAX])
{
	int n;

	if (!is_cheap(m, at))
		return 0;
	n = dn_expand(m->msg, m->msg + m->len, m->msg + at, name,
	    DNS_NAME_MAX);
	return n > 0 ? (size_t)n : 0;
}

bool
dns_message_name(const struct dns_message *m, const struct dns_record *rr,
    size_t offset, char name[DNS_NAME_MAX])
{
	return offset < rr->len &&
	    expand(m, rr->at + offset, name) == rr->len - offset;
}

static const char *
why_refused(unsigned int rcode)
{
	switch (rcode) {
	case ns_r_formerr:
		return "the server does not understand (FORMERR)";
	case ns_r_servfail:
		return "the server has failed (SERVFAIL)";
	case ns_r_notimpl:
		return "the server cannot do it (NOTIMP)";
	case ns_r_refused:
		return "the server refuses (REFUSED)";
	default:
		return "the server answers with an error";
	}
}

static bool
read_header(struct dns_message *m, struct reader *r, struct header *h)
{
	reader_u16(r);		/* the resolver has matched the id */
	h->flags = reader_u16(r);
	h->rcode = h->flags & 0xf;
	h->questions = reader_u16(r);
	h->answers = reader_u16(r);
	reader_u32(r);		/* how many authority and additional ones */
	if (r->overflow)
		return fail(m, MALFORMED);
	if ((h->flags & 0x8000) == 0 || (h->flags & 0x7800) != 0)
		return fail(m, "what came is not an answer");
	if (h->rcode != ns_r_noerror && h->rcode != ns_r_nxdomain)
		return fail(m, why_refused(h->rcode));
	if ((h->flags & 0x0200) != 0)
		return fail(m, "the answer is truncated");
	return true;
}

/* Leaves the name that was asked for in m->owner. */
static bool
read_question(struct dns_message *m, struct reader *r, const struct header *h,
    const char *name)
{
	struct text asked = text_of(name == NULL ? "" : name);
	char question[DNS_NAME_MAX];
	size_t at = r->pos;
	int type, class;

	if (!skip_name(r) || expand(m, at, question) == 0)
		return fail(m, MALFORMED);
	type = reader_u16(r);
	class = reader_u16(r);
	if (r->overflow)
		return fail(m, MALFORMED);
	if (asked.len > 0 && asked.p[asked.len - 1] == '.')
		asked.len--;
	if (name == NULL)
		strcpy(m->owner, question);
	else if (!text_copy(asked, m->owner, sizeof(m->owner)))
		return fail(m, "the name asked for is too long");
	if (h->questions != 1 || type != m->type || class != ns_c_in ||
	    strcasecmp(m->owner, question) != 0)
		return fail(m, "the answer is to another question");
	return true;
}

static bool
read_entry(struct reader *r, struct entry *e)
{
	e->owner = r->pos;
	if (!skip_name(r))
		return false;
	e->type = reader_u16(r);
	e->class = reader_u16(r);
	e->ttl = reader_u32(r);
	if (e->ttl > INT32_MAX)
		e->ttl = 0;
	e->rr.len = reader_u16(r);
	e->rr.at = r->pos;
	e->rr.rdata = reader_sub(r, e->rr.len);
	e->rr.data = e->rr.rdata.base;
	return !r->overflow;
}

static bool
add_alias(struct dns_message *m, const struct entry *e, struct found *f)
{
	char target[DNS_NAME_MAX];

	if (!dns_message_name(m, &e->rr, 0, target))
		return fail(m, MALFORMED);
	if (f->alias && strcasecmp(f->target, target) != 0)
		return fail(m, "the answer has two CNAMEs for one name");
	if (!f->alias || e->ttl < f->ttl)
		f->ttl = e->ttl;
	f->alias = true;
	strcpy(f->target, target);
	return true;
}

/* What there is for m->owner; false when the answer is no good. */
static bool
look(struct dns_message *m, struct reader r, unsigned int answers,
    struct found *f)
{
	char owner[DNS_NAME_MAX];
	struct entry e;

	memset(f, 0, sizeof(*f));
	while (answers-- > 0) {
		if (!read_entry(&r, &e))
			return fail(m, MALFORMED);
		if (e.class != ns_c_in || ((int)e.type != m->type &&
		    e.type != ns_t_cname))
			continue;
		if (expand(m, e.owner, owner) == 0)
			return fail(m, MALFORMED);
		if (strcasecmp(owner, m->owner) != 0)
			continue;
		if ((int)e.type == m->type)
			f->records++;
		else if (!add_alias(m, &e, f))
			return false;
	}
	return true;
}

/* From the name that was asked for to the one that has records. */
static enum dns_result
follow(struct dns_message *m, struct reader r, unsigned int answers)
{
	struct found f;

	for (int aliases = 0; aliases <= DNS_ALIASES_MAX; aliases++) {
		if (!look(m, r, answers, &f))
			return DNS_FAILED;
		if (f.records > 0) {
			m->next = r;
			m->left = answers;
			m->n = f.records;
			return DNS_OK;
		}
		if (!f.alias)
			return DNS_NOTHING;
		strcpy(m->owner, f.target);
		if (f.ttl < m->ttl)
			m->ttl = f.ttl;
	}
	m->reason = "its CNAMEs lead too far or in a circle";
	return DNS_FAILED;
}

enum dns_result
dns_message_open(struct dns_message *m, const uint8_t *msg, size_t len,
    const char *name, int type)
{
	struct header h;
	struct reader r;

	memset(m, 0, sizeof(*m));
	m->msg = msg;
	m->len = len;
	m->type = type;
	m->ttl = UINT32_MAX;
	reader_init(&r, msg, len);
	if (!read_header(m, &r, &h) || !read_question(m, &r, &h, name))
		return DNS_FAILED;
	if (h.rcode == ns_r_nxdomain)
		return DNS_NOTHING;
	return follow(m, r, h.answers);
}

bool
dns_message_next(struct dns_message *m, struct dns_record *rr)
{
	char owner[DNS_NAME_MAX];
	struct entry e;

	while (m->left > 0 && read_entry(&m->next, &e)) {
		m->left--;
		if (e.class != ns_c_in || (int)e.type != m->type ||
		    expand(m, e.owner, owner) == 0 ||
		    strcasecmp(owner, m->owner) != 0)
			continue;
		if (e.ttl < m->ttl)
			m->ttl = e.ttl;
		*rr = e.rr;
		return true;
	}
	return false;
}
