/* SPDX-License-Identifier: Apache-2.0 */
/* hostid.c: of all sources of the host's UUID, the best one that has one. */
#include "unit.h"

#include <stdbool.h>
#include <string.h>

#include "hostid.h"
#include "tree.h"

#define DMI		"/sys/class/dmi/id/product_uuid"
#define HYPERVISOR	"/sys/hypervisor/uuid"
#define MACHINE_ID	"/etc/machine-id"

#define UUID(digit)	"4c4c4544-0051-3510-8052-b4c04f4a313" digit "\n"
#define ZEROS		"00000000-0000-0000-0000-000000000000\n"

static const uint8_t configured[16] = { 0xc0, [15] = 0xff };

/* The last digit of the UUID that was found, where it is one of the above. */
static void
assert_found(const struct hostid_sources *from, const char *words,
    uint8_t last)
{
	uint8_t uuid[16];
	const char *where;

	memset(uuid, 0xee, sizeof(uuid));
	where = hostid_find(from, uuid);
	assert_non_null(where);
	assert_string_equal(where, words);
	assert_int_equal(uuid[0], 0x4c);
	assert_int_equal(uuid[15], 0x30 | last);
}

static void
each_source_comes_before_those_below_it(void **state)
{
	struct hostid_sources from = { .given = UUID("1"),
	    .configured = configured, .dmi = UUID("2"), .root = tree_root };
	uint8_t uuid[16];

	(void)state;
	tree_put(DMI, UUID("3"));
	tree_put(HYPERVISOR, UUID("4"));
	tree_put(MACHINE_ID, "0123456789abcdef0123456789abcdef\n");
	assert_found(&from, "-u", 1);
	from.given = NULL;
	assert_string_equal(hostid_find(&from, uuid), "the configuration");
	assert_memory_equal(uuid, configured, 16);
	from.configured = NULL;
	assert_found(&from, "DMI", 2);
	from.dmi = "";
	assert_found(&from, "DMI", 3);
	tree_remove(DMI);
	assert_found(&from, "the hypervisor", 4);
	tree_remove(HYPERVISOR);
	assert_string_equal(hostid_find(&from, uuid), "the machine-id");
	assert_int_equal(uuid[6] >> 4, 4);
	tree_remove(MACHINE_ID);
	assert_null(hostid_find(&from, uuid));
	for (int i = 0; i < 16; i++)
		assert_int_equal(uuid[i], 0);
}

static void
in_a_guest_of_xen_the_hypervisor_comes_before_dmi(void **state)
{
	struct hostid_sources from = { .dmi = UUID("2"), .xen_guest = true,
	    .root = tree_root };
	uint8_t uuid[16];

	(void)state;
	tree_put(DMI, UUID("3"));
	tree_put(HYPERVISOR, UUID("4"));
	assert_found(&from, "the hypervisor", 4);
	/* What somebody has set still comes first. */
	from.configured = configured;
	assert_string_equal(hostid_find(&from, uuid), "the configuration");
	from.given = UUID("1");
	assert_found(&from, "-u", 1);
	from.given = NULL;
	from.configured = NULL;
	from.xen_guest = false;
	assert_found(&from, "DMI", 2);
}

static void
a_source_without_an_identity_is_passed_over(void **state)
{
	struct hostid_sources from = { .given = "none", .dmi = "Not Settable",
	    .xen_guest = true, .root = tree_root };

	(void)state;
	/* As on a dom0: Xen has no UUID for it. */
	tree_put(HYPERVISOR, ZEROS);
	tree_put(DMI, UUID("3"));
	assert_found(&from, "DMI", 3);
	from.xen_guest = false;
	tree_put(DMI, ZEROS);
	tree_put(HYPERVISOR, UUID("4"));
	assert_found(&from, "the hypervisor", 4);
	tree_put(HYPERVISOR, "");
	tree_put(MACHINE_ID, "uninitialized\n");
	assert_null(hostid_find(&from, (uint8_t[16]){ 0 }));
}

#define TREE_TEST(f) \
	cmocka_unit_test_setup_teardown(f, tree_setup, tree_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(each_source_comes_before_those_below_it),
		TREE_TEST(in_a_guest_of_xen_the_hypervisor_comes_before_dmi),
		TREE_TEST(a_source_without_an_identity_is_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
