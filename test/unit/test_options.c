/* SPDX-License-Identifier: Apache-2.0 */
/* The command line, and what of it goes on to the agent process. */
#include "unit.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

/* All that have been parsed, as their strings live as long as the process. */
static struct run {
	struct options	 options;
	char		*argv[32];
} runs[16];

static unsigned int n_runs;
static struct options options;		/* of the last one */

static void
parse(int argc, const char *const *argv)
{
	struct run *r = &runs[n_runs++];

	for (int i = 0; i < argc; i++)
		assert_non_null(r->argv[i] = strdup(argv[i]));
	optind = 0;		/* from the start again */
	options_parse(&r->options, argc, r->argv);
	options = r->options;
}

#define PARSE(...)	do {						\
	static const char *const argv_[] = { "hsflowd", __VA_ARGS__ };	\
	parse(UNIT_COUNT(argv_), argv_);				\
} while (0)

/* Each of them in order, then no more. */
static void
assert_passed_on(const char *const *wanted)
{
	const char **argv = options_agent_argv(&options, "hsflowd");
	size_t i = 0;

	for (; wanted[i] != NULL; i++) {
		assert_non_null(argv[i]);
		assert_string_equal(argv[i], wanted[i]);
	}
	assert_null(argv[i]);
	free(argv);
}

#define PASSED_ON(...)	do {						\
	static const char *const wanted_[] = { "hsflowd",		\
	    "--agent-process", __VA_ARGS__, NULL };			\
	assert_passed_on(wanted_);					\
} while (0)

static void
without_any(void **state)
{
	(void)state;
	PARSE("-d");
	assert_string_equal(options.conf, "/etc/hsflowd.conf");
	assert_false(options.conf_given);
	assert_string_equal(options.lastgood, "/var/lib/hsflowd/dns.last");
	assert_string_equal(options.state, "/run/hsflowd/hsflowd.auto");
	assert_string_equal(options.control, "/run/hsflowd/hsflowd.sock");
	PASSED_ON("-l", "/var/lib/hsflowd/dns.last",
	    "-o", "/run/hsflowd/hsflowd.auto",
	    "-s", "/run/hsflowd/hsflowd.sock", "-d");
}

/* That -f was given has to be known over there, too, even for the default. */
static void
configuration_is_passed_on_when_given(void **state)
{
	(void)state;
	PARSE("-f", "/etc/hsflowd.conf");
	assert_true(options.conf_given);
	PASSED_ON("-f", "/etc/hsflowd.conf",
	    "-l", "/var/lib/hsflowd/dns.last",
	    "-o", "/run/hsflowd/hsflowd.auto",
	    "-s", "/run/hsflowd/hsflowd.sock");
}

static void
all_of_them(void **state)
{
	(void)state;
	PARSE("-ddd", "-f", "/c", "-l", "/l", "-o", "/s", "-p", "/p", "-s",
	    "/x", "-u", "00112233-4455-6677-8899-aabbccddeeff", "--root",
	    "/r");
	PASSED_ON("-f", "/c", "-l", "/l", "-o", "/s", "-s", "/x",
	    "-u", "00112233-4455-6677-8899-aabbccddeeff", "--root", "/r",
	    "-d", "-d", "-d");
}

static void
what_is_passed_on_means_the_same(void **state)
{
	struct options before;
	const char **argv;
	int argc = 0;

	(void)state;
	PARSE("-d", "-f", "/c", "-l", "/l", "-o", "/s", "--root", "/r");
	before = options;
	argv = options_agent_argv(&before, "hsflowd");
	while (argv[argc] != NULL)
		argc++;
	parse(argc, argv);
	free(argv);
	assert_true(options.agent);
	assert_true(options.conf_given);
	assert_string_equal(options.conf, before.conf);
	assert_string_equal(options.lastgood, before.lastgood);
	assert_string_equal(options.state, before.state);
	assert_string_equal(options.root, before.root);
	assert_int_equal(options.debug, before.debug);
}

static void
paths_are_made_absolute(void **state)
{
	(void)state;
	PARSE("-l", "dns.last");
	assert_int_equal(options.lastgood[0], '/');
	assert_non_null(strstr(options.lastgood, "/dns.last"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_any),
		cmocka_unit_test(configuration_is_passed_on_when_given),
		cmocka_unit_test(all_of_them),
		cmocka_unit_test(what_is_passed_on_means_the_same),
		cmocka_unit_test(paths_are_made_absolute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
