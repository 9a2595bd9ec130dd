/* SPDX-License-Identifier: Apache-2.0 */
/* All that a parser of DNS-SD answers gives, of two answers to compare. */
#ifndef DNSSD_OUTCOME_H
#define DNSSD_OUTCOME_H

#include <assert.h>
#include <string.h>

#include "../unit/dns_build.h"
#include "dns_message.h"
#include "dnssd.h"
#include "textbuf.h"

#define NAME	"_sflow._udp.example.com"

struct outcome {
	struct dnssd	d;
	enum dns_result	result;
	char		notes[DNSSD_NOTES_MAX];
	bool		overflow;	/* of the notes */
	uint32_t	ttl;
};

typedef enum dns_result	dnssd_outcome_parser(const uint8_t *, size_t,
			    const char *, struct dnssd *, struct textbuf *,
			    uint32_t *);

static struct outcome one, two;
static struct dns_build b;

static inline void
dnssd_outcome_make(dnssd_outcome_parser *parser, const uint8_t *data,
    size_t size, const char *name, struct outcome *o)
{
	struct textbuf notes;

	memset(o, 0, sizeof(*o));
	textbuf_init(&notes, o->notes, sizeof(o->notes));
	o->result = parser(data, size, name, &o->d, &notes, &o->ttl);
	o->overflow = notes.overflow;
	assert(notes.len == strlen(o->notes));
}

#endif
