/* SPDX-License-Identifier: Apache-2.0 */
/* The table of interfaces: sorted whatever comes, and quiet about nothing. */
#include "unit.h"

#include <string.h>

#include "linktable.h"

static struct linktable table;

static struct rtnl_msg
a_link(enum rtnl_event event, uint32_t ifindex, const char *name)
{
	struct rtnl_msg m;

	memset(&m, 0, sizeof(m));
	m.event = event;
	m.link.ifindex = ifindex;
	strcpy(m.link.name, name);
	return m;
}

static struct rtnl_msg
an_addr(enum rtnl_event event, uint32_t ifindex, const char *literal)
{
	struct rtnl_msg m;

	memset(&m, 0, sizeof(m));
	m.event = event;
	m.addr.ifindex = ifindex;
	assert_true(addr_parse(literal, &m.addr.addr));
	return m;
}

static bool
apply_link(enum rtnl_event event, uint32_t ifindex, const char *name)
{
	struct rtnl_msg m = a_link(event, ifindex, name);

	return linktable_apply(&table, &m);
}

static bool
apply_addr(enum rtnl_event event, uint32_t ifindex, const char *literal)
{
	struct rtnl_msg m = an_addr(event, ifindex, literal);

	return linktable_apply(&table, &m);
}

static int
setup(void **state)
{
	(void)state;
	linktable_init(&table);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	linktable_clear(&table);
	return 0;
}

static void
assert_sorted(void)
{
	for (size_t i = 1; i < table.n_links; i++)
		assert_true(table.links[i - 1].ifindex <
		    table.links[i].ifindex);
	for (size_t i = 1; i < table.n_addrs; i++) {
		const struct rtnl_addr *a = &table.addrs[i - 1];

		assert_true(a[0].ifindex < a[1].ifindex ||
		    (a[0].ifindex == a[1].ifindex &&
		    addr_compare(&a[0].addr, &a[1].addr) < 0));
	}
}

static void
only_what_differs_is_a_change(void **state)
{
	(void)state;
	assert_true(apply_link(RTNL_LINK_NEW, 2, "eth0"));
	assert_false(apply_link(RTNL_LINK_NEW, 2, "eth0"));
	assert_true(apply_link(RTNL_LINK_NEW, 2, "eth1"));
	assert_int_equal(table.n_links, 1);
	assert_true(apply_addr(RTNL_ADDR_NEW, 2, "10.0.0.1"));
	assert_false(apply_addr(RTNL_ADDR_NEW, 2, "10.0.0.1"));
	assert_true(apply_addr(RTNL_ADDR_NEW, 2, "10.0.0.2"));
	assert_false(apply_addr(RTNL_ADDR_GONE, 2, "10.0.0.3"));
	assert_true(apply_addr(RTNL_ADDR_GONE, 2, "10.0.0.1"));
	assert_false(apply_link(RTNL_LINK_GONE, 3, "eth2"));
	assert_false(apply_link(RTNL_DONE, 3, "eth2"));
}

static void
link_takes_its_addresses_with_it(void **state)
{
	(void)state;
	apply_link(RTNL_LINK_NEW, 1, "lo");
	apply_link(RTNL_LINK_NEW, 2, "eth0");
	apply_link(RTNL_LINK_NEW, 3, "eth1");
	apply_addr(RTNL_ADDR_NEW, 1, "127.0.0.1");
	apply_addr(RTNL_ADDR_NEW, 2, "10.0.0.1");
	apply_addr(RTNL_ADDR_NEW, 2, "fd00::1");
	apply_addr(RTNL_ADDR_NEW, 3, "10.0.1.1");
	assert_true(apply_link(RTNL_LINK_GONE, 2, ""));
	assert_int_equal(table.n_links, 2);
	assert_int_equal(table.n_addrs, 2);
	assert_int_equal(table.addrs[1].ifindex, 3);
	assert_null(linktable_find(&table, 2));
	assert_string_equal(linktable_find(&table, 3)->name, "eth1");
	assert_int_equal(linktable_find_name(&table, "lo")->ifindex, 1);
	assert_null(linktable_find_name(&table, "eth0"));
}

static void
empty_table_answers(void **state)
{
	(void)state;
	assert_null(linktable_find(&table, 1));
	assert_null(linktable_find_name(&table, "lo"));
	assert_false(apply_link(RTNL_LINK_GONE, 1, ""));
	linktable_settle(&table);
	assert_int_equal(table.n_links, 0);
}

/* A permutation of 0 to 4096 that is far from sorted. */
static uint32_t
scatter(uint32_t i)
{
	return i * 1579 % 4097;
}

static void
dump_in_any_order_with_doubles_gives_the_same_as_changes(void **state)
{
	struct linktable dumped;

	(void)state;
	linktable_init(&dumped);
	for (uint32_t i = 0; i < 5000; i++) {
		struct rtnl_msg l = a_link(RTNL_LINK_NEW, scatter(i) + 1,
		    "x");
		struct rtnl_msg a = an_addr(RTNL_ADDR_NEW, scatter(i) + 1,
		    i % 2 ? "fd00::1" : "10.0.0.1");

		linktable_load(&dumped, &l);
		linktable_load(&dumped, &a);
		linktable_apply(&table, &l);
		linktable_apply(&table, &a);
	}
	linktable_settle(&dumped);
	assert_int_equal(table.n_links, 4097);
	assert_sorted();
	assert_true(linktable_equal(&table, &dumped));
	apply_link(RTNL_LINK_NEW, 77, "y");
	assert_false(linktable_equal(&table, &dumped));
	linktable_clear(&dumped);
}

static void
random_changes_match_a_plain_model(void **state)
{
	bool present[64] = { false };
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		uint32_t index;

		seed = seed * 1103515245 + 12345;
		index = 1 + (seed >> 16) % 63;
		if (seed >> 30 & 1) {
			assert_int_equal(apply_link(RTNL_LINK_NEW, index,
			    "x"), !present[index]);
			present[index] = true;
		} else {
			assert_int_equal(apply_link(RTNL_LINK_GONE, index,
			    ""), present[index]);
			present[index] = false;
		}
		assert_int_equal(linktable_find(&table, index) != NULL,
		    present[index]);
	}
	assert_sorted();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)
		TEST(only_what_differs_is_a_change),
		TEST(link_takes_its_addresses_with_it),
		TEST(empty_table_answers),
		TEST(dump_in_any_order_with_doubles_gives_the_same_as_changes),
		TEST(random_changes_match_a_plain_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
