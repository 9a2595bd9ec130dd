/* SPDX-License-Identifier: Apache-2.0 */
/* memory.c: /proc/meminfo and /proc/vmstat. */
#include "unit.h"

#include <string.h>

#include "memory.h"
#include "prefixes.h"

static const char meminfo[] =
    "MemTotal:       24684092 kB\n"
    "MemFree:        24315212 kB\n"
    "MemAvailable:   24351424 kB\n"
    "Buffers:             568 kB\n"
    "Cached:           223652 kB\n"
    "SwapCached:           11 kB\n"
    "SwapTotal:       8388604 kB\n"
    "SwapFree:        8301312 kB\n"
    "Shmem:              8856 kB\n"
    "KReclaimable:      52999 kB\n"
    "Slab:              74384 kB\n"
    "SReclaimable:      52888 kB\n"
    "ShmemHugePages:      777 kB\n"
    "HugePages_Total:       0\n";

static void
gauges_are_bytes_as_free_shows_them(void **state)
{
	struct model_memory m;

	(void)state;
	assert_true(memory_parse_meminfo(text_of(meminfo), &m));
	assert_int_equal(m.total, 24684092ULL * 1024);
	assert_int_equal(m.free, 24315212ULL * 1024);
	assert_int_equal(m.shared, 8856ULL * 1024);
	assert_int_equal(m.buffers, 568ULL * 1024);
	assert_int_equal(m.cached, (223652ULL + 52888) * 1024);
	assert_int_equal(m.swap_total, 8388604ULL * 1024);
	assert_int_equal(m.swap_free, 8301312ULL * 1024);
}

static void
what_old_kernels_lack_is_zero(void **state)
{
	struct model_memory m;

	(void)state;
	/* 2.6.18: neither Shmem nor SReclaimable */
	memset(&m, 0xff, sizeof(m));
	assert_true(memory_parse_meminfo(text_of("MemTotal: 2 kB\n"
	    "Cached: 1 kB\n"), &m));
	assert_int_equal(m.shared, 0);
	assert_int_equal(m.cached, 1024);
	assert_int_equal(m.swap_total, 0);
}

static void
a_meminfo_without_a_total_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "MemFree: 1 kB\n", "MemTotal 5 kB\n", "MemTotal: kB\n",
		"MemTotal: -5 kB\n", "MemTotal:\n", "xMemTotal: 5 kB\n",
		"MemTotal: 18446744073709551615 kB\n", ":::\n"
	};
	struct model_memory m;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		assert_false(memory_parse_meminfo(text_of(texts[i]), &m));
}

static const char vmstat[] =
    "nr_free_pages 960154\n"
    "pgpgin 2988100\n"
    "pgpgout 17179869188\n"
    "pswpin 1022\n"
    "pswpout 4294967299\n"
    "pgpginx 5\n";

static void
paging_is_in_pages(void **state)
{
	struct model_memory m;

	(void)state;
	assert_true(memory_parse_vmstat(text_of(vmstat), 4096, &m));
	assert_int_equal(m.page_in, 2988100 / 4);	/* kB to pages */
	assert_int_equal(m.page_out, 1);		/* 2^32 + 1 pages */
	assert_int_equal(m.swap_in, 1022);
	assert_int_equal(m.swap_out, 3);
	assert_true(memory_parse_vmstat(text_of(vmstat), 65536, &m));
	assert_int_equal(m.page_in, 2988100 / 64);
	assert_int_equal(m.swap_in, 1022);
}

static void
missing_paging_is_unknown(void **state)
{
	struct model_memory m;

	(void)state;
	assert_false(memory_parse_vmstat(text_of("pgpgin 8\npgpgin 9\n"
	    "pgpgin 8\npgpgin 12\n"), 4096, &m));
	assert_int_equal(m.page_in, 3);
	assert_int_equal(m.page_out, MODEL_UNKNOWN32);
	assert_int_equal(m.swap_in, MODEL_UNKNOWN32);
	assert_int_equal(m.swap_out, MODEL_UNKNOWN32);
	assert_false(memory_parse_vmstat(text_of(vmstat), 0, &m));
	assert_int_equal(m.page_in, MODEL_UNKNOWN32);
	assert_false(memory_parse_vmstat(text_of("pgpgin x\npgpgout -1\n"
	    "pswpin\npswpout 99999999999999999999\n"), 4096, &m));
	assert_int_equal(m.page_in, MODEL_UNKNOWN32);
	assert_int_equal(m.swap_in, MODEL_UNKNOWN32);
}

static void
a_number_cut_off_is_not_used(void **state)
{
	struct model_memory m;

	(void)state;
	/* What is read is the first part of the file. */
	assert_false(memory_parse_vmstat(text_of("pgpgin 8\npgpgout 4\n"
	    "pswpin 1\npswpout 12"), 4096, &m));
	assert_int_equal(m.swap_in, 1);
	assert_int_equal(m.swap_out, MODEL_UNKNOWN32);
}

static void
parse_all(struct text t)
{
	struct model_memory m;

	(void)memory_parse_meminfo(t, &m);
	(void)memory_parse_vmstat(t, 4096, &m);
}

static void
no_beginning_of_a_text_is_read_past(void **state)
{
	(void)state;
	prefixes_try(meminfo, parse_all);
	prefixes_try(vmstat, parse_all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gauges_are_bytes_as_free_shows_them),
		cmocka_unit_test(what_old_kernels_lack_is_zero),
		cmocka_unit_test(a_meminfo_without_a_total_is_refused),
		cmocka_unit_test(paging_is_in_pages),
		cmocka_unit_test(missing_paging_is_unknown),
		cmocka_unit_test(a_number_cut_off_is_not_used),
		cmocka_unit_test(no_beginning_of_a_text_is_read_past),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
