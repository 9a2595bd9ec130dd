/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between captured frames and UDP payloads; used by hsflowctl listen when it
 * reads or writes a capture. Pure.
 */
#include "frame.h"

#include <net/ethernet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "reader.h"
#include "sflow_packet.h"

#define NULL_HEADER	4	/* an address family */
#define COOKED_TYPE	14	/* where the Ethernet type stands */
#define COOKED_2_HEADER	20	/* behind it, whose first word is the type */

#define IPV4_HEADER	20
#define IPV6_HEADER	40
#define UDP_HEADER	8
#define UDP_MAX		65535
#define TTL		64

bool
frame_link_known(uint32_t link)
{
	switch (link) {
	case FRAME_LINK_NULL:
	case FRAME_LINK_ETHERNET:
	case FRAME_LINK_RAW_BSD:
	case FRAME_LINK_RAW_OPENBSD:
	case FRAME_LINK_RAW:
	case FRAME_LINK_LOOP:
	case FRAME_LINK_COOKED:
	case FRAME_LINK_IPV4:
	case FRAME_LINK_IPV6:
	case FRAME_LINK_COOKED_2:
		return true;
	default:
		return false;
	}
}

/* Skips n bytes; returns where the rest begins in the frame. */
static size_t
skip(struct reader *r, size_t n)
{
	if (reader_bytes(r, n) == NULL)
		reader_bytes(r, reader_left(r));
	return r->pos;
}

/* Its first four bits say which IP it is. */
static size_t
parse_ip(struct reader *r, struct sflow_packet *p)
{
	const uint8_t *data = r->base + r->pos;
	size_t left = reader_left(r);

	sflow_packet_parse(left > 0 && data[0] >> 4 == 6 ? SFLOW_PACKET_IPV6 :
	    SFLOW_PACKET_IPV4, data, left, p);
	return r->pos;
}

/* Its type word stands apart; that of a VLAN tag follows the tag's number. */
static size_t
parse_cooked_2(struct reader *r, struct sflow_packet *p)
{
	uint16_t type = reader_u16(r);
	size_t at = skip(r, COOKED_2_HEADER - 2);

	if (type == ETHERTYPE_VLAN) {
		at = skip(r, 2);
		sflow_packet_parse_typed(r->base + at, reader_left(r), p);
	} else if (type == ETHERTYPE_IP || type == ETHERTYPE_IPV6)
		parse_ip(r, p);
	return at;
}

/* Returns where in the frame the parsed part begins. */
static size_t
parse_link(uint32_t link, struct reader *r, struct sflow_packet *p)
{
	size_t at;

	switch (link) {
	case FRAME_LINK_ETHERNET:
		sflow_packet_parse(SFLOW_PACKET_ETHERNET, r->base, r->len, p);
		return 0;
	case FRAME_LINK_COOKED:
		at = skip(r, COOKED_TYPE);
		sflow_packet_parse_typed(r->base + at, reader_left(r), p);
		return at;
	case FRAME_LINK_COOKED_2:
		return parse_cooked_2(r, p);
	case FRAME_LINK_NULL:
	case FRAME_LINK_LOOP:
		skip(r, NULL_HEADER);
		return parse_ip(r, p);
	default:
		return parse_ip(r, p);
	}
}

enum frame_kind
frame_parse(uint32_t link, const void *data, size_t len, struct frame *f)
{
	struct sflow_packet p;
	struct reader r;
	size_t at;

	memset(f, 0, sizeof(*f));
	memset(&p, 0, sizeof(p));
	reader_init(&r, data, len);
	at = parse_link(link, &r, &p);
	if (!p.has_ip_protocol || p.ip_protocol != IPPROTO_UDP)
		return FRAME_OTHER;
	f->src = p.ip_src;
	f->dst = p.ip_dst;
	f->src_port = p.src_port;
	f->dst_port = p.dst_port;
	if (!p.has_udp)
		return p.fragment ? FRAME_PART : FRAME_OTHER;
	f->payload = r.base + at + p.udp_offset;
	f->len = p.udp_length;
	if (f->len <= len - at - p.udp_offset)
		return FRAME_UDP;
	f->len = len - at - p.udp_offset;
	return FRAME_PART;
}

/* Of the Internet; a last odd byte counts as if a zero followed. */
static uint32_t
sum(uint32_t total, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		total += i % 2 == 0 ? (uint32_t)p[i] << 8 : p[i];
	return total;
}

static uint16_t
fold(uint32_t total)
{
	while (total > 0xffff)
		total = (total & 0xffff) + (total >> 16);
	return (uint16_t)~total;
}

static void
put_u16(uint8_t *p, size_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static void
make_ipv4(const struct frame *f, size_t length, uint8_t *p)
{
	memset(p, 0, IPV4_HEADER);
	p[0] = 0x45;
	put_u16(p + 2, IPV4_HEADER + length);
	p[8] = TTL;
	p[9] = IPPROTO_UDP;
	memcpy(p + 12, f->src.bytes, 4);
	memcpy(p + 16, f->dst.bytes, 4);
	put_u16(p + 10, fold(sum(0, p, IPV4_HEADER)));
}

static void
make_ipv6(const struct frame *f, size_t length, uint8_t *p)
{
	memset(p, 0, IPV6_HEADER);
	p[0] = 0x60;
	put_u16(p + 4, length);
	p[6] = IPPROTO_UDP;
	p[7] = TTL;
	memcpy(p + 8, f->src.bytes, 16);
	memcpy(p + 24, f->dst.bytes, 16);
}

/* Over the addresses, protocol and length too; 0 would mean none. */
static uint16_t
udp_checksum(const struct frame *f, const uint8_t *udp, size_t length)
{
	uint32_t total = IPPROTO_UDP + (uint32_t)length;
	uint16_t checksum;

	total = sum(total, f->src.bytes, addr_len(&f->src));
	total = sum(total, f->dst.bytes, addr_len(&f->dst));
	total = sum(total, udp, UDP_HEADER);
	total = sum(total, f->payload, f->len);
	checksum = fold(total);
	return checksum == 0 ? 0xffff : checksum;
}

size_t
frame_make(const struct frame *f, uint8_t header[FRAME_HEADER_MAX])
{
	size_t ip = f->src.family == AF_INET ? IPV4_HEADER : IPV6_HEADER;
	size_t length = UDP_HEADER + f->len;
	uint8_t *udp = header + ip;

	if (f->src.family != f->dst.family || addr_len(&f->src) == 0 ||
	    length > UDP_MAX - (ip == IPV4_HEADER ? ip : 0))
		return 0;
	if (ip == IPV4_HEADER)
		make_ipv4(f, length, header);
	else
		make_ipv6(f, length, header);
	put_u16(udp, f->src_port);
	put_u16(udp + 2, f->dst_port);
	put_u16(udp + 4, length);
	put_u16(udp + 6, 0);
	put_u16(udp + 6, udp_checksum(f, udp, length));
	return ip + UDP_HEADER;
}
