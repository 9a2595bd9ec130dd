/* SPDX-License-Identifier: Apache-2.0 */
/* A DNS answer in, its records in words out; called by hsflowctl. Pure. */
#include "dnssd_show.h"

#include "conf_errors.h"
#include "dnssd_txt.h"
#include "text.h"

#define NAME_AT	6	/* behind priority, weight and port */

static void
show_target(struct dns_message *m, struct dns_record *rr, struct textbuf *out)
{
	unsigned int priority = reader_u16(&rr->rdata);
	unsigned int weight = reader_u16(&rr->rdata);
	unsigned int port = reader_u16(&rr->rdata);
	char target[DNS_NAME_MAX];

	if (dns_message_name(m, rr, NAME_AT, target))
		textbuf_add(out, "%u %u %u %s", priority, weight, port,
		    target[0] == '\0' ? "." : target);
	else
		textbuf_add(out, "(malformed)");
}

/* The next string of a record; false at the end. */
static bool
next_string(struct dns_record *rr, struct text *string)
{
	size_t len = reader_u8(&rr->rdata);
	const char *p = (const char *)reader_bytes(&rr->rdata, len);

	*string = text_make(p, len);
	return !rr->rdata.overflow;
}

static void
show_strings(struct dns_message *m, struct dns_record *rr,
    struct textbuf *out)
{
	char quoted[CONF_ERRORS_QUOTE_MAX];
	const char *between = "";
	struct text string;

	(void)m;
	while (next_string(rr, &string)) {
		textbuf_add(out, "%s%s", between,
		    conf_errors_quote(string, quoted));
		between = " ";
	}
}

static enum dns_result
show(const uint8_t *msg, size_t len, const char *name, int type,
    void (*one)(struct dns_message *, struct dns_record *, struct textbuf *),
    struct textbuf *out, uint32_t *ttl)
{
	struct dns_message m;
	enum dns_result result = dns_message_open(&m, msg, len, name, type);
	const char *between = "";
	struct dns_record rr;

	if (result == DNS_FAILED)
		textbuf_add(out, "%s", m.reason);
	while (result == DNS_OK && dns_message_next(&m, &rr)) {
		textbuf_add(out, "%s", between);
		one(&m, &rr, out);
		between = ", ";
	}
	*ttl = m.ttl;
	return result;
}

enum dns_result
dnssd_show_srv(const uint8_t *msg, size_t len, const char *name,
    struct textbuf *out, uint32_t *ttl)
{
	return show(msg, len, name, ns_t_srv, show_target, out, ttl);
}

enum dns_result
dnssd_show_txt(const uint8_t *msg, size_t len, const char *name,
    struct textbuf *out, uint32_t *ttl)
{
	return show(msg, len, name, ns_t_txt, show_strings, out, ttl);
}

static void
show_keys(struct dns_message *m, struct dns_record *rr, struct textbuf *out)
{
	char quoted[CONF_ERRORS_QUOTE_MAX];
	struct text string, rest, key;

	(void)m;
	while (next_string(rr, &string)) {
		rest = string;
		if (!text_split(&rest, '=', &key))
			key = string;
		/* RFC 6763 has those that begin with '=' passed over. */
		if (key.len > 0 && !dnssd_txt_knows(key))
			textbuf_add(out, "%s%s", out->len == 0 ? "" : ", ",
			    conf_errors_quote(key, quoted));
	}
}

void
dnssd_show_unknown(const uint8_t *msg, size_t len, const char *name,
    struct textbuf *out)
{
	struct dns_message m;
	struct dns_record rr;

	if (dns_message_open(&m, msg, len, name, ns_t_txt) != DNS_OK)
		return;
	while (dns_message_next(&m, &rr))
		show_keys(&m, &rr, out);
}
