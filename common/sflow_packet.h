/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The start of a sampled packet: who speaks to whom. Pure, total on any
 * bytes; what is cut off or not understood is left out.
 */
#ifndef SFLOW_PACKET_H
#define SFLOW_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"

#define SFLOW_PACKET_VLANS_MAX	2
#define SFLOW_PACKET_TEXT_MAX	256	/* bytes, NUL included */

/* header_protocol of a sampled_header. */
#define SFLOW_PACKET_ETHERNET	1
#define SFLOW_PACKET_IPV4	11
#define SFLOW_PACKET_IPV6	12

struct sflow_packet {
	bool		has_ethernet;
	uint8_t		eth_src[6];
	uint8_t		eth_dst[6];
	/* Behind the VLAN tags; below 0x600 an 802.3 length. */
	bool		has_eth_type;
	uint16_t	eth_type;
	unsigned int	n_vlans;
	uint16_t	vlans[SFLOW_PACKET_VLANS_MAX];	/* outer first */

	bool		has_ip;
	struct addr	ip_src;
	struct addr	ip_dst;
	/* The protocol behind all extension headers. */
	bool		has_ip_protocol;
	uint8_t		ip_protocol;
	uint8_t		ip_ttl;
	bool		fragment;	/* not the first one: no ports */

	bool		has_ports;	/* TCP, UDP, SCTP, UDP-Lite, DCCP */
	uint16_t	src_port;
	uint16_t	dst_port;
	/* Of UDP: bytes behind its header as stated, and where they begin. */
	bool		has_udp;
	uint16_t	udp_length;
	size_t		udp_offset;
	bool		has_tcp_flags;
	uint8_t		tcp_flags;
	bool		has_icmp;
	uint8_t		icmp_type;
	uint8_t		icmp_code;

	bool		has_arp;	/* for IPv4 over Ethernet */
	uint16_t	arp_operation;
	struct addr	arp_sender;
	struct addr	arp_target;
};

void	 sflow_packet_parse(uint32_t header_protocol, const void *, size_t,
	    struct sflow_packet *);
/* The same from an Ethernet type word on: where there are no addresses. */
void	 sflow_packet_parse_typed(const void *, size_t, struct sflow_packet *);
/* One line, such as
 * "02:00:00:00:00:02 > 02:00:00:00:00:01 vlan 10 IPv4 10.0.0.1:1234 >
 * 10.0.0.2:80 TCP PSH ACK". Returns buf; "" when nothing is known. */
const char	*sflow_packet_format(const struct sflow_packet *,
		    char buf[SFLOW_PACKET_TEXT_MAX]);

#endif
