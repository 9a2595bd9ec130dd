/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes of a sampled_header in, addresses and ports out; called by the
 * printers. Pure.
 */
#include "sflow_packet.h"

#include <net/ethernet.h>
#include <netinet/in.h>
#include <string.h>

#include "reader.h"
#include "textbuf.h"

#define ETHERTYPE_QINQ		0x88a8	/* 802.1ad */
#define ETHERTYPE_QINQ_OLD	0x9100
#define ETHERTYPE_MIN		0x600

#define IPV4_HEADER_MIN		20
#define IPV4_OFFSET		0x1fff	/* bits of the fragment offset */
#define IPV6_OFFSET		0xfff8

#define TCP_FLAGS_AT		9	/* bytes behind the ports */
#define UDP_HEADER		8

static struct addr
read_addr(struct reader *r, int family)
{
	struct addr a;
	const uint8_t *bytes;

	memset(&a, 0, sizeof(a));
	bytes = reader_bytes(r, family == AF_INET ? 4 : 16);
	if (bytes == NULL)
		return a;
	a.family = family;
	memcpy(a.bytes, bytes, addr_len(&a));
	return a;
}

static void
parse_ports(struct reader *r, struct sflow_packet *p)
{
	uint16_t src = reader_u16(r), dst = reader_u16(r);

	if (r->overflow)
		return;
	p->has_ports = true;
	p->src_port = src;
	p->dst_port = dst;
}

static void
parse_tcp(struct reader *r, struct sflow_packet *p)
{
	uint8_t flags;

	parse_ports(r, p);
	reader_bytes(r, TCP_FLAGS_AT);
	flags = reader_u8(r);
	if (r->overflow)
		return;
	p->has_tcp_flags = true;
	p->tcp_flags = flags;
}

static void
parse_udp(struct reader *r, struct sflow_packet *p)
{
	uint16_t length;

	parse_ports(r, p);
	length = reader_u16(r);
	reader_u16(r);	/* checksum */
	if (r->overflow || length < UDP_HEADER)
		return;
	p->has_udp = true;
	p->udp_length = (uint16_t)(length - UDP_HEADER);
	p->udp_offset = r->pos;
}

static void
parse_icmp(struct reader *r, struct sflow_packet *p)
{
	uint8_t type = reader_u8(r), code = reader_u8(r);

	if (r->overflow)
		return;
	p->has_icmp = true;
	p->icmp_type = type;
	p->icmp_code = code;
}

static void
parse_transport(struct reader *r, struct sflow_packet *p)
{
	if (p->fragment)
		return;
	switch (p->ip_protocol) {
	case IPPROTO_TCP:
		parse_tcp(r, p);
		break;
	case IPPROTO_UDP:
		parse_udp(r, p);
		break;
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		parse_ports(r, p);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		parse_icmp(r, p);
		break;
	default:
		break;
	}
}

static void
parse_ipv4(struct reader *r, struct sflow_packet *p)
{
	uint8_t first = reader_u8(r), protocol, ttl;
	size_t header = (size_t)(first & 0xf) * 4;
	struct addr src, dst;
	uint16_t fragment;

	reader_bytes(r, 5);
	fragment = reader_u16(r);
	ttl = reader_u8(r);
	protocol = reader_u8(r);
	reader_bytes(r, 2);
	src = read_addr(r, AF_INET);
	dst = read_addr(r, AF_INET);
	if (r->overflow || first >> 4 != 4 || header < IPV4_HEADER_MIN)
		return;
	p->has_ip = p->has_ip_protocol = true;
	p->ip_src = src;
	p->ip_dst = dst;
	p->ip_protocol = protocol;
	p->ip_ttl = ttl;
	p->fragment = (fragment & IPV4_OFFSET) != 0;
	if (reader_bytes(r, header - IPV4_HEADER_MIN) != NULL)
		parse_transport(r, p);
}

/*
 * Takes one extension header off the front and returns what comes next;
 * false when `protocol` is none. All but two give their length in units of
 * eight bytes, without the first.
 */
static bool
skip_extension(struct reader *r, uint8_t protocol, struct sflow_packet *p)
{
	uint8_t length;

	switch (protocol) {
	case IPPROTO_FRAGMENT:
		p->ip_protocol = reader_u8(r);
		reader_u8(r);
		p->fragment = (reader_u16(r) & IPV6_OFFSET) != 0;
		reader_bytes(r, 4);
		return true;
	case IPPROTO_AH:
		p->ip_protocol = reader_u8(r);
		length = reader_u8(r);
		reader_bytes(r, (size_t)(length + 2) * 4 - 2);
		return true;
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_DSTOPTS:
	case IPPROTO_MH:
		p->ip_protocol = reader_u8(r);
		length = reader_u8(r);
		reader_bytes(r, (size_t)(length + 1) * 8 - 2);
		return true;
	default:
		return false;
	}
}

static void
parse_ipv6(struct reader *r, struct sflow_packet *p)
{
	uint8_t first = reader_u8(r), protocol, ttl;
	struct addr src, dst;

	reader_bytes(r, 5);
	protocol = reader_u8(r);
	ttl = reader_u8(r);
	src = read_addr(r, AF_INET6);
	dst = read_addr(r, AF_INET6);
	if (r->overflow || first >> 4 != 6)
		return;
	p->has_ip = true;
	p->ip_src = src;
	p->ip_dst = dst;
	p->ip_ttl = ttl;
	p->ip_protocol = protocol;
	/* What stands behind a later fragment's header is no header. */
	while (!r->overflow && !p->fragment &&
	    skip_extension(r, p->ip_protocol, p))
		continue;
	p->has_ip_protocol = !r->overflow;
	if (p->has_ip_protocol)
		parse_transport(r, p);
}

static void
parse_arp(struct reader *r, struct sflow_packet *p)
{
	uint16_t hardware = reader_u16(r), protocol = reader_u16(r);
	uint8_t hardware_len = reader_u8(r), protocol_len = reader_u8(r);
	uint16_t operation = reader_u16(r);
	struct addr sender, target;

	reader_bytes(r, 6);
	sender = read_addr(r, AF_INET);
	reader_bytes(r, 6);
	target = read_addr(r, AF_INET);
	if (r->overflow || hardware != 1 || protocol != ETHERTYPE_IP ||
	    hardware_len != 6 || protocol_len != 4)
		return;
	p->has_arp = true;
	p->arp_operation = operation;
	p->arp_sender = sender;
	p->arp_target = target;
}

static bool
is_vlan(uint16_t type)
{
	return type == ETHERTYPE_VLAN || type == ETHERTYPE_QINQ ||
	    type == ETHERTYPE_QINQ_OLD;
}

/* True when the type of what follows is known. */
/* The type word, behind any VLAN tags; false when it is cut. */
static bool
parse_type(struct reader *r, struct sflow_packet *p)
{
	uint16_t type = reader_u16(r);

	while (is_vlan(type) && p->n_vlans < SFLOW_PACKET_VLANS_MAX) {
		uint16_t tag = reader_u16(r);

		if (r->overflow)
			return false;
		p->vlans[p->n_vlans++] = tag & 0xfff;
		type = reader_u16(r);
	}
	if (r->overflow)
		return false;
	p->has_eth_type = true;
	p->eth_type = type;
	return true;
}

static void
parse_typed(struct reader *r, struct sflow_packet *p)
{
	if (!parse_type(r, p))
		return;
	if (p->eth_type == ETHERTYPE_IP)
		parse_ipv4(r, p);
	else if (p->eth_type == ETHERTYPE_IPV6)
		parse_ipv6(r, p);
	else if (p->eth_type == ETHERTYPE_ARP)
		parse_arp(r, p);
}

static void
parse_ethernet(struct reader *r, struct sflow_packet *p)
{
	const uint8_t *dst = reader_bytes(r, 6), *src = reader_bytes(r, 6);

	if (dst == NULL || src == NULL)
		return;
	p->has_ethernet = true;
	memcpy(p->eth_dst, dst, 6);
	memcpy(p->eth_src, src, 6);
	parse_typed(r, p);
}

void
sflow_packet_parse(uint32_t header_protocol, const void *data, size_t len,
    struct sflow_packet *p)
{
	struct reader r;

	memset(p, 0, sizeof(*p));
	reader_init(&r, data, len);
	if (header_protocol == SFLOW_PACKET_IPV4)
		parse_ipv4(&r, p);
	else if (header_protocol == SFLOW_PACKET_IPV6)
		parse_ipv6(&r, p);
	else if (header_protocol == SFLOW_PACKET_ETHERNET)
		parse_ethernet(&r, p);
}

void
sflow_packet_parse_typed(const void *data, size_t len, struct sflow_packet *p)
{
	struct reader r;

	memset(p, 0, sizeof(*p));
	reader_init(&r, data, len);
	parse_typed(&r, p);
}

static const char *
protocol_name(uint8_t protocol)
{
	switch (protocol) {
	case IPPROTO_TCP:
		return "TCP";
	case IPPROTO_UDP:
		return "UDP";
	case IPPROTO_UDPLITE:
		return "UDP-Lite";
	case IPPROTO_SCTP:
		return "SCTP";
	case IPPROTO_DCCP:
		return "DCCP";
	case IPPROTO_ICMP:
		return "ICMP";
	case IPPROTO_ICMPV6:
		return "ICMPv6";
	case IPPROTO_IGMP:
		return "IGMP";
	case IPPROTO_GRE:
		return "GRE";
	case IPPROTO_ESP:
		return "ESP";
	default:
		return NULL;
	}
}

static void
format_tcp_flags(uint8_t flags, struct textbuf *b)
{
	static const char *const names[] = {
		"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"
	};

	for (unsigned int i = 0; i < 8; i++) {
		if (flags & 1u << i)
			textbuf_add(b, " %s", names[i]);
	}
}

static void
format_end(const struct addr *a, bool has_port, uint16_t port,
    struct textbuf *b)
{
	char ip[ADDR_STRLEN];
	bool bracket = has_port && a->family == AF_INET6;

	textbuf_add(b, bracket ? "[%s]" : "%s", addr_format(a, ip));
	if (has_port)
		textbuf_add(b, ":%u", port);
}

static void
format_protocol(const struct sflow_packet *p, struct textbuf *b)
{
	const char *name = protocol_name(p->ip_protocol);

	if (!p->has_ip_protocol)
		return;
	if (name != NULL)
		textbuf_add(b, " %s", name);
	else
		textbuf_add(b, " protocol %u", p->ip_protocol);
	if (p->has_tcp_flags)
		format_tcp_flags(p->tcp_flags, b);
	if (p->has_icmp && p->icmp_code != 0)
		textbuf_add(b, " type %u code %u", p->icmp_type, p->icmp_code);
	else if (p->has_icmp)
		textbuf_add(b, " type %u", p->icmp_type);
}

static void
format_ip(const struct sflow_packet *p, struct textbuf *b)
{
	textbuf_add(b, " %s ", p->ip_src.family == AF_INET ? "IPv4" : "IPv6");
	format_end(&p->ip_src, p->has_ports, p->src_port, b);
	textbuf_add(b, " > ");
	format_end(&p->ip_dst, p->has_ports, p->dst_port, b);
	format_protocol(p, b);
	if (p->fragment)
		textbuf_add(b, " fragment");
}

static void
format_arp(const struct sflow_packet *p, struct textbuf *b)
{
	char sender[ADDR_STRLEN], target[ADDR_STRLEN];

	addr_format(&p->arp_sender, sender);
	addr_format(&p->arp_target, target);
	if (p->arp_operation == 1)
		textbuf_add(b, " ARP %s asks for %s", sender, target);
	else if (p->arp_operation == 2)
		textbuf_add(b, " ARP %s answers %s", sender, target);
	else
		textbuf_add(b, " ARP operation %u", p->arp_operation);
}

static void
format_ethernet(const struct sflow_packet *p, struct textbuf *b)
{
	const uint8_t *s = p->eth_src, *d = p->eth_dst;

	textbuf_add(b, "%02x:%02x:%02x:%02x:%02x:%02x > "
	    "%02x:%02x:%02x:%02x:%02x:%02x", s[0], s[1], s[2], s[3], s[4],
	    s[5], d[0], d[1], d[2], d[3], d[4], d[5]);
	for (unsigned int i = 0; i < p->n_vlans; i++)
		textbuf_add(b, " vlan %u", p->vlans[i]);
	if (!p->has_eth_type || p->has_ip || p->has_arp)
		return;
	if (p->eth_type < ETHERTYPE_MIN)
		textbuf_add(b, " 802.3 length %u", p->eth_type);
	else
		textbuf_add(b, " type 0x%04x", p->eth_type);
}

const char *
sflow_packet_format(const struct sflow_packet *p,
    char buf[SFLOW_PACKET_TEXT_MAX])
{
	struct textbuf b;

	textbuf_init(&b, buf, SFLOW_PACKET_TEXT_MAX);
	if (p->has_ethernet)
		format_ethernet(p, &b);
	if (p->has_ip)
		format_ip(p, &b);
	if (p->has_arp)
		format_arp(p, &b);
	if (!p->has_ethernet && b.len > 0)
		return buf + 1;
	return buf;
}
