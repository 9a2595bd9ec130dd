/* SPDX-License-Identifier: Apache-2.0 */
/* top_model.c, top_flow.c, top_talkers.c: who is there, who speaks. */
#include "top_build.h"

#define AGENT	0xc000020a	/* 192.0.2.10 */
#define OTHER	0xc000020b

static const struct top_limits small = { .agents = 4, .sources = 3,
	.all_sources = 8 };
static struct top_model model;

static int
setup(void **state)
{
	(void)state;
	top_model_init(&model, &small);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	top_model_clear(&model);
	return 0;
}

static void
vm(uint64_t now, uint32_t agent, uint32_t index, uint32_t sequence)
{
	struct top_build t;

	top_begin(&t, agent, (uint32_t)now, 3, index, sequence);
	top_vm_cpu(&t, 100 * sequence, 1);
	top_end(&t, &model, now);
}

/* A VM behind ifIndex 10 + index, with the address 10.0.0.index. */
static void
vm_with_adapter(uint32_t index)
{
	struct top_build t;

	top_begin(&t, AGENT, 1000, 3, index, 1);
	top_adapter(&t, 10 + index, (uint8_t)index);
	top_end(&t, &model, 0);
}

static void
host_with_adapter(void)
{
	struct top_build t;

	top_begin(&t, AGENT, 1000, 2, 1, 1);
	top_adapter(&t, 2, 0xff);
	top_end(&t, &model, 0);
}

/* "10.0.0.1 10.0.0.2 tcp/443 in 0 out 20000; " for each, bytes a second. */
static void
talk_is(struct top_talkers *talkers, uint64_t now, const char *want)
{
	struct top_talk_rate rates[TOP_TALKERS_MAX];
	char local[ADDR_STRLEN], peer[ADDR_STRLEN], text[1024];
	unsigned int n = talkers == NULL ? 0 :
	    top_talkers_get(talkers, now, rates, TOP_TALKERS_MAX);
	struct textbuf b;

	textbuf_init(&b, text, sizeof(text));
	for (unsigned int i = 0; i < n; i++)
		textbuf_add(&b, "%s %s %u/%u in %.0f out %.0f; ",
		    addr_format(&rates[i].talk.local, local),
		    addr_format(&rates[i].talk.peer, peer),
		    rates[i].talk.protocol, rates[i].talk.port, rates[i].in,
		    rates[i].out);
	assert_string_equal(text, want);
}

static void
packets_belong_to_the_vm_behind_the_port(void **state)
{
	(void)state;
	host_with_adapter();
	vm_with_adapter(1);
	vm_with_adapter(2);
	/* From VM 1 to somewhere, back, and from VM 1 to VM 2. */
	top_packet(&model, 10000, AGENT, 11, 2, 1, 99);
	top_packet(&model, 10000, AGENT, 2, 11, 99, 1);
	top_packet(&model, 10000, AGENT, 11, 12, 1, 2);
	talk_is(top_find(&model, AGENT, 3, 1)->talkers, 20000,
	    "10.0.0.1 10.0.0.99 6/443 in 10000 out 10000; "
	    "10.0.0.1 10.0.0.2 6/443 in 0 out 10000; ");
	talk_is(top_find(&model, AGENT, 3, 2)->talkers, 20000,
	    "10.0.0.2 10.0.0.1 6/443 in 10000 out 0; ");
	assert_null(model.agents[0]->talkers);
}

static void
packets_belong_to_the_vm_with_the_address(void **state)
{
	(void)state;
	vm_with_adapter(1);
	/* No port is known; 02:00:00:00:00:01 is the VM's. */
	top_packet(&model, 10000, AGENT, 0, 0, 1, 99);
	top_packet(&model, 10000, AGENT, 0, 0, 99, 1);
	talk_is(top_find(&model, AGENT, 3, 1)->talkers, 20000,
	    "10.0.0.1 10.0.0.99 6/443 in 10000 out 10000; ");
}

static void
other_packets_belong_to_the_host(void **state)
{
	(void)state;
	host_with_adapter();
	vm_with_adapter(1);
	/* Same port, other agent. */
	top_packet(&model, 10000, OTHER, 11, 2, 50, 99);
	top_packet(&model, 10000, AGENT, 2, 0x3fffffff, 99, 50);
	top_packet(&model, 10000, AGENT, 0x3fffffff, 2, 50, 99);
	assert_null(top_find(&model, AGENT, 3, 1)->talkers);
	talk_is(model.agents[0]->talkers, 20000,
	    "10.0.0.50 10.0.0.99 6/443 in 10000 out 10000; ");
	talk_is(model.agents[1]->talkers, 20000,
	    "10.0.0.50 10.0.0.99 6/443 in 0 out 10000; ");
}

static void
talk(struct top_talkers *t, uint64_t now, uint16_t port, double bytes)
{
	struct top_talk one = { .protocol = 6, .has_port = true,
		.port = port };

	top_talkers_add(t, now, &one, true, bytes);
}

static void
talk_is_averaged_and_forgotten(void **state)
{
	struct top_talkers t = { 0 };

	(void)state;
	talk(&t, 1000, 1, 5000);
	/* One packet after a moment is no flood. */
	talk_is(&t, 1001, "none none 6/1 in 1000 out 0; ");
	talk_is(&t, 11000, "none none 6/1 in 500 out 0; ");
	talk(&t, 16500, 2, 31000);
	talk_is(&t, 16500, "none none 6/2 in 2000 out 0; "
	    "none none 6/1 in 323 out 0; ");
	/* The first is beyond both windows, then the second. */
	talk_is(&t, 31000, "none none 6/2 in 2067 out 0; ");
	talk_is(&t, 46000, "");
	talk(&t, 500000, 3, 45000);
	/* It was silent in the window before. */
	talk_is(&t, 500000, "none none 6/3 in 2368 out 0; ");
}

static void
who_speaks_most_keeps_its_place(void **state)
{
	struct top_talkers t = { 0 };
	struct top_talk_rate rates[2];

	(void)state;
	talk(&t, 0, 1, 1e6);
	talk(&t, 0, 2, 2e6);
	for (uint16_t port = 1000; port < 5000; port++)
		talk(&t, 0, port, 1000);
	assert_int_equal(t.n, TOP_TALKERS_MAX);
	assert_int_equal(top_talkers_get(&t, 0, rates, 2), 2);
	assert_int_equal(rates[0].talk.port, 2);
	assert_int_equal(rates[1].talk.port, 1);
}

static void
an_agent_has_so_many_sources(void **state)
{
	(void)state;
	for (uint32_t index = 1; index <= 3; index++) {
		vm(0, AGENT, index, 1);
		vm(1000, AGENT, index, 2);
	}
	/* All of them are alive. */
	vm(1000, AGENT, 4, 1);
	assert_null(top_find(&model, AGENT, 3, 4));
	assert_int_equal(model.turned_away, 1);
	assert_int_equal(model.n_rated, 3);
	/* One has fallen silent. */
	for (uint64_t now = 2000; now < 120000; now += 1000) {
		vm(now, AGENT, 1, 3 + (uint32_t)(now / 1000));
		vm(now, AGENT, 3, 3 + (uint32_t)(now / 1000));
	}
	vm(120000, AGENT, 4, 1);
	assert_null(top_find(&model, AGENT, 3, 2));
	assert_non_null(top_find(&model, AGENT, 3, 4));
	assert_int_equal(model.n_sources, 3);
	assert_int_equal(model.n_rated, 2);
}

static void
all_agents_have_so_many_sources(void **state)
{
	uint64_t now = 0;

	(void)state;
	for (uint32_t agent = 1; agent <= 3; agent++) {
		for (uint32_t index = 1; index <= 3; index++) {
			vm(now, agent, index, 1);
			vm(now + 1000, agent, index, 2);
			now += 1000;
		}
	}
	assert_int_equal(model.n_sources, small.all_sources);
	assert_int_equal(model.turned_away, 2);
}

static void
a_newcomer_gets_the_sources_of_who_has_no_right_to_them(void **state)
{
	(void)state;
	for (uint32_t agent = 1; agent <= 3; agent++) {
		for (uint32_t index = 1; index <= 3; index++)
			vm(agent, agent, index, 1);
	}
	assert_int_equal(model.n_sources, small.all_sources);
	vm(60002, AGENT, 1, 1);
	assert_non_null(top_find(&model, AGENT, 3, 1));
	assert_int_equal(model.n, 3);
	assert_null(top_find(&model, 1, 3, 1));
	assert_non_null(top_find(&model, 2, 3, 1));
}

static void
a_flood_of_agents_does_not_displace_who_is_there(void **state)
{
	(void)state;
	vm(0, AGENT, 1, 1);
	vm(1000, AGENT, 1, 2);
	for (uint32_t i = 0; i < 100000; i++)
		vm(2000, 0x0a000000 + i, 1, 1);
	assert_int_equal(model.n, small.agents);
	assert_true(model.n_sources <= small.all_sources);
	assert_non_null(top_find(&model, AGENT, 3, 1));
	/* Even one that claims to be there. */
	for (uint32_t i = 0; i < 10; i++) {
		vm(2000, 0x0b000000 + i, 1, 1);
		vm(2000, 0x0b000000 + i, 1, 2);
	}
	assert_non_null(top_find(&model, AGENT, 3, 1));
	assert_true(model.turned_away > 0);
}

static void
who_is_silent_for_long_is_forgotten(void **state)
{
	(void)state;
	vm(0, AGENT, 1, 1);
	vm(1000, AGENT, 1, 2);
	top_packet(&model, 1000, OTHER, 0, 0, 1, 2);
	top_model_age(&model, 301000);
	assert_int_equal(model.n, 2);
	assert_int_equal(model.n_sources, 1);
	top_model_age(&model, 301001);
	assert_int_equal(model.n, 0);
	assert_int_equal(model.n_sources, 0);
	assert_int_equal(model.n_rated, 0);
}

static void
ports_of_a_switch_are_no_sources(void **state)
{
	struct build b;

	(void)state;
	build_filled(&b, false, SFLOW_TAG(0, 1), 88, 1);
	top_model_datagram(&model, 0, b.v.bytes, b.v.len);
	assert_int_equal(model.n, 1);
	assert_int_equal(model.n_sources, 0);
	top_model_datagram(&model, 0, "garbage", 7);
	assert_int_equal(model.n, 1);
	assert_int_equal(model.datagrams, 2);
	assert_int_equal(model.malformed, 1);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(packets_belong_to_the_vm_behind_the_port),
		TEST(packets_belong_to_the_vm_with_the_address),
		TEST(other_packets_belong_to_the_host),
		cmocka_unit_test(talk_is_averaged_and_forgotten),
		cmocka_unit_test(who_speaks_most_keeps_its_place),
		TEST(an_agent_has_so_many_sources),
		TEST(all_agents_have_so_many_sources),
		TEST(a_newcomer_gets_the_sources_of_who_has_no_right_to_them),
		TEST(a_flood_of_agents_does_not_displace_who_is_there),
		TEST(who_is_silent_for_long_is_forgotten),
		TEST(ports_of_a_switch_are_no_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
