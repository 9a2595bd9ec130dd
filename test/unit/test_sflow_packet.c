/* SPDX-License-Identifier: Apache-2.0 */
/* sflow_packet.c: sampled headers, named. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "sflow_hex.h"
#include "sflow_packet.h"

#define ETH	"020000000002 020000000001 "
#define SHOWN	"02:00:00:00:00:01 > 02:00:00:00:00:02"
#define IP4	"45000054 00010000 4001 0000 0a000001 0a000002 "
#define IP6(next)	"60000000 0040 " next " 40 " \
	"20010db8000000000000000000000001 20010db8000000000000000000000002 "
#define SHOWN6	"IPv6 2001:db8::1 > 2001:db8::2"

static const struct {
	uint32_t	 protocol;
	const char	*hex;
	const char	*text;
} packets[] = {
	/* Ethernet and tags. */
	{ 1, ETH "88cc 0207", SHOWN " type 0x88cc" },
	{ 1, ETH "0026 4242", SHOWN " 802.3 length 38" },
	{ 1, ETH "8100 600a 88cc", SHOWN " vlan 10 type 0x88cc" },
	{ 1, ETH "88a8 0064 8100 000a 88cc",
	    SHOWN " vlan 100 vlan 10 type 0x88cc" },
	{ 1, ETH "8100 0001 8100 0002 8100 0003 0800",
	    SHOWN " vlan 1 vlan 2 type 0x8100" },
	/* ARP. */
	{ 1, ETH "0806 0001 0800 06 04 0001 020000000001 0a000001 "
	    "000000000000 0a000002",
	    SHOWN " ARP 10.0.0.1 asks for 10.0.0.2" },
	{ 1, ETH "0806 0001 0800 06 04 0002 020000000001 0a000001 "
	    "020000000002 0a000002", SHOWN " ARP 10.0.0.1 answers 10.0.0.2" },
	{ 1, ETH "0806 0001 0800 06 04 0009 020000000001 0a000001 "
	    "020000000002 0a000002", SHOWN " ARP operation 9" },
	{ 1, ETH "0806 0007 0800 06 04 0001 020000000001 0a000001 "
	    "000000000000 0a000002", SHOWN " type 0x0806" },
	/* IPv4. */
	{ 1, ETH "0800" IP4 "0800 0000", SHOWN
	    " IPv4 10.0.0.1 > 10.0.0.2 ICMP type 8" },
	{ 11, IP4 "0301 0000",
	    "IPv4 10.0.0.1 > 10.0.0.2 ICMP type 3 code 1" },
	{ 11, IP4, "IPv4 10.0.0.1 > 10.0.0.2 ICMP" },
	{ 11, "45000054 00010000 4011 0000 0a000001 0a000002 0035 d431",
	    "IPv4 10.0.0.1:53 > 10.0.0.2:54321 UDP" },
	/* With eight bytes of options; a SYN. */
	{ 11, "47000054 00010000 4006 0000 0a000001 0a000002 "
	    "0101010101010101 1f90 0050 00000001 00000000 5002",
	    "IPv4 10.0.0.1:8080 > 10.0.0.2:80 TCP SYN" },
	/* Ports, but cut before the flags. */
	{ 11, "45000054 00010000 4006 0000 0a000001 0a000002 1f90 0050 00",
	    "IPv4 10.0.0.1:8080 > 10.0.0.2:80 TCP" },
	{ 11, "45000054 000100b9 4011 0000 0a000001 0a000002 0035 d431",
	    "IPv4 10.0.0.1 > 10.0.0.2 UDP fragment" },
	{ 11, "45000054 00012000 4011 0000 0a000001 0a000002 0035 d431",
	    "IPv4 10.0.0.1:53 > 10.0.0.2:54321 UDP" },
	{ 11, "45000054 00010000 4063 0000 0a000001 0a000002 0035 d431",
	    "IPv4 10.0.0.1 > 10.0.0.2 protocol 99" },
	/* A header length below 20, and another version. */
	{ 11, "44000054 00010000 4011 0000 0a000001 0a000002 0035 d431", "" },
	{ 11, "65000054 00010000 4011 0000 0a000001 0a000002 0035 d431", "" },
	/* IPv6. */
	{ 1, ETH "86dd" IP6("11") "0035 d431", SHOWN
	    " IPv6 [2001:db8::1]:53 > [2001:db8::2]:54321 UDP" },
	{ 12, IP6("3a") "8700 0000", SHOWN6 " ICMPv6 type 135" },
	/* Hop-by-hop, routing, destination options, then TCP. */
	{ 12, IP6("00") "2b00010400000000 3c00000000000000 "
	    "0600000000000000 0016 03e8 00000000 00000000 5012",
	    "IPv6 [2001:db8::1]:22 > [2001:db8::2]:1000 TCP SYN ACK" },
	/* Authentication header of 24 bytes. */
	{ 12, IP6("33") "3a040000 00000001 00000001 000000000000000000000000 "
	    "8000", SHOWN6 " ICMPv6 type 128" },
	/* First and later fragment. */
	{ 12, IP6("2c") "1100000100000001 0035 d431",
	    "IPv6 [2001:db8::1]:53 > [2001:db8::2]:54321 UDP" },
	{ 12, IP6("2c") "110005a800000001 0035 d431",
	    SHOWN6 " UDP fragment" },
	/* Cut inside an extension header. */
	{ 12, IP6("00") "2b00", SHOWN6 },
	{ 12, IP6("3b"), SHOWN6 " protocol 59" },
	/* Layers that are not looked into. */
	{ 13, "00010040 4500", "" },
	{ 1, "0200", "" },
	{ 1, ETH, SHOWN },
};

static void
load(size_t i, uint8_t *bytes, size_t cap, size_t *len)
{
	assert_true(sflow_hex_parse(packets[i].hex, strlen(packets[i].hex),
	    bytes, cap, len));
}

static void
packets_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(packets); i++) {
		char text[SFLOW_PACKET_TEXT_MAX];
		struct sflow_packet p;
		uint8_t bytes[256];
		size_t len;

		load(i, bytes, sizeof(bytes), &len);
		sflow_packet_parse(packets[i].protocol, bytes, len, &p);
		assert_string_equal(sflow_packet_format(&p, text),
		    packets[i].text);
	}
}

/* Under a sanitizer, reading on would be seen. */
static void
packets_may_be_cut_anywhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(packets); i++) {
		uint8_t bytes[256];
		size_t len;

		load(i, bytes, sizeof(bytes), &len);
		for (size_t n = 0; n < len; n++) {
			char text[SFLOW_PACKET_TEXT_MAX];
			uint8_t *copy = malloc(n + 1);
			struct sflow_packet p;

			assert_non_null(copy);
			memcpy(copy + 1, bytes, n);
			sflow_packet_parse(packets[i].protocol, copy + 1, n,
			    &p);
			free(copy);
			sflow_packet_format(&p, text);
			assert_true(!p.has_ports || p.has_ip);
			assert_true(!p.has_tcp_flags || p.has_ports);
			assert_true(!p.has_ip || n >= 20);
		}
	}
}

static void
parts_are_given_as_values(void **state)
{
	static const char hex[] = ETH "8100 0fff 0800" IP4 "0800 0000";
	static const uint8_t src[6] = { 2, 0, 0, 0, 0, 1 };
	struct sflow_packet p;
	uint8_t bytes[256];
	size_t len;

	(void)state;
	assert_true(sflow_hex_parse(hex, strlen(hex), bytes, sizeof(bytes),
	    &len));
	sflow_packet_parse(SFLOW_PACKET_ETHERNET, bytes, len, &p);
	assert_true(p.has_ethernet && p.has_eth_type && p.has_ip);
	assert_memory_equal(p.eth_src, src, 6);
	assert_int_equal(p.n_vlans, 1);
	assert_int_equal(p.vlans[0], 4095);
	assert_int_equal(p.eth_type, 0x800);
	assert_int_equal(p.ip_protocol, 1);
	assert_int_equal(p.ip_ttl, 64);
	assert_true(p.has_icmp);
	assert_int_equal(p.icmp_type, 8);
	assert_false(p.has_ports || p.has_arp || p.fragment);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packets_are_named),
		cmocka_unit_test(packets_may_be_cut_anywhere),
		cmocka_unit_test(parts_are_given_as_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
