/* SPDX-License-Identifier: Apache-2.0 */
/* mib2.c: /proc/net/snmp. */
#include "unit.h"

#include <string.h>

#include "mib2.h"
#include "prefixes.h"

/* Linux 6.18; each value tells its column in the sFlow record. */
static const char snmp_618[] =
    "Ip: Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors "
    "ForwDatagrams InUnknownProtos InDiscards InDelivers OutRequests "
    "OutDiscards OutNoRoutes ReasmTimeout ReasmReqds ReasmOKs ReasmFails "
    "FragOKs FragFails FragCreates OutTransmits\n"
    "Ip: 1 64 102 103 104 105 106 107 108 109 110 111 112 113 114 115 116 "
    "117 118 999\n"
    "Icmp: InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds "
    "InParmProbs InSrcQuenchs InRedirects InEchos InEchoReps InTimestamps "
    "InTimestampReps InAddrMasks InAddrMaskReps OutMsgs OutErrors "
    "OutRateLimitGlobal OutRateLimitHost OutDestUnreachs OutTimeExcds "
    "OutParmProbs OutSrcQuenchs OutRedirects OutEchos OutEchoReps "
    "OutTimestamps OutTimestampReps OutAddrMasks OutAddrMaskReps\n"
    "Icmp: 200 201 999 202 203 204 205 206 207 208 209 999 210 211 212 213 "
    "999 999 214 215 216 217 218 219 220 221 222 223 224\n"
    "IcmpMsg: InType3\n"
    "IcmpMsg: 1\n"
    "Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens "
    "AttemptFails EstabResets CurrEstab InSegs OutSegs RetransSegs InErrs "
    "OutRsts InCsumErrors\n"
    "Tcp: 1 200 120000 -1 304 305 306 307 308 309 310 311 312 313 314\n"
    "Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors "
    "SndbufErrors InCsumErrors IgnoredMulti MemErrors\n"
    "Udp: 400 401 402 403 404 405 406 999 999\n"
    "UdpLite: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors "
    "SndbufErrors InCsumErrors IgnoredMulti MemErrors\n"
    "UdpLite: 9 9 9 9 9 9 9 9 9\n";

static void
columns_are_found_by_name(void **state)
{
	struct model_mib2 m;

	(void)state;
	assert_true(mib2_parse(text_of(snmp_618), &m));
	assert_int_equal(m.ip[0], 1);
	assert_int_equal(m.ip[1], 64);
	for (uint32_t i = 2; i < MODEL_IP_FIELDS; i++)
		assert_int_equal(m.ip[i], 100 + i);
	for (uint32_t i = 0; i < MODEL_ICMP_FIELDS; i++)
		assert_int_equal(m.icmp[i], 200 + i);
	assert_int_equal(m.tcp[0], 1);
	assert_int_equal(m.tcp[1], 200);
	assert_int_equal(m.tcp[2], 120000);
	assert_int_equal(m.tcp[3], UINT32_MAX);
	for (uint32_t i = 4; i < MODEL_TCP_FIELDS; i++)
		assert_int_equal(m.tcp[i], 300 + i);
	for (uint32_t i = 0; i < MODEL_UDP_FIELDS; i++)
		assert_int_equal(m.udp[i], 400 + i);
}

static void
order_does_not_matter(void **state)
{
	struct model_mib2 m;

	(void)state;
	assert_true(mib2_parse(text_of("Udp: InCsumErrors NoPorts InDatagrams\n"
	    "Udp: 3 2 1\nIp: InReceives DefaultTTL\nIp: 5 64\n"), &m));
	assert_int_equal(m.udp[0], 1);
	assert_int_equal(m.udp[1], 2);
	assert_int_equal(m.udp[6], 3);
	assert_int_equal(m.ip[1], 64);
	assert_int_equal(m.ip[2], 5);
}

static void
missing_counters_are_unknown_and_gauges_zero(void **state)
{
	/* 2.6.32: no checksum errors; and no Icmp at all */
	static const char text[] =
	    "Tcp: RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens "
	    "PassiveOpens AttemptFails EstabResets CurrEstab InSegs OutSegs "
	    "RetransSegs InErrs OutRsts\n"
	    "Tcp: 1 200 120000 -1 1 2 3 4 5 6 7 8 9 10\n";
	struct model_mib2 m;

	(void)state;
	assert_true(mib2_parse(text_of(text), &m));
	assert_int_equal(m.tcp[13], 10);
	assert_int_equal(m.tcp[14], MODEL_UNKNOWN32);
	assert_int_equal(m.ip[0], 0);
	assert_int_equal(m.ip[1], 0);
	assert_int_equal(m.ip[2], MODEL_UNKNOWN32);
	assert_int_equal(m.ip[12], 0);
	assert_int_equal(m.icmp[0], MODEL_UNKNOWN32);
	assert_int_equal(m.udp[6], MODEL_UNKNOWN32);
	assert_false(mib2_parse(text_of(""), &m));
	assert_int_equal(m.tcp[0], 0);
	assert_int_equal(m.tcp[8], 0);
	assert_int_equal(m.tcp[4], MODEL_UNKNOWN32);
}

static void
values_keep_their_low_32_bits(void **state)
{
	struct model_mib2 m;

	(void)state;
	assert_true(mib2_parse(text_of("Tcp: InSegs OutSegs MaxConn InErrs "
	    "OutRsts\nTcp: 4294967299 18446744073709551615 -2 - 1x\n"), &m));
	assert_int_equal(m.tcp[9], 3);
	assert_int_equal(m.tcp[10], UINT32_MAX);
	assert_int_equal(m.tcp[3], 4294967294);
	assert_int_equal(m.tcp[12], MODEL_UNKNOWN32);
	assert_int_equal(m.tcp[13], MODEL_UNKNOWN32);
}

static void
texts_that_are_none_are_refused(void **state)
{
	static const char *const texts[] = {
		"", "Ip:", "Ip:\nIp:\n", "Ip: InReceives\n", "Ip: 1\nIp: 2\n",
		"Ip: InReceives\nIp: x\n", "Ip InReceives\nIp 1\n",
		"ip: InReceives\nip: 1\n", "Ip: InReceives\nTcp: 1\n"
	};
	struct model_mib2 m;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		assert_false(mib2_parse(text_of(texts[i]), &m));
	/* Fewer values than names, and more. */
	assert_true(mib2_parse(text_of("Ip: InReceives InDelivers\nIp: 1\n"),
	    &m));
	assert_int_equal(m.ip[8], MODEL_UNKNOWN32);
	assert_true(mib2_parse(text_of("Ip: InReceives\nIp: 1 2 3\n"), &m));
	assert_int_equal(m.ip[2], 1);
}

static void
parse_all(struct text t)
{
	struct model_mib2 m;

	(void)mib2_parse(t, &m);
}

static void
no_beginning_of_a_text_is_read_past(void **state)
{
	(void)state;
	prefixes_try(snmp_618, parse_all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_found_by_name),
		cmocka_unit_test(order_does_not_matter),
		cmocka_unit_test(missing_counters_are_unknown_and_gauges_zero),
		cmocka_unit_test(values_keep_their_low_32_bits),
		cmocka_unit_test(texts_that_are_none_are_refused),
		cmocka_unit_test(no_beginning_of_a_text_is_read_past),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
