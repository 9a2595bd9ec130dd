/* SPDX-License-Identifier: Apache-2.0 */
/* child.c on the loop: real processes, their ends and outputs as values. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "loop.h"

#define LONG_US		UINT64_C(60000000)	/* no test waits that long */
#define SHORT_US	UINT64_C(200000)

struct seen {
	struct loop		*loop;
	unsigned int		 ends;
	struct child_result	 result;
	char			 out[4096], err[256];
	size_t			 streamed;
};

static void
on_done(const struct child_result *r, void *arg)
{
	struct seen *seen = arg;

	seen->result = *r;
	snprintf(seen->out, sizeof(seen->out), "%s", r->out);
	snprintf(seen->err, sizeof(seen->err), "%s", r->err);
	if (--seen->ends == 0)
		loop_stop(seen->loop);
}

static void
on_output(const char *bytes, size_t n, void *arg)
{
	struct seen *seen = arg;

	(void)bytes;
	seen->streamed += n;
}

static void
run(struct seen *seen, const char *script, uint64_t timeout_us, size_t max,
    bool stream)
{
	const char *argv[] = { "/bin/sh", "-c", script, NULL };
	struct child_spec spec = { .argv = argv, .timeout_us = timeout_us,
	    .output_max = max, .done = on_done, .arg = seen };

	memset(seen, 0, sizeof(*seen));
	seen->loop = loop_new();
	seen->ends = 1;
	if (stream)
		spec.output = on_output;
	child_start(seen->loop, &spec);
	assert_true(loop_run(seen->loop));
	assert_int_equal(seen->ends, 0);
	loop_free(seen->loop);
}

static void
exit_status_and_both_streams_are_kept(void **state)
{
	struct seen seen;

	(void)state;
	run(&seen, "echo out; echo err >&2; exit 3", LONG_US, 100, false);
	assert_int_equal(seen.result.status, 3);
	assert_int_equal(seen.result.signal, 0);
	assert_string_equal(seen.out, "out\n");
	assert_string_equal(seen.err, "err\n");
	assert_false(child_ok(&seen.result));
	run(&seen, "true", LONG_US, 100, false);
	assert_true(child_ok(&seen.result));
	assert_string_equal(seen.out, "");
}

static void
a_signal_is_not_an_exit(void **state)
{
	struct seen seen;
	char text[64];

	(void)state;
	run(&seen, "kill -SEGV $$", LONG_US, 100, false);
	assert_int_equal(seen.result.status, -1);
	assert_int_equal(seen.result.signal, SIGSEGV);
	assert_string_equal(child_describe(&seen.result, text, sizeof(text)),
	    "killed by signal 11");
}

static void
a_program_that_is_not_there_is_an_error_value(void **state)
{
	const char *argv[] = { "/nonexistent/program", NULL };
	struct seen seen;
	struct child_spec spec = { .argv = argv, .done = on_done,
	    .arg = &seen };

	(void)state;
	memset(&seen, 0, sizeof(seen));
	seen.loop = loop_new();
	seen.ends = 1;
	child_start(seen.loop, &spec);
	assert_int_equal(seen.ends, 1);		/* not from child_start */
	loop_run(seen.loop);
	assert_int_equal(seen.ends, 0);
	assert_int_equal(seen.result.error, ENOENT);
	assert_false(child_ok(&seen.result));
	loop_free(seen.loop);
}

static void
the_time_limit_ends_the_whole_group(void **state)
{
	struct seen seen;

	(void)state;
	/* The second sleep holds the streams open; it must go as well. */
	run(&seen, "sleep 600 & sleep 600", SHORT_US, 100, false);
	assert_true(seen.result.timed_out);
	assert_int_equal(seen.result.signal, SIGKILL);
}

static void
what_is_left_behind_does_not_hold_the_result(void **state)
{
	struct seen seen;

	(void)state;
	run(&seen, "sleep 600 & echo done", LONG_US, 100, false);
	assert_true(child_ok(&seen.result));
	assert_string_equal(seen.out, "done\n");
}

static void
what_has_left_the_session_does_not_either(void **state)
{
	struct seen seen;

	(void)state;
	run(&seen, "setsid sleep 5 & echo done", LONG_US, 100, false);
	assert_true(child_ok(&seen.result));
	assert_string_equal(seen.out, "done\n");
	run(&seen, "setsid yes & sleep 0.1; exit 4", LONG_US, 1000, false);
	assert_true(seen.result.truncated || seen.result.status == 4);
}

static void
too_much_output_ends_it(void **state)
{
	struct seen seen;

	(void)state;
	run(&seen, "yes", LONG_US, 1000, false);
	assert_true(seen.result.truncated);
	assert_int_equal(seen.result.out_len, 1000);
}

static void
a_stream_is_handed_over_as_it_comes(void **state)
{
	struct seen seen;

	(void)state;
	run(&seen, "yes | head -c 100000", LONG_US, 1000, true);
	assert_true(child_ok(&seen.result));
	assert_int_equal(seen.streamed, 100000);
}

static void
the_environment_is_fixed_and_no_descriptor_leaks(void **state)
{
	struct seen seen;
	int leak = open("/dev/null", O_RDONLY);

	(void)state;
	assert_true(leak > 2);
	assert_int_equal(setenv("SECRET", "1", 1), 0);
	run(&seen, "env | grep -v ^PWD= | sort; echo fds:; ls /proc/$$/fd",
	    LONG_US, 4000, false);
	assert_string_equal(seen.out, "LC_ALL=C\n"
	    "PATH=/usr/sbin:/usr/bin:/sbin:/bin\nfds:\n0\n1\n2\n");
	close(leak);
}

static void
many_at_once_all_report(void **state)
{
	const char *argv[] = { "/bin/true", NULL };
	struct seen seen;
	struct child_spec spec = { .argv = argv, .timeout_us = LONG_US,
	    .output_max = 10, .done = on_done, .arg = &seen };

	(void)state;
	memset(&seen, 0, sizeof(seen));
	seen.loop = loop_new();
	seen.ends = 20;
	for (unsigned int i = 0; i < 20; i++)
		child_start(seen.loop, &spec);
	loop_run(seen.loop);
	assert_int_equal(seen.ends, 0);
	loop_free(seen.loop);
}

struct pair {
	struct seen	 seen;
	struct child	*first, *second;
};

/* Whichever ends first cancels the other one, from within its report. */
static void
on_done_cancel(const struct child_result *r, void *arg)
{
	struct pair *p = arg;
	bool first = r->out[0] == '1';
	struct child *other = first ? p->second : p->first;

	p->seen.ends++;
	child_cancel(other);
	loop_stop(p->seen.loop);
}

static void
a_report_may_cancel_others(void **state)
{
	const char *one[] = { "/bin/echo", "1", NULL };
	const char *two[] = { "/bin/echo", "2", NULL };
	struct pair p;
	struct child_spec spec = { .output_max = 10, .done = on_done_cancel,
	    .arg = &p };

	(void)state;
	for (int i = 0; i < 50; i++) {
		memset(&p, 0, sizeof(p));
		p.seen.loop = loop_new();
		spec.argv = one;
		p.first = child_start(p.seen.loop, &spec);
		spec.argv = two;
		p.second = child_start(p.seen.loop, &spec);
		loop_run(p.seen.loop);
		assert_int_equal(p.seen.ends, 1);
		loop_free(p.seen.loop);
	}
}

static void
a_cancelled_child_is_gone_and_silent(void **state)
{
	const char *argv[] = { "/bin/sleep", "600", NULL };
	struct seen seen;
	struct child_spec spec = { .argv = argv, .done = on_done,
	    .arg = &seen };
	struct child *child;
	pid_t pid;

	(void)state;
	memset(&seen, 0, sizeof(seen));
	seen.loop = loop_new();
	child = child_start(seen.loop, &spec);
	pid = child_pid(child);
	assert_true(pid > 0);
	child_cancel(child);
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
	loop_free(seen.loop);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exit_status_and_both_streams_are_kept),
		cmocka_unit_test(a_signal_is_not_an_exit),
		cmocka_unit_test(
		    a_program_that_is_not_there_is_an_error_value),
		cmocka_unit_test(the_time_limit_ends_the_whole_group),
		cmocka_unit_test(what_is_left_behind_does_not_hold_the_result),
		cmocka_unit_test(what_has_left_the_session_does_not_either),
		cmocka_unit_test(too_much_output_ends_it),
		cmocka_unit_test(a_stream_is_handed_over_as_it_comes),
		cmocka_unit_test(
		    the_environment_is_fixed_and_no_descriptor_leaks),
		cmocka_unit_test(many_at_once_all_report),
		cmocka_unit_test(a_report_may_cancel_others),
		cmocka_unit_test(a_cancelled_child_is_gone_and_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
