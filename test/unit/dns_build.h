/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DNS answers for tests, made on the spot. Names are compressed against all
 * that stand before them; "\\000" and the like are bytes of a label.
 *
 *	dns_build_begin(&b, "_sflow._udp.example.com", ns_t_srv, 0);
 *	dns_build_srv(&b, 30, 0, 6343, "analyzer.example.com");
 */
#ifndef DNS_BUILD_H
#define DNS_BUILD_H

#include <arpa/nameser.h>
#include <assert.h>
#include <resolv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "addr.h"

#define DNS_BUILD_NAMES	64	/* that others may point to */

struct dns_build {
	uint8_t		 msg[NS_MAXMSG];
	size_t		 len;
	size_t		 data;		/* where that of the record begins */
	const char	*name;		/* in the question */
	uint8_t		*names[DNS_BUILD_NAMES];	/* for dn_comp */
};

static inline void
dns_build_bytes(struct dns_build *b, const void *bytes, size_t n)
{
	assert(b->len + n <= sizeof(b->msg));
	if (n > 0)
		memcpy(b->msg + b->len, bytes, n);
	b->len += n;
}

static inline void
dns_build_u8(struct dns_build *b, unsigned int n)
{
	uint8_t byte = (uint8_t)n;

	dns_build_bytes(b, &byte, 1);
}

static inline void
dns_build_u16(struct dns_build *b, unsigned int n)
{
	dns_build_u8(b, n >> 8);
	dns_build_u8(b, n & 0xff);
}

static inline void
dns_build_u32(struct dns_build *b, uint32_t n)
{
	dns_build_u16(b, n >> 16);
	dns_build_u16(b, n & 0xffff);
}

static inline void
dns_build_patch_u16(struct dns_build *b, size_t at, unsigned int n)
{
	assert(at + 2 <= b->len);
	b->msg[at] = (uint8_t)(n >> 8);
	b->msg[at + 1] = (uint8_t)n;
}

static inline void
dns_build_name(struct dns_build *b, const char *name)
{
	int n = dn_comp(name, b->msg + b->len,
	    (int)(sizeof(b->msg) - b->len), b->names,
	    b->names + DNS_BUILD_NAMES);

	assert(n > 0);
	b->len += (size_t)n;
}

/* `flags` beyond those of any good answer, such as an rcode. */
static inline void
dns_build_begin(struct dns_build *b, const char *name, int type,
    unsigned int flags)
{
	memset(b, 0, sizeof(*b));
	b->name = name;
	b->names[0] = b->msg;
	dns_build_u16(b, 0x1234);
	dns_build_u16(b, 0x8180 | flags);
	dns_build_u16(b, 1);
	dns_build_u16(b, 0);
	dns_build_u32(b, 0);
	dns_build_name(b, name);
	dns_build_u16(b, (unsigned int)type);
	dns_build_u16(b, ns_c_in);
}

/* Its data comes next, then dns_build_end. `owner` NULL: of the question. */
static inline void
dns_build_record(struct dns_build *b, const char *owner, int type, uint32_t ttl)
{
	dns_build_patch_u16(b, 6, (unsigned int)(b->msg[6] << 8 | b->msg[7]) +
	    1);
	dns_build_name(b, owner == NULL ? b->name : owner);
	dns_build_u16(b, (unsigned int)type);
	dns_build_u16(b, ns_c_in);
	dns_build_u32(b, ttl);
	dns_build_u16(b, 0);
	b->data = b->len;
}

static inline void
dns_build_end(struct dns_build *b)
{
	dns_build_patch_u16(b, b->data - 2, (unsigned int)(b->len - b->data));
}

static inline void
dns_build_cname(struct dns_build *b, const char *owner, uint32_t ttl,
    const char *target)
{
	dns_build_record(b, owner, ns_t_cname, ttl);
	dns_build_name(b, target);
	dns_build_end(b);
}

static inline void
dns_build_srv(struct dns_build *b, uint32_t ttl, unsigned int priority,
    unsigned int port, const char *target)
{
	dns_build_record(b, NULL, ns_t_srv, ttl);
	dns_build_u16(b, priority);
	dns_build_u16(b, 7);
	dns_build_u16(b, port);
	dns_build_name(b, target);
	dns_build_end(b);
}

/* A string of a TXT record that is under construction. */
static inline void
dns_build_string(struct dns_build *b, const char *s, size_t len)
{
	dns_build_u8(b, (unsigned int)len);
	dns_build_bytes(b, s, len);
}

/* The strings of one TXT record, parted by '|'; NULL for none at all. */
static inline void
dns_build_txt(struct dns_build *b, uint32_t ttl, const char *strings)
{
	dns_build_record(b, NULL, ns_t_txt, ttl);
	while (strings != NULL) {
		size_t n = strcspn(strings, "|");

		dns_build_string(b, strings, n);
		strings = strings[n] == '|' ? strings + n + 1 : NULL;
	}
	dns_build_end(b);
}

static inline void
dns_build_addr(struct dns_build *b, const char *owner, uint32_t ttl,
    const char *literal)
{
	struct addr a = { 0 };

	if (!addr_parse(literal, &a))
		abort();
	dns_build_record(b, owner, addr_len(&a) == 4 ? ns_t_a : ns_t_aaaa,
	    ttl);
	dns_build_bytes(b, a.bytes, addr_len(&a));
	dns_build_end(b);
}

/* In memory of just its size, so that sanitizers see a read past the end. */
static inline uint8_t *
dns_build_copy(const struct dns_build *b, size_t len)
{
	uint8_t *copy = malloc(len == 0 ? 1 : len);

	if (copy == NULL)
		abort();
	memcpy(copy, b->msg, len);
	return copy;
}

#endif
