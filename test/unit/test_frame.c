/* SPDX-License-Identifier: Apache-2.0 */
/* frame.c: captured frames and the payloads in them. */
#include "unit.h"

#include <string.h>
#include <sys/socket.h>

#include "frame.h"
#include "sflow_hex.h"

#define FRAME_MAX	256
/* Ten bytes behind the header, from port 50000 to 6343; DNS is less long. */
#define UDP	"c350 18c7 0012 0000 "
#define DATA	"00000005 00000001 c000"
#define IP4	"4500 0026 0001 0000 4011 0000 c0000201 c0000202 "
#define IP6	"60000000 0012 11 40 20010db8000000000000000000000001 " \
	"20010db8000000000000000000000002 "
#define ETH	"020000000002 020000000001 "
#define COOKED	"0000 0001 0006 020000000001 0000 "
#define COOKED2(type)	type " 0000 00000002 0001 00 06 0200000000010000 "

struct sample {
	uint8_t	bytes[FRAME_MAX];
	size_t	len;
};

static const struct {
	uint32_t	 link;
	const char	*hex;
} whole[] = {
	{ FRAME_LINK_ETHERNET, ETH "0800" IP4 UDP DATA },
	{ FRAME_LINK_ETHERNET, ETH "86dd" IP6 UDP DATA },
	{ FRAME_LINK_ETHERNET, ETH "8100 000a 0800" IP4 UDP DATA },
	{ FRAME_LINK_ETHERNET, ETH "88a8 000a 8100 000b 86dd" IP6 UDP DATA },
	/* Padding up to the least length of a frame. */
	{ FRAME_LINK_ETHERNET, ETH "0800" IP4 UDP DATA "000000000000" },
	{ FRAME_LINK_RAW, IP4 UDP DATA },
	{ FRAME_LINK_RAW, IP6 UDP DATA },
	{ FRAME_LINK_RAW_BSD, IP4 UDP DATA },
	{ FRAME_LINK_RAW_OPENBSD, IP6 UDP DATA },
	{ FRAME_LINK_IPV4, IP4 UDP DATA },
	{ FRAME_LINK_IPV6, IP6 UDP DATA },
	{ FRAME_LINK_NULL, "02000000" IP4 UDP DATA },
	{ FRAME_LINK_LOOP, "0000001e" IP6 UDP DATA },
	{ FRAME_LINK_COOKED, COOKED "0800" IP4 UDP DATA },
	{ FRAME_LINK_COOKED, COOKED "86dd" IP6 UDP DATA },
	{ FRAME_LINK_COOKED, COOKED "8100 000a 0800" IP4 UDP DATA },
	{ FRAME_LINK_COOKED_2, COOKED2("0800") IP4 UDP DATA },
	{ FRAME_LINK_COOKED_2, COOKED2("86dd") IP6 UDP DATA },
	{ FRAME_LINK_COOKED_2, COOKED2("8100") "000a 0800" IP4 UDP DATA },
};

static void
load(const char *hex, struct sample *s)
{
	assert_true(sflow_hex_parse(hex, strlen(hex), s->bytes,
	    sizeof(s->bytes), &s->len));
}

static void
payloads_are_found_behind_every_link(void **state)
{
	struct sample s, data;
	char ip[ADDR_STRLEN];
	struct frame f;

	(void)state;
	load(DATA, &data);
	for (size_t i = 0; i < UNIT_COUNT(whole); i++) {
		load(whole[i].hex, &s);
		assert_true(frame_link_known(whole[i].link));
		assert_int_equal(frame_parse(whole[i].link, s.bytes, s.len,
		    &f), FRAME_UDP);
		assert_int_equal(f.src_port, 50000);
		assert_int_equal(f.dst_port, 6343);
		assert_string_equal(addr_format(&f.src, ip),
		    f.src.family == AF_INET ? "192.0.2.1" : "2001:db8::1");
		assert_string_equal(addr_format(&f.dst, ip),
		    f.src.family == AF_INET ? "192.0.2.2" : "2001:db8::2");
		assert_int_equal(f.len, data.len);
		assert_memory_equal(f.payload, data.bytes, data.len);
	}
	assert_false(frame_link_known(105));
}

/* Whatever is missing at the end, nothing whole is claimed. */
static void
no_cut_frame_is_whole(void **state)
{
	struct sample s;
	struct frame f;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(whole); i++) {
		load(whole[i].hex, &s);
		s.len -= strstr(whole[i].hex, "c000000000") != NULL ? 6 : 0;
		for (size_t len = 0; len < s.len; len++)
			assert_int_not_equal(frame_parse(whole[i].link,
			    s.bytes, len, &f), FRAME_UDP);
	}
}

static void
kind_is(uint32_t link, const char *hex, enum frame_kind want)
{
	struct sample s;
	struct frame f;

	load(hex, &s);
	assert_int_equal(frame_parse(link, s.bytes, s.len, &f), want);
}

static void
other_packets_are_told_apart(void **state)
{
	(void)state;
	kind_is(FRAME_LINK_ETHERNET, ETH "0806 0001 0800 06 04 0001",
	    FRAME_OTHER);
	kind_is(FRAME_LINK_RAW, "4500 0028 0001 0000 4006 0000 c0000201 "
	    "c0000202" UDP DATA, FRAME_OTHER);
	/* A UDP length that has no room for its header. */
	kind_is(FRAME_LINK_RAW, IP4 "c350 18c7 0007 0000" DATA, FRAME_OTHER);
	kind_is(FRAME_LINK_COOKED_2, COOKED2("0806") IP4 UDP DATA,
	    FRAME_OTHER);
	/* The first fragment, and a later one. */
	kind_is(FRAME_LINK_RAW, "4500 0026 0001 2000 4011 0000 c0000201 "
	    "c0000202 c350 18c7 0200 0000" DATA, FRAME_PART);
	kind_is(FRAME_LINK_RAW, "4500 0026 0001 0010 4011 0000 c0000201 "
	    "c0000202" DATA, FRAME_PART);
}

static void
make(const char *src, const char *dst, size_t n, struct frame *f)
{
	static const uint8_t payload[65535];

	memset(f, 0, sizeof(*f));
	assert_true(addr_parse(src, &f->src));
	assert_true(addr_parse(dst, &f->dst));
	f->src_port = 50000;
	f->dst_port = 6343;
	f->payload = payload;
	f->len = n;
}

static void
headers_are_made_with_checksums(void **state)
{
	static const char *const ends[][2] = {
		{ "192.0.2.1", "192.0.2.2" },
		{ "2001:db8::1", "2001:db8::2" },
	};
	/* Computed apart from the code. */
	static const uint8_t udp_sums[][2] = {
		{ 0x9f, 0xbc }, { 0xc8, 0x4b },
	};
	uint8_t packet[FRAME_HEADER_MAX + 4];
	struct frame f, got;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		size_t n;

		make(ends[i][0], ends[i][1], 3, &f);
		n = frame_make(&f, packet);
		assert_int_equal(n, i == 0 ? 28 : 48);
		memcpy(packet + n, f.payload, 3);
		assert_int_equal(frame_parse(FRAME_LINK_RAW, packet, n + 3,
		    &got), FRAME_UDP);
		assert_true(addr_equal(&got.src, &f.src));
		assert_true(addr_equal(&got.dst, &f.dst));
		assert_int_equal(got.src_port, 50000);
		assert_int_equal(got.len, 3);
		assert_memory_equal(packet + n - 2, udp_sums[i], 2);
	}
}

static void
what_cannot_be_a_packet_is_refused(void **state)
{
	uint8_t header[FRAME_HEADER_MAX];
	struct frame f;

	(void)state;
	make("192.0.2.1", "2001:db8::1", 3, &f);
	assert_int_equal(frame_make(&f, header), 0);
	memset(&f.src, 0, sizeof(f.src));
	memset(&f.dst, 0, sizeof(f.dst));
	assert_int_equal(frame_make(&f, header), 0);
	make("192.0.2.1", "192.0.2.2", 65507, &f);
	assert_int_equal(frame_make(&f, header), 28);
	f.len++;
	assert_int_equal(frame_make(&f, header), 0);
	make("2001:db8::1", "2001:db8::2", 65527, &f);
	assert_int_equal(frame_make(&f, header), 48);
	f.len++;
	assert_int_equal(frame_make(&f, header), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(payloads_are_found_behind_every_link),
		cmocka_unit_test(no_cut_frame_is_whole),
		cmocka_unit_test(other_packets_are_told_apart),
		cmocka_unit_test(headers_are_made_with_checksums),
		cmocka_unit_test(what_cannot_be_a_packet_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
