/* SPDX-License-Identifier: Apache-2.0 */
/* sflow_schema*.c, sflow_fields.c: the layout of each record. */
#include "sflow_trace.h"

#include "sflow_names.h"
#include "sflow_schema.h"

/*
 * Lengths are the specification's own, and do not follow from our tables.
 * Fields are as many as it lists; the last one, with its value, catches a
 * shift.
 */
static const struct {
	bool		 flow;
	uint32_t	 tag;
	size_t		 length;
	unsigned int	 n_fields;
	const char	*name;
	const char	*last;
} fixed[] = {
	{ false, SFLOW_TAG(0, 1), 88, 19, "if_counters",
	    "ifPromiscuousMode=16843009" },
	{ false, SFLOW_TAG(0, 2), 52, 13, "ethernet_counters",
	    "dot3StatsSymbolErrors=16843009" },
	{ false, SFLOW_TAG(0, 5), 28, 6, "vlan_counters",
	    "discards=16843009" },
	{ false, SFLOW_TAG(0, 7), 56, 12, "lag_port_stats",
	    "markerResponsePDUsTx=16843009" },
	{ false, SFLOW_TAG(0, 1001), 28, 5, "processor",
	    "free_memory=72340172838076673L" },
	{ false, SFLOW_TAG(0, 1004), 12, 2, "of_port",
	    "port_no=16843009" },
	{ false, SFLOW_TAG(0, 2002), 8, 2, "host_parent",
	    "container_index=16843009" },
	{ false, SFLOW_TAG(0, 2003), 80, 20, "host_cpu",
	    "cpu_guest_nice=16843009" },
	{ false, SFLOW_TAG(0, 2003), 68, 17, "host_cpu",
	    "contexts=16843009" },
	{ false, SFLOW_TAG(0, 2004), 72, 11, "host_memory",
	    "swap_out=16843009" },
	{ false, SFLOW_TAG(0, 2005), 52, 9, "host_disk_io",
	    "write_time=16843009" },
	{ false, SFLOW_TAG(0, 2006), 40, 8, "host_net_io",
	    "drops_out=16843009" },
	{ false, SFLOW_TAG(0, 2007), 76, 19, "mib2_ip_group",
	    "ipFragCreates=16843009" },
	{ false, SFLOW_TAG(0, 2008), 100, 25, "mib2_icmp_group",
	    "icmpOutAddrMaskReps=16843009" },
	{ false, SFLOW_TAG(0, 2009), 60, 15, "mib2_tcp_group",
	    "tcpInCsumErrors=16843009" },
	{ false, SFLOW_TAG(0, 2010), 28, 7, "mib2_udp_group",
	    "udpInCsumErrors=16843009" },
	{ false, SFLOW_TAG(0, 2100), 28, 5, "virt_node",
	    "num_domains=16843009" },
	{ false, SFLOW_TAG(0, 2101), 12, 3, "virt_cpu",
	    "nrVirtCpu=16843009" },
	{ false, SFLOW_TAG(0, 2102), 16, 2, "virt_memory",
	    "maxMemory=72340172838076673L" },
	{ false, SFLOW_TAG(0, 2103), 52, 8, "virt_disk_io",
	    "errs=16843009" },
	{ false, SFLOW_TAG(0, 2104), 40, 8, "virt_net_io",
	    "tx_drop=16843009" },
	{ false, SFLOW_TAG(0, 2203), 40, 8, "app_resources",
	    "conn_max=16843009" },
	{ false, SFLOW_TAG(0, 2207), 24, 6, "ovs_dp_stats",
	    "n_masks=16843009" },
	{ false, 23359489, 48, 10, "nvidia_gpu",
	    "fan_speed=+16843009" },
	{ true, SFLOW_TAG(0, 2), 24, 4, "sampled_ethernet",
	    "type=16843009" },
	{ true, SFLOW_TAG(0, 2), 20, 4, "sampled_ethernet",
	    "type=16843009" },
	{ true, SFLOW_TAG(0, 3), 32, 8, "sampled_ipv4",
	    "tos=16843009" },
	{ true, SFLOW_TAG(0, 4), 56, 8, "sampled_ipv6",
	    "priority=16843009" },
	{ true, SFLOW_TAG(0, 1001), 16, 4, "extended_switch",
	    "dst_priority=16843009" },
	{ true, SFLOW_TAG(0, 1023), 32, 8, "extended_ipv4_tunnel_egress",
	    "tos=16843009" },
	{ true, SFLOW_TAG(0, 1024), 32, 8, "extended_ipv4_tunnel_ingress",
	    "tos=16843009" },
	{ true, SFLOW_TAG(0, 1029), 4, 1, "extended_vni_egress",
	    "vni=16843009" },
	{ true, SFLOW_TAG(0, 1030), 4, 1, "extended_vni_ingress",
	    "vni=16843009" },
	{ true, SFLOW_TAG(0, 1036), 4, 1, "extended_egress_queue",
	    "queue=16843009" },
};

static void
run_filled(size_t i, size_t length, struct trace *t)
{
	struct build b;
	const struct vector *v = build_filled(&b, fixed[i].flow, fixed[i].tag,
	    length, 1);

	trace_run(v->bytes, v->len, t);
	assert_int_equal(t->records, 1);
}

static void
each_record_has_its_length_and_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(fixed); i++) {
		char want[128];
		struct trace t;

		run_filled(i, fixed[i].length, &t);
		assert_true(t.good);
		assert_int_equal(t.record_skipped, 0);
		assert_int_equal(t.fields, fixed[i].n_fields);
		snprintf(want, sizeof(want), " %s %zu\n", fixed[i].name,
		    fixed[i].length);
		assert_non_null(strstr(t.text, want));
		snprintf(want, sizeof(want), "  %s\n", fixed[i].last);
		assert_non_null(strstr(t.text, want));
	}
}

static void
a_longer_record_is_read_and_its_rest_skipped(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(fixed); i++) {
		struct trace t;

		/* 68, and 20 of ethernet, are not the full length. */
		if (fixed[i].length == 68 || fixed[i].length == 20)
			continue;
		run_filled(i, fixed[i].length + 8, &t);
		assert_true(t.good);
		assert_int_equal(t.record_skipped, 8);
		assert_int_equal(t.fields, fixed[i].n_fields);
	}
}

static void
a_shorter_record_is_read_as_far_as_it_goes(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(fixed); i++) {
		struct trace t;

		run_filled(i, 4, &t);
		assert_true(t.fields <= 1);
		run_filled(i, 0, &t);
		assert_true(t.good);
		assert_int_equal(t.fields, 0);
	}
}

static void
a_length_that_is_no_multiple_of_four_is_rounded_up(void **state)
{
	static const char name[] = "vif3.0";
	struct build b;
	struct trace t;

	(void)state;
	build_begin(&b, 1);
	build_simple(&b, false, 2);
	build_record(&b, SFLOW_TAG(0, 1005));
	writer_string(&b.w, name, 255);
	build_record_end(&b);
	writer_patch_u32(&b.w, b.record, 4 + 6);
	build_record(&b, SFLOW_TAG(0, 1005));
	writer_string(&b.w, name, 255);
	build_record_end(&b);
	writer_patch_u32(&b.w, b.record, 4 + 6);
	build_end(&b);
	trace_run(b.v.bytes, b.v.len, &t);
	assert_true(t.good);
	assert_int_equal(t.record_skipped, 0);
	assert_non_null(strstr(t.text,
	    " 0:1005 port_name 10\n  name='vif3.0'\n"
	    " 0:1005 port_name 10\n  name='vif3.0'\n"));
	/* The same, with the last padding cut off all lengths. */
	writer_patch_u32(&b.w, b.sample, (uint32_t)(b.v.len - 36 - 2));
	trace_run(b.v.bytes, b.v.len - 2, &t);
	assert_true(t.good);
	assert_int_equal(t.fields, 2);
	/* And with half of it there. */
	writer_patch_u32(&b.w, b.sample, (uint32_t)(b.v.len - 36 - 1));
	trace_run(b.v.bytes, b.v.len - 1, &t);
	assert_true(t.good);
	assert_int_equal(t.sample_skipped, 0);
}

static void
packed_and_padded_ethernet_are_told_apart_by_length(void **state)
{
	static const uint8_t src[] = { 2, 0, 0, 0, 0, 1 };
	static const uint8_t dst[] = { 2, 0, 0, 0, 0, 2 };
	static const char want[] = "  length=60\n  src_mac=020000000001\n"
	    "  dst_mac=020000000002\n  type=2048\n";
	struct build b;
	struct trace t;
	uint8_t both[12];

	(void)state;
	memcpy(both, src, 6);
	memcpy(both + 6, dst, 6);
	build_begin(&b, 1);
	build_simple(&b, true, 2);
	build_record(&b, SFLOW_TAG(0, 2));
	writer_u32(&b.w, 60);
	writer_opaque(&b.w, src, 6);
	writer_opaque(&b.w, dst, 6);
	writer_u32(&b.w, 2048);
	build_record_end(&b);
	build_record(&b, SFLOW_TAG(0, 2));
	writer_u32(&b.w, 60);
	writer_opaque(&b.w, both, 12);
	writer_u32(&b.w, 2048);
	build_record_end(&b);
	build_end(&b);
	trace_run(b.v.bytes, b.v.len, &t);
	assert_true(t.good);
	assert_non_null(strstr(t.text, want));
	assert_non_null(strstr(strstr(t.text, want) + 1, want));
}

static void
adapters_hold_lists_of_macs(void **state)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 9 };
	struct build b;
	struct trace t;

	(void)state;
	build_begin(&b, 1);
	build_simple(&b, false, 1);
	build_record(&b, SFLOW_TAG(0, 2001));
	writer_u32(&b.w, 3);
	writer_u32(&b.w, 2);
	writer_u32(&b.w, 2);
	writer_opaque(&b.w, mac, 6);
	writer_opaque(&b.w, mac, 6);
	writer_u32(&b.w, 0);
	writer_u32(&b.w, 0);
	writer_u32(&b.w, 4);
	writer_u32(&b.w, 1);
	writer_opaque(&b.w, mac, 6);
	build_record_end(&b);
	build_end(&b);
	trace_run(b.v.bytes, b.v.len, &t);
	assert_true(t.good);
	assert_non_null(strstr(t.text,
	    " 0:2001 host_adapters 52\n"
	    "  adapters[3]\n"
	    "  {\n  ifIndex=2\n  macs[2]\n  mac=020000000009\n"
	    "  mac=020000000009\n  macs end\n  }\n"
	    "  {\n  ifIndex=0 ?\n  macs[0]\n  macs end\n  }\n"
	    "  {\n  ifIndex=4\n  macs[1]\n  mac=020000000009\n"
	    "  macs end\n  }\n"
	    "  adapters end\n"));
}

static void
optical_modules_hold_lanes(void **state)
{
	const uint32_t words[] = { 7, 2, 3300, (uint32_t)-2500, 2,
	    1, 11, 12, 13, 14, 15, 16, 17, 18, 19,
	    2, 21, 22, 23, 24, 25, 26, 27, 28, 29 };
	struct build b;
	struct trace t;

	(void)state;
	build_begin(&b, 1);
	build_simple(&b, false, 1);
	build_record(&b, SFLOW_TAG(0, 10));
	build_words(&b, words, UNIT_COUNT(words));
	build_record_end(&b);
	build_end(&b);
	trace_run(b.v.bytes, b.v.len, &t);
	assert_true(t.good);
	assert_int_equal(t.fields, 24);
	assert_non_null(strstr(t.text,
	    " 0:10 optical_module 100\n"
	    "  module_id=7\n  module_num_lanes=2\n"
	    "  module_supply_voltage=3300\n  module_temperature=-2500\n"
	    "  lanes[2]\n  {\n  lane_index=1\n  tx_bias_current=11\n"));
	assert_non_null(strstr(t.text,
	    "  rx_power_max=28\n  rx_wavelength=29\n  }\n  lanes end\n"));
}

static void
a_gateway_holds_paths_and_communities(void **state)
{
	const uint32_t words[] = { 1, 0x0a000001, 65001, 65002, 65003, 2,
	    1, 1, 65004, 2, 2, 65005, 65006, 1, 99, 100 };
	struct build b;
	struct trace t;

	(void)state;
	build_begin(&b, 1);
	build_simple(&b, true, 1);
	build_record(&b, SFLOW_TAG(0, 1003));
	build_words(&b, words, UNIT_COUNT(words));
	build_record_end(&b);
	build_end(&b);
	trace_run(b.v.bytes, b.v.len, &t);
	assert_true(t.good);
	assert_non_null(strstr(t.text,
	    " 0:1003 extended_gateway 64\n"
	    "  nexthop=10.0.0.1\n  as=65001\n  src_as=65002\n"
	    "  src_peer_as=65003\n  as_path[2]\n"
	    "  {\n  type=1\n  as[1]\n  as=65004\n  as end\n  }\n"
	    "  {\n  type=2\n  as[2]\n  as=65005\n  as=65006\n  as end\n  }\n"
	    "  as_path end\n"
	    "  communities[1]\n  community=99\n  communities end\n"
	    "  localpref=100\n"));
}

static void
router_and_mpls_have_addresses_of_either_family(void **state)
{
	const uint32_t router[] = { 2, 0x20010db8, 0, 0, 1, 64, 48 };
	const uint32_t mpls[] = { 0, 1, 16, 2, 17, 18 };
	struct build b;
	struct trace t;

	(void)state;
	build_begin(&b, 1);
	build_simple(&b, true, 2);
	build_record(&b, SFLOW_TAG(0, 1002));
	build_words(&b, router, UNIT_COUNT(router));
	build_record_end(&b);
	build_record(&b, SFLOW_TAG(0, 1006));
	build_words(&b, mpls, UNIT_COUNT(mpls));
	build_record_end(&b);
	build_end(&b);
	trace_run(b.v.bytes, b.v.len, &t);
	assert_true(t.good);
	assert_non_null(strstr(t.text,
	    " 0:1002 extended_router 28\n"
	    "  nexthop=2001:db8::1\n  src_mask=64\n  dst_mask=48\n"
	    " 0:1006 extended_mpls 24\n"
	    "  nexthop=none ?\n  in_stack[1]\n  label=16\n  in_stack end\n"
	    "  out_stack[2]\n  label=17\n  label=18\n  out_stack end\n"));
}

/* What a record of only `fill` says about its fields. */
static void
expect_unknown(uint32_t tag, size_t length, uint8_t fill, const char *line)
{
	struct build b;
	const struct vector *v = build_filled(&b, false, tag, length, fill);
	struct trace t;
	char want[128];

	trace_run(v->bytes, v->len, &t);
	snprintf(want, sizeof(want), "  %s\n", line);
	if (strstr(t.text, want) == NULL)
		fail_msg("no \"%s\" in\n%s", line, t.text);
}

static void
unknown_values_are_marked_by_kind(void **state)
{
	(void)state;
	/* Counters: all ones. */
	expect_unknown(SFLOW_TAG(0, 1), 88, 0xff,
	    "ifInOctets=18446744073709551615L ?");
	expect_unknown(SFLOW_TAG(0, 1), 88, 0xff, "ifOutErrors=4294967295 ?");
	expect_unknown(SFLOW_TAG(0, 2103), 52, 0xff, "rd_req=4294967295 ?");
	/* A counter that stands at zero is known. */
	expect_unknown(SFLOW_TAG(0, 1), 88, 0, "ifInOctets=0L");
	/* Percentages: -1. */
	expect_unknown(SFLOW_TAG(0, 2005), 52, 0xff, "part_max_used=-1 ?");
	expect_unknown(SFLOW_TAG(0, 2005), 52, 0, "part_max_used=+0");
	expect_unknown(SFLOW_TAG(0, 1001), 28, 0xff, "cpu_5s=-1 ?");
	/* Gauges that cannot be zero, and some that can. */
	expect_unknown(SFLOW_TAG(0, 2004), 72, 0, "mem_total=0L ?");
	expect_unknown(SFLOW_TAG(0, 2004), 72, 0, "mem_free=0L");
	expect_unknown(SFLOW_TAG(0, 2004), 72, 0, "swap_total=0L");
	expect_unknown(SFLOW_TAG(0, 2003), 80, 0, "cpu_speed=0 ?");
	expect_unknown(SFLOW_TAG(0, 2003), 80, 0, "proc_run=0");
	expect_unknown(SFLOW_TAG(0, 2003), 80, 0, "load_one=0.000");
	expect_unknown(SFLOW_TAG(0, 2103), 52, 0, "capacity=0L ?");
	/* Strings, UUIDs, floats that are none. */
	expect_unknown(SFLOW_TAG(0, 2000), 32, 0, "hostname='' ?");
	expect_unknown(SFLOW_TAG(0, 2000), 32, 0,
	    "uuid=00000000000000000000000000000000 ?");
	expect_unknown(SFLOW_TAG(0, 2000), 32, 0, "machine_type=0 unknown ?");
	expect_unknown(SFLOW_TAG(0, 2003), 80, 0xff, "load_one=-nan ?");
	/* Values that look like it, and are not. */
	expect_unknown(SFLOW_TAG(0, 2102), 16, 0xff,
	    "maxMemory=18446744073709551615L unlimited");
	expect_unknown(SFLOW_TAG(0, 2009), 60, 0xff, "tcpMaxConn=-1 dynamic");
	expect_unknown(SFLOW_TAG(0, 2101), 12, 0, "state=0 no state");
}

static void
unknown_vlans_are_all_ones(void **state)
{
	struct build b;
	const struct vector *v = build_filled(&b, true, SFLOW_TAG(0, 1001), 16,
	    0xff);
	struct trace t;

	(void)state;
	trace_run(v->bytes, v->len, &t);
	assert_non_null(strstr(t.text, "src_vlan=4294967295 ?\n"));
}

static void
numbers_beyond_the_lists_have_no_name(void **state)
{
	(void)state;
	assert_string_equal(sflow_names_find(sflow_names_domain_state, 7),
	    "suspended");
	assert_null(sflow_names_find(sflow_names_domain_state, 8));
	assert_string_equal(sflow_names_find(sflow_names_machine_type, 12),
	    "s390");
	assert_null(sflow_names_find(sflow_names_machine_type, 13));
	assert_string_equal(sflow_names_find(sflow_names_os_name, 12),
	    "solaris");
	assert_null(sflow_names_find(sflow_names_os_name, 0xffffffff));
	assert_null(sflow_names_find(NULL, 1));
}

static void
in_order(const struct sflow_schema *s)
{
	for (; s->name != NULL && s[1].name != NULL; s++)
		assert_true(s->tag <= s[1].tag);
}

static void
tables_are_in_the_order_of_tags(void **state)
{
	(void)state;
	in_order(sflow_schema_flow);
	in_order(sflow_schema_host);
	in_order(sflow_schema_port);
	assert_string_equal(sflow_schema_name("virt_cpu"), "virt_cpu");
	assert_null(sflow_schema_name("virt"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_record_has_its_length_and_fields),
		cmocka_unit_test(a_longer_record_is_read_and_its_rest_skipped),
		cmocka_unit_test(a_shorter_record_is_read_as_far_as_it_goes),
		cmocka_unit_test(
		    a_length_that_is_no_multiple_of_four_is_rounded_up),
		cmocka_unit_test(
		    packed_and_padded_ethernet_are_told_apart_by_length),
		cmocka_unit_test(adapters_hold_lists_of_macs),
		cmocka_unit_test(optical_modules_hold_lanes),
		cmocka_unit_test(a_gateway_holds_paths_and_communities),
		cmocka_unit_test(
		    router_and_mpls_have_addresses_of_either_family),
		cmocka_unit_test(unknown_values_are_marked_by_kind),
		cmocka_unit_test(unknown_vlans_are_all_ones),
		cmocka_unit_test(numbers_beyond_the_lists_have_no_name),
		cmocka_unit_test(tables_are_in_the_order_of_tags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
