/* SPDX-License-Identifier: Apache-2.0 */
/* cpu.c: /proc/stat, loadavg, cpuinfo and uptime. */
#include "unit.h"

#include <string.h>

#include "cpu.h"
#include "prefixes.h"

static const char stat_text[] =
    "cpu  1732 5 1148 219520 333 7 24 8 300 2\n"
    "cpu0 533 5 418 110388 7 0 5 3 100 0\n"
    "cpu1 1199 0 730 109132 326 7 19 5 200 2\n"
    "intr 4294967300 0 0 15 222\n"
    "ctxt 251547\n"
    "btime 1795486992\n"
    "processes 4674\n"
    "procs_running 2\n"
    "procs_blocked 0\n"
    "softirq 93706 0 13885 4 722 34327 0 3 26195 0 18570\n";

static void
ticks_become_milliseconds(void **state)
{
	struct model_cpu cpu;

	(void)state;
	assert_true(cpu_parse_stat(text_of(stat_text), 100, &cpu));
	assert_int_equal(cpu.user, 17320);
	assert_int_equal(cpu.nice, 50);
	assert_int_equal(cpu.system, 11480);
	assert_int_equal(cpu.idle, 2195200);
	assert_int_equal(cpu.wio, 3330);
	assert_int_equal(cpu.intr, 70);
	assert_int_equal(cpu.sintr, 240);
	assert_int_equal(cpu.steal, 80);
	assert_int_equal(cpu.guest, 3000);
	assert_int_equal(cpu.guest_nice, 20);
	assert_true(cpu_parse_stat(text_of(stat_text), 1024, &cpu));
	assert_int_equal(cpu.user, 1732 * 1000 / 1024);
	assert_int_equal(cpu.idle, 219520 * 1000 / 1024);
}

static void
counters_keep_their_low_32_bits(void **state)
{
	struct model_cpu cpu;

	(void)state;
	assert_true(cpu_parse_stat(text_of(stat_text), 100, &cpu));
	assert_int_equal(cpu.interrupts, 4);
	assert_int_equal(cpu.contexts, 251547);
	/* 429496729 ticks are 4294967290 ms; two more are past 2^32. */
	assert_true(cpu_parse_stat(text_of(
	    "cpu 429496729 429496731 18446744073709551615 0\n"), 100, &cpu));
	assert_int_equal(cpu.user, 4294967290);
	assert_int_equal(cpu.nice, 14);
	/* (2^64 - 1) * 10 modulo 2^32 */
	assert_int_equal(cpu.system, 4294967286);
}

static void
cpus_online_are_the_numbered_lines(void **state)
{
	struct model_cpu cpu;

	(void)state;
	assert_true(cpu_parse_stat(text_of(stat_text), 100, &cpu));
	assert_int_equal(cpu.cpu_num, 2);
	assert_int_equal(cpu.proc_run, 2);
	assert_true(cpu_parse_stat(text_of("cpu 1 2 3 4\ncpu0 1\ncpu3 1\n"
	    "cpu17 1\ncpux 1\ncpu1x 1\ncpufreq 1"), 100, &cpu));
	assert_int_equal(cpu.cpu_num, 3);
}

static void
what_old_kernels_lack_is_unknown(void **state)
{
	struct model_cpu cpu;

	(void)state;
	assert_true(cpu_parse_stat(text_of("cpu 1 2 3 4\n"), 100, &cpu));
	assert_int_equal(cpu.idle, 40);
	assert_int_equal(cpu.wio, MODEL_UNKNOWN32);
	assert_int_equal(cpu.guest_nice, MODEL_UNKNOWN32);
	assert_int_equal(cpu.interrupts, MODEL_UNKNOWN32);
	assert_int_equal(cpu.contexts, MODEL_UNKNOWN32);
	assert_int_equal(cpu.cpu_num, 0);
	/* 2.6.11 to 2.6.23 had eight. */
	assert_true(cpu_parse_stat(text_of("cpu 1 2 3 4 5 6 7 8\n"), 100,
	    &cpu));
	assert_int_equal(cpu.steal, 80);
	assert_int_equal(cpu.guest, MODEL_UNKNOWN32);
}

static void
a_stat_without_totals_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "\n", "cpu\n", "cpu 1 2 3\n", "cpu a b c d\n",
		"cpu -1 2 3 4\n", "cpu0 1 2 3 4\n", "cpu 1 2 3 4x\n",
		"cpu 99999999999999999999 2 3 4\n", "intr 5\nctxt 6\n"
	};
	struct model_cpu cpu;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		assert_false(cpu_parse_stat(text_of(texts[i]), 100, &cpu));
	assert_false(cpu_parse_stat(text_of(stat_text), 0, &cpu));
	assert_false(cpu_parse_stat(text_make("cpu \0 1 2 3 4", 13), 100,
	    &cpu));
}

static void
loads_are_floats_and_threads_are_counted(void **state)
{
	struct model_cpu cpu;

	(void)state;
	memset(&cpu, 0, sizeof(cpu));
	assert_true(cpu_parse_loadavg(text_of("12.34 0.05 0.99 5/2011 31022\n"),
	    &cpu));
	assert_true(cpu.load_one == 12.34f);
	assert_true(cpu.load_five == 0.05f);
	assert_true(cpu.load_fifteen == 0.99f);
	assert_int_equal(cpu.proc_run, 5);
	assert_int_equal(cpu.proc_total, 2011);
	/* As many decimals as any kernel may give, and none. */
	assert_true(cpu_parse_loadavg(text_of("1.500000000001 2 3 0/1"),
	    &cpu));
	assert_true(cpu.load_one == 1.5f);
	assert_true(cpu.load_five == 2.0f);
}

static void
a_bad_loadavg_changes_nothing(void **state)
{
	static const char *const texts[] = {
		"", "0.1 0.2", "0.1 0.2 0.3", "0.1 0.2 0.3 4", "a b c 1/2",
		"0.1 0.2 0.3 1/", "0.1 0.2 0.3 /2", "-1.0 0.2 0.3 1/2",
		"1. 0.2 0.3 1/2", ".5 0.2 0.3 1/2", "nan 0.2 0.3 1/2",
		"1e5 0.2 0.3 1/2", "99999999999.0 0.2 0.3 1/2"
	};
	struct model_cpu cpu;

	(void)state;
	memset(&cpu, 0, sizeof(cpu));
	cpu.proc_run = 7;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		assert_false(cpu_parse_loadavg(text_of(texts[i]), &cpu));
	assert_int_equal(cpu.proc_run, 7);
	assert_true(cpu.load_one == 0.0f);
}

static void
the_first_stated_frequency_counts(void **state)
{
	static const struct { const char *text; uint32_t mhz; } cases[] = {
		{ "processor\t: 0\ncpu MHz\t\t: 2299.998\ncache size\t: 1\n"
		    "processor\t: 1\ncpu MHz\t\t: 1200.0\n", 2300 },
		{ "cpu MHz\t\t: 2299.4\n", 2299 },
		/* Arm states none */
		{ "processor\t: 0\nBogoMIPS\t: 243.75\nFeatures\t: fp asimd\n"
		    "CPU implementer\t: 0x41\nCPU part\t: 0xd0c\n", 0 },
		/* POWER */
		{ "processor\t: 0\ncpu\t\t: POWER9, altivec supported\n"
		    "clock\t\t: 3425.000000MHz\nrevision\t: 2.2\n", 3425 },
		/* s390 */
		{ "vendor_id       : IBM/S390\n# processors    : 4\n"
		    "cpu number      : 0\ncpu MHz dynamic : 5200\n"
		    "cpu MHz static  : 5208\n", 5208 },
		/* ia64 */
		{ "  cpu MHz    : 1600.000\n", 1600 },
		/* cut off in the middle of the number */
		{ "cpu MHz\t\t: 22", 0 },
		{ "cpu MHz\t\t: unknown\ncpu MHz\t\t: 800.000\n", 800 },
		{ "cpu MHz : 0.000\n", 0 },
		{ "cpu MHz : 99999999999\n", 0 },
		{ "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++)
		assert_int_equal(cpu_parse_mhz(text_of(cases[i].text)),
		    cases[i].mhz);
}

static void
uptime_is_in_whole_seconds(void **state)
{
	uint32_t seconds = 7;

	(void)state;
	assert_false(cpu_parse_uptime(text_of(""), &seconds));
	assert_false(cpu_parse_uptime(text_of("x.1 2"), &seconds));
	assert_false(cpu_parse_uptime(text_of("-1.1 2"), &seconds));
	assert_int_equal(seconds, 7);
	/* 225 days: a float would have lost the last digits */
	assert_true(cpu_parse_uptime(text_of("19440013.99 12.0\n"), &seconds));
	assert_int_equal(seconds, 19440013);
	assert_true(cpu_parse_uptime(text_of("5"), &seconds));
	assert_int_equal(seconds, 5);
}

static void
idle_and_wio_do_not_step_back(void **state)
{
	static const struct { uint32_t before, now, out; } cases[] = {
		{ 1000, 990, 1000 },
		{ 1000, 1000, 1000 },
		{ 1000, 1010, 1010 },
		{ 4, 4294967295, 4 },		/* 5 ms back over the wrap */
		{ 4294967290, 10, 10 },		/* a wrap goes forward */
		{ 50000, 30000, 30000 },	/* not a mere step */
	};
	struct model_cpu before, now;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		memset(&before, 0, sizeof(before));
		memset(&now, 0, sizeof(now));
		before.idle = before.wio = before.user = cases[i].before;
		now.idle = now.wio = now.user = cases[i].now;
		cpu_steady(&now, &before);
		assert_int_equal(now.idle, cases[i].out);
		assert_int_equal(now.wio, cases[i].out);
		assert_int_equal(now.user, cases[i].now);
	}
}

static void
parse_all(struct text t)
{
	struct model_cpu cpu;
	uint32_t seconds;

	(void)cpu_parse_stat(t, 100, &cpu);
	(void)cpu_parse_loadavg(t, &cpu);
	(void)cpu_parse_mhz(t);
	(void)cpu_parse_uptime(t, &seconds);
}

static void
no_beginning_of_a_text_is_read_past(void **state)
{
	(void)state;
	prefixes_try(stat_text, parse_all);
	prefixes_try("12.34 0.05 0.99 5/2011 31022\n", parse_all);
	prefixes_try("a\nclock\t\t: 3425.000000MHz\ncpu MHz : 1.5\n",
	    parse_all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ticks_become_milliseconds),
		cmocka_unit_test(counters_keep_their_low_32_bits),
		cmocka_unit_test(cpus_online_are_the_numbered_lines),
		cmocka_unit_test(what_old_kernels_lack_is_unknown),
		cmocka_unit_test(a_stat_without_totals_is_refused),
		cmocka_unit_test(loads_are_floats_and_threads_are_counted),
		cmocka_unit_test(a_bad_loadavg_changes_nothing),
		cmocka_unit_test(the_first_stated_frequency_counts),
		cmocka_unit_test(uptime_is_in_whole_seconds),
		cmocka_unit_test(idle_and_wio_do_not_step_back),
		cmocka_unit_test(no_beginning_of_a_text_is_read_past),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
