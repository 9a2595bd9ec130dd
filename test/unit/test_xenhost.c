/* SPDX-License-Identifier: Apache-2.0 */
/* xenhost.c: a dom0, a guest, or nothing of Xen. */
#include "unit.h"

#include "tree.h"
#include "xenhost.h"

#define CAPABILITIES	"/proc/xen/capabilities"
#define FEATURES	"/sys/hypervisor/properties/features"
#define TYPE		"/sys/hypervisor/type"

static void
without_any_of_xen_s_files_there_is_none(void **state)
{
	(void)state;
	assert_int_equal(xenhost_find(tree_root), XENHOST_NONE);
	tree_put("/proc/cpuinfo", "processor: 0\n");
	assert_int_equal(xenhost_find(tree_root), XENHOST_NONE);
	/* Another hypervisor. */
	tree_put(TYPE, "kvm\n");
	assert_int_equal(xenhost_find(tree_root), XENHOST_NONE);
}

static void
who_controls_the_machine_is_dom0(void **state)
{
	(void)state;
	tree_put(CAPABILITIES, "control_d\n");
	assert_int_equal(xenhost_find(tree_root), XENHOST_DOM0);
	tree_put(TYPE, "xen\n");
	assert_int_equal(xenhost_find(tree_root), XENHOST_DOM0);
}

static void
before_proc_xen_is_mounted_the_features_tell_dom0(void **state)
{
	static const struct { const char *text; enum xenhost is; } cases[] = {
		{ "00002f05\n", XENHOST_DOM0 },
		{ "00000800\n", XENHOST_DOM0 },
		{ "00002705\n", XENHOST_GUEST },
		{ "000002f5\n", XENHOST_GUEST },
		{ "00001000\n", XENHOST_GUEST },
		{ "\n", XENHOST_GUEST },
	};

	(void)state;
	tree_put(TYPE, "xen\n");
	/* The folder is there before the file system is mounted on it. */
	tree_make_folders("/proc/xen/");
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		tree_put(FEATURES, cases[i].text);
		assert_int_equal(xenhost_find(tree_root), cases[i].is);
	}
}

static void
a_guest_has_the_files_but_controls_nothing(void **state)
{
	(void)state;
	tree_put(TYPE, "xen\n");
	assert_int_equal(xenhost_find(tree_root), XENHOST_GUEST);
	tree_put(CAPABILITIES, "");		/* as in a guest */
	assert_int_equal(xenhost_find(tree_root), XENHOST_GUEST);
	tree_put(FEATURES, "00002705\n");
	assert_int_equal(xenhost_find(tree_root), XENHOST_GUEST);
	tree_put(CAPABILITIES, "\n");
	assert_int_equal(xenhost_find(tree_root), XENHOST_GUEST);
}

static void
files_of_any_length_are_no_trouble(void **state)
{
	char text[4096];

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	tree_put(CAPABILITIES, text);
	tree_put(TYPE, text);
	tree_put(FEATURES, text);
	assert_int_equal(xenhost_find(tree_root), XENHOST_NONE);
}

#define TREE_TEST(f) \
	cmocka_unit_test_setup_teardown(f, tree_setup, tree_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(without_any_of_xen_s_files_there_is_none),
		TREE_TEST(who_controls_the_machine_is_dom0),
		TREE_TEST(before_proc_xen_is_mounted_the_features_tell_dom0),
		TREE_TEST(a_guest_has_the_files_but_controls_nothing),
		TREE_TEST(files_of_any_length_are_no_trouble),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
