/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration on disk: there, not there, and not to be read. */
#include "unit.h"

#include "tree.h"

#include "conffile.h"

static struct conf conf;
static char said[1024];

static void
say(const char *line)
{
	strncat(said, line, sizeof(said) - strlen(said) - 1);
	strncat(said, "\n", sizeof(said) - strlen(said) - 1);
}

static bool
load(const char *path, bool optional)
{
	char buf[TREE_PATH_MAX];

	said[0] = '\0';
	memset(&conf, 0xff, sizeof(conf));
	return conffile_load(tree_path(buf, path), optional, &conf, say);
}

static void
file_is_read_and_its_findings_are_said(void **state)
{
	char path[TREE_PATH_MAX], expected[TREE_PATH_MAX + 256];

	(void)state;
	tree_put("/conf", "sflow { subAgentId = 5 }\n");
	assert_true(load("/conf", false));
	assert_int_equal(conf.subagent_id.value, 5);
	assert_string_equal(said, "");
	tree_put("/conf", "sflow {\n polling = 5\n}\n");
	assert_true(load("/conf", true));
	snprintf(expected, sizeof(expected), "%s:2:2: warning: settings come "
	    "from DNS (no collector and no DNSSD = off here), so polling "
	    "(line 2) of this file is not used\n",
	    tree_path(path, "/conf"));
	assert_string_equal(said, expected);
	tree_put("/conf", "sflow {\n polling = x\n}\n");
	assert_false(load("/conf", true));
	assert_non_null(strstr(said, "/conf:2:12: error: 'polling': 'x'"));
}

static void
missing_file_is_the_defaults_where_it_may_be_missing(void **state)
{
	struct conf defaults;

	(void)state;
	conf_init(&defaults);
	assert_true(load("/none", true));
	assert_memory_equal(&conf, &defaults, sizeof(conf));
	assert_true(conf_dnssd_on(&conf));
	assert_string_equal(said, "");
	assert_false(load("/none", false));
	assert_non_null(strstr(said, "/none: No such file or directory"));
}

/* There is something, and it is no configuration. */
static void
optional_file_that_is_there_has_to_be_good(void **state)
{
	(void)state;
	tree_put("/empty", "");
	assert_false(load("/empty", true));
	assert_non_null(strstr(said, "there is no 'sflow { ... }' in it"));
	tree_make_folders("/folder/");
	assert_false(load("/folder", true));
	assert_non_null(strstr(said, "is a directory"));
	assert_false(load("/empty/conf", true));
	assert_non_null(strstr(said, "Not a directory"));
	tree_link("/loop", "loop");
	assert_false(load("/loop", true));
	assert_string_not_equal(said, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    file_is_read_and_its_findings_are_said, tree_setup,
		    tree_teardown),
		cmocka_unit_test_setup_teardown(
		    missing_file_is_the_defaults_where_it_may_be_missing,
		    tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(
		    optional_file_that_is_there_has_to_be_good, tree_setup,
		    tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
