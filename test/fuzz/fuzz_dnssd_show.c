/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an answer of DNS: what is shown of it is printable and agrees
 * with what hsflowd reads.
 */
#include <assert.h>
#include <string.h>

#include "dnssd_show.h"
#include "dnssd_srv.h"
#include "dnssd_txt.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static char text[4096];

static void
check_text(const struct textbuf *out)
{
	assert(out->len == strlen(text));
	for (size_t i = 0; i < out->len; i++)
		assert(text[i] >= 0x20 && text[i] < 0x7f);
}

static void
check_srv(const uint8_t *data, size_t size, struct textbuf *notes)
{
	enum dns_result shown, parsed;
	uint32_t ttl, other;
	struct textbuf out;
	struct dnssd d;

	textbuf_init(&out, text, sizeof(text));
	shown = dnssd_show_srv(data, size, NULL, &out, &ttl);
	check_text(&out);
	dnssd_init(&d);
	parsed = dnssd_srv_parse(data, size, NULL, &d, notes, &other);
	assert((shown == DNS_NOTHING) == (parsed == DNS_NOTHING));
	/* Records may be shown that nobody can use. */
	assert(parsed != DNS_OK || shown == DNS_OK);
	assert(shown != DNS_FAILED || out.len > 0);
	assert(ttl == other);
}

static void
check_txt(const uint8_t *data, size_t size, struct textbuf *notes)
{
	uint32_t ttl, other;
	enum dns_result shown;
	struct textbuf out;
	struct dnssd d;

	textbuf_init(&out, text, sizeof(text));
	shown = dnssd_show_txt(data, size, NULL, &out, &ttl);
	check_text(&out);
	dnssd_init(&d);
	if (dnssd_txt_parse(data, size, NULL, &d, notes, &other) == DNS_OK)
		assert(shown == DNS_OK && ttl == other);
	textbuf_init(&out, text, sizeof(text));
	dnssd_show_unknown(data, size, NULL, &out);
	check_text(&out);
	assert(shown == DNS_OK || out.len == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char said[DNSSD_NOTES_MAX];
	struct textbuf notes;

	textbuf_init(&notes, said, sizeof(said));
	check_srv(data, size, &notes);
	check_txt(data, size, &notes);
	return 0;
}
