/* SPDX-License-Identifier: Apache-2.0 */
/* sflow_decode.c: well-formed datagrams, each event and field. */
#include "sflow_trace.h"

static void
expect(const struct vector *v, const char *text)
{
	struct trace t;

	trace_run(v->bytes, v->len, &t);
	assert_string_equal(t.text, text);
	assert_true(t.good);
}

static void
expect_vector(const char *name, const char *text)
{
	struct vector v;

	vector_load(name, &v);
	expect(&v, text);
}

static void
interface_counters_are_read(void **state)
{
	(void)state;
	expect_vector("v1",
	    "agent 192.0.2.1 sub 100000 seq 1 up 1000 samples 1\n"
	    "counters 0:2 108 bytes source 0:7 seq 1 records 1\n"
	    " 0:1 if_counters 88\n"
	    "  ifIndex=7\n"
	    "  ifType=6 ethernetCsmacd\n"
	    "  ifSpeed=10000000000L\n"
	    "  ifDirection=1 full-duplex\n"
	    "  ifStatus=3 up\n"
	    "  ifInOctets=111L\n"
	    "  ifInUcastPkts=1\n"
	    "  ifInMulticastPkts=2\n"
	    "  ifInBroadcastPkts=3\n"
	    "  ifInDiscards=4\n"
	    "  ifInErrors=5\n"
	    "  ifInUnknownProtos=4294967295 ?\n"
	    "  ifOutOctets=222L\n"
	    "  ifOutUcastPkts=6\n"
	    "  ifOutMulticastPkts=7\n"
	    "  ifOutBroadcastPkts=8\n"
	    "  ifOutDiscards=9\n"
	    "  ifOutErrors=10\n"
	    "  ifPromiscuousMode=0\n");
}

static void
a_virtual_machine_is_read(void **state)
{
	(void)state;
	expect_vector("v2",
	    "agent 192.0.2.1 sub 100000 seq 1 up 1000 samples 1\n"
	    "counters 0:2 264 bytes source 3:100000 seq 1 records 7\n"
	    " 0:2000 host_descr 48\n"
	    "  hostname='dom0-a'\n"
	    "  uuid=000102030405060708090a0b0c0d0e0f\n"
	    "  machine_type=3 x86_64\n"
	    "  os_name=2 linux\n"
	    "  os_release='4.19.0+1'\n"
	    " 0:2002 host_parent 8\n"
	    "  container_type=2\n"
	    "  container_index=1\n"
	    " 0:2104 virt_net_io 40\n"
	    "  rx_bytes=1L\n"
	    "  rx_packets=2\n"
	    "  rx_errs=3\n"
	    "  rx_drop=4\n"
	    "  tx_bytes=5L\n"
	    "  tx_packets=6\n"
	    "  tx_errs=7\n"
	    "  tx_drop=8\n"
	    " 0:2101 virt_cpu 12\n"
	    "  state=1 running\n"
	    "  cpuTime=123456\n"
	    "  nrVirtCpu=2\n"
	    " 0:2102 virt_memory 16\n"
	    "  memory=2147483648L\n"
	    "  maxMemory=4294967296L\n"
	    " 0:2103 virt_disk_io 52\n"
	    "  capacity=1L\n"
	    "  allocation=2L\n"
	    "  physical=3L\n"
	    "  rd_req=4\n"
	    "  rd_bytes=5L\n"
	    "  wr_req=6\n"
	    "  wr_bytes=7L\n"
	    "  errs=8\n"
	    " 0:2001 host_adapters 20\n"
	    "  adapters[1]\n"
	    "  {\n"
	    "  ifIndex=7\n"
	    "  macs[1]\n"
	    "  mac=020000000001\n"
	    "  macs end\n"
	    "  }\n"
	    "  adapters end\n");
}

static void
an_older_host_cpu_ends_where_it_ends(void **state)
{
	(void)state;
	expect_vector("v3",
	    "agent 192.0.2.1 sub 100000 seq 1 up 1000 samples 1\n"
	    "counters 0:2 88 bytes source 2:1 seq 1 records 1\n"
	    " 0:2003 host_cpu 68\n"
	    "  load_one=1.500\n"
	    "  load_five=2.500\n"
	    "  load_fifteen=3.500\n"
	    "  proc_run=1\n"
	    "  proc_total=100\n"
	    "  cpu_num=4\n"
	    "  cpu_speed=2400\n"
	    "  uptime=3600\n"
	    "  cpu_user=11\n"
	    "  cpu_nice=12\n"
	    "  cpu_system=13\n"
	    "  cpu_idle=14\n"
	    "  cpu_wio=15\n"
	    "  cpu_intr=16\n"
	    "  cpu_sintr=17\n"
	    "  interrupts=18\n"
	    "  contexts=19\n");
}

static void
open_vswitch_s_own_counters_are_read(void **state)
{
	(void)state;
	expect_vector("v4",
	    "agent 192.0.2.1 sub 0 seq 1 up 1000 samples 1\n"
	    "counters 0:2 92 bytes source 2:1000 seq 1 records 2\n"
	    " 0:2207 ovs_dp_stats 24\n"
	    "  n_hit=1\n"
	    "  n_missed=2\n"
	    "  n_lost=3\n"
	    "  n_mask_hit=4\n"
	    "  n_flows=5\n"
	    "  n_masks=6\n"
	    " 0:2203 app_resources 40\n"
	    "  user_time=1\n"
	    "  system_time=2\n"
	    "  mem_used=3L\n"
	    "  mem_max=4L\n"
	    "  fd_open=5\n"
	    "  fd_max=6\n"
	    "  conn_open=7\n"
	    "  conn_max=8\n");
}

static void
a_sampled_packet_is_read(void **state)
{
	(void)state;
	expect_vector("v5",
	    "agent 192.0.2.1 sub 0 seq 1 up 1000 samples 1\n"
	    "flow 0:1 136 bytes source 2:1000 seq 1 records 2 rate 400 pool 400"
	    " drops 0 in 1/0/7 out 1/0/8\n"
	    " 0:1 sampled_header 72\n"
	    "  protocol=1 Ethernet\n"
	    "  frame_length=78\n"
	    "  stripped=4\n"
	    "  header=02000000000102000000000208004500003c0001000040060000"
	    "0a0000010a00000204d200500000000100000002501803e800000000\n"
	    " 0:1001 extended_switch 16\n"
	    "  src_vlan=10\n"
	    "  src_priority=0\n"
	    "  dst_vlan=10\n"
	    "  dst_priority=0\n");
}

static void
expanded_samples_are_read(void **state)
{
	const uint32_t counters[] = { 9, 3, 0x1000007, 0 };
	const uint32_t flow[] = { 8, 0, 0x1000007, 100, 5000, 2, 0,
	    0x1000007, 0, 0xffffffff, 0 };
	struct build b;

	(void)state;
	build_begin(&b, 2);
	build_sample(&b, 4, counters, UNIT_COUNT(counters));
	writer_patch_length(&b.w, b.sample);
	build_sample(&b, 3, flow, UNIT_COUNT(flow));
	expect(build_end(&b),
	    "agent 192.0.2.1 sub 0 seq 1 up 1000 samples 2\n"
	    "counters 0:4 expanded 16 bytes source 3:16777223 seq 9 records 0\n"
	    "flow 0:3 expanded 44 bytes source 0:16777223 seq 8 records 0 "
	    "rate 100 pool 5000 drops 2 in 1/0/16777223 out 2/0/4294967295\n");
}

static void
a_discarded_packet_is_read(void **state)
{
	const uint32_t words[] = { 3, 0, 7, 11, 7, 0, 258, 1 };
	struct build b;

	(void)state;
	build_begin(&b, 1);
	build_sample(&b, 5, words, UNIT_COUNT(words));
	build_record(&b, SFLOW_TAG(0, 1038));
	writer_string(&b.w, "nf_hook_slow", 64);
	build_record_end(&b);
	expect(build_end(&b),
	    "agent 192.0.2.1 sub 0 seq 1 up 1000 samples 1\n"
	    "discarded 0:5 expanded 56 bytes source 0:7 seq 3 records 1 "
	    "drops 11 in 1/0/7 out 0/0/0 reason 258\n"
	    " 0:1038 extended_function 16\n"
	    "  function='nf_hook_slow'\n");
}

static void
unknown_samples_and_records_are_skipped_by_length(void **state)
{
	const uint32_t opaque[] = { 1, 2, 3 };
	struct build b;

	(void)state;
	build_begin(&b, 3);
	build_sample(&b, SFLOW_TAG(4300, 1002), opaque, 3);
	writer_patch_length(&b.w, b.sample);
	build_sample(&b, SFLOW_TAG(77, 8), opaque, 1);
	writer_patch_length(&b.w, b.sample);
	build_simple(&b, false, 3);
	build_record(&b, SFLOW_TAG(9, 4000));
	build_words(&b, opaque, 3);
	build_record_end(&b);
	build_record(&b, SFLOW_TAG(0, 3));
	build_words(&b, opaque, 2);
	build_record_end(&b);
	build_record(&b, SFLOW_TAG(0, 2002));
	build_words(&b, opaque, 2);
	build_record_end(&b);
	expect(build_end(&b),
	    "agent 192.0.2.1 sub 0 seq 1 up 1000 samples 3\n"
	    "other 4300:1002 12 bytes\n"
	    "other 77:8 4 bytes\n"
	    "counters 0:2 64 bytes source 0:7 seq 1 records 3\n"
	    " 9:4000 - skipped 12\n"
	    " 0:3 tokenring_counters skipped 8\n"
	    " 0:2002 host_parent 8\n"
	    "  container_type=1\n"
	    "  container_index=2\n");
}

static void
agent_addresses_are_ipv4_ipv6_or_none(void **state)
{
	static const struct {
		uint32_t	 type;
		size_t		 len;
		const char	*text;
	} cases[] = {
		{ 0, 0, "agent none sub 4 seq 5 up 6 samples 0\n" },
		{ 1, 4, "agent 32.1.13.184 sub 4 seq 5 up 6 samples 0\n" },
		{ 2, 16, "agent 2001:db8::1 sub 4 seq 5 up 6 samples 0\n" },
	};
	const uint8_t bytes[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		const uint32_t rest[] = { 4, 5, 6, 0 };
		struct build b;

		memset(&b, 0, sizeof(b));
		writer_init(&b.w, b.v.bytes, sizeof(b.v.bytes));
		writer_u32(&b.w, 5);
		writer_u32(&b.w, cases[i].type);
		writer_opaque(&b.w, bytes, cases[i].len);
		build_words(&b, rest, UNIT_COUNT(rest));
		expect(build_end(&b), cases[i].text);
	}
}

static void
interface_words_are_told_apart(void **state)
{
	static const struct {
		uint32_t		word;
		enum sflow_port_kind	kind;
		uint32_t		format, value;
	} cases[] = {
		{ 0, SFLOW_PORT_UNKNOWN, 0, 0 },
		{ 0x3ffffffe, SFLOW_PORT_IFINDEX, 0, 0x3ffffffe },
		{ 0x3fffffff, SFLOW_PORT_LOCAL, 0, 0x3fffffff },
		{ 0x40000102, SFLOW_PORT_DISCARDED, 1, 258 },
		{ 0x40000000, SFLOW_PORT_DISCARDED, 1, 0 },
		{ 0x80000000, SFLOW_PORT_MULTIPLE, 2, 0 },
		{ 0x80000003, SFLOW_PORT_MULTIPLE, 2, 3 },
		{ 0xc0000001, SFLOW_PORT_OTHER, 3, 1 },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		const uint32_t words[] = { 1, 7, 1, 1, 0, 7, cases[i].word, 0 };
		char want[64];
		struct build b;
		struct trace t;

		build_begin(&b, 1);
		build_sample(&b, 1, words, UNIT_COUNT(words));
		build_end(&b);
		trace_run(b.v.bytes, b.v.len, &t);
		snprintf(want, sizeof(want), " out %d/%u/%u\n", cases[i].kind,
		    cases[i].format, cases[i].value);
		assert_non_null(strstr(t.text, want));
	}
}

static void
one_source_may_have_two_samples(void **state)
{
	struct build b;

	(void)state;
	build_begin(&b, 2);
	build_simple(&b, false, 0);
	writer_patch_length(&b.w, b.sample);
	build_simple(&b, false, 0);
	expect(build_end(&b),
	    "agent 192.0.2.1 sub 0 seq 1 up 1000 samples 2\n"
	    "counters 0:2 12 bytes source 0:7 seq 1 records 0\n"
	    "counters 0:2 12 bytes source 0:7 seq 1 records 0\n");
}

static void
bytes_behind_the_last_record_of_a_sample_are_an_extension(void **state)
{
	struct build b;
	struct trace t;

	(void)state;
	build_begin(&b, 1);
	build_simple(&b, false, 0);
	writer_u64(&b.w, 1);
	build_end(&b);
	trace_run(b.v.bytes, b.v.len, &t);
	assert_true(t.good);
	assert_int_equal(t.sample_skipped, 8);
}

static void
callbacks_may_be_missing(void **state)
{
	const struct sflow_visitor none = { .arg = NULL };
	struct vector v;

	(void)state;
	vector_load("v2", &v);
	assert_true(sflow_decode(v.bytes, v.len, &none, NULL));
	assert_false(sflow_decode(v.bytes, v.len - 1, &none, NULL));
	assert_false(sflow_decode(NULL, 0, &none, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(interface_counters_are_read),
		cmocka_unit_test(a_virtual_machine_is_read),
		cmocka_unit_test(an_older_host_cpu_ends_where_it_ends),
		cmocka_unit_test(open_vswitch_s_own_counters_are_read),
		cmocka_unit_test(a_sampled_packet_is_read),
		cmocka_unit_test(expanded_samples_are_read),
		cmocka_unit_test(a_discarded_packet_is_read),
		cmocka_unit_test(
		    unknown_samples_and_records_are_skipped_by_length),
		cmocka_unit_test(agent_addresses_are_ipv4_ipv6_or_none),
		cmocka_unit_test(interface_words_are_told_apart),
		cmocka_unit_test(one_source_may_have_two_samples),
		cmocka_unit_test(
		    bytes_behind_the_last_record_of_a_sample_are_an_extension),
		cmocka_unit_test(callbacks_may_be_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
