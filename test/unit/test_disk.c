/* SPDX-License-Identifier: Apache-2.0 */
/* disk.c: /proc/diskstats, /proc/self/mounts and the sums of df. */
#include "unit.h"

#include <string.h>

#include "disk.h"
#include "prefixes.h"

static void
columns_of_all_kernels_are_read(void **state)
{
	static const char *const texts[] = {
		"   8       0 sda 1 2 3 4 5 6 7 8 9 10 11\n",
		"   8       0 sda 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15\n",
		"   8 0 sda 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n",
		"8 0 sda 1 2 3 4 5 6 7 8 9 10 11",
	};
	struct disk_stat d;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		struct text rest = text_of(texts[i]);

		assert_true(disk_next(&rest, &d));
		assert_int_equal(d.major, 8);
		assert_int_equal(d.minor, 0);
		assert_true(text_equal(d.name, "sda"));
		assert_int_equal(d.reads, 1);
		assert_int_equal(d.sectors_read, 3);
		assert_int_equal(d.read_ms, 4);
		assert_int_equal(d.writes, 5);
		assert_int_equal(d.sectors_written, 7);
		assert_int_equal(d.write_ms, 8);
		assert_false(disk_next(&rest, &d));
	}
}

static void
lines_that_are_no_device_are_passed_over(void **state)
{
	struct text rest = text_of(
	    "\n"
	    "   8       1 sda1 1 2 3 4\n"	/* a partition, before 2.6.25 */
	    "8 0 sda 1 2 3 4 5 6 7 8 9 10\n"
	    "8 0 sda 1 2 3 4 5 6 7 8 9 10 x\n"
	    "8 0 sda 1 -2 3 4 5 6 7 8 9 10 11\n"
	    "x 0 sda 1 2 3 4 5 6 7 8 9 10 11\n"
	    "4294967296 0 sda 1 2 3 4 5 6 7 8 9 10 11\n"
	    "8 0 a23456789012345678901234567890123 1 2 3 4 5 6 7 8 9 10 11\n"
	    "8 0 sda 99999999999999999999 2 3 4 5 6 7 8 9 10 11\n"
	    "253 0 vda 1 2 3 4 5 6 18446744073709551615 8 9 10 11\n"
	    "104 0 cciss/c0d0 0 0 0 0 0 0 0 0 0 0 0\n");
	struct disk_stat d;

	(void)state;
	assert_true(disk_next(&rest, &d));
	assert_true(text_equal(d.name, "vda"));
	assert_int_equal(d.sectors_written, UINT64_MAX);
	assert_true(disk_next(&rest, &d));
	assert_true(text_equal(d.name, "cciss/c0d0"));
	assert_false(disk_next(&rest, &d));
}

static void
only_fixed_numbers_rule_a_disk_out(void **state)
{
	static const struct { uint32_t major; bool candidate; } cases[] = {
		{ 1, false }, { 2, false }, { 7, false }, { 9, false },
		{ 11, false }, { 0, true }, { 3, true }, { 8, true },
		{ 104, true }, { 202, true }, { 252, true }, { 253, true },
		{ 254, true }, { 259, true }
	};
	struct disk_stat d;

	(void)state;
	memset(&d, 0, sizeof(d));
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		d.major = cases[i].major;
		assert_int_equal(disk_is_candidate(&d), cases[i].candidate);
	}
}

static void
escapes_in_mounts_are_undone(void **state)
{
	struct text rest = text_of(
	    "/dev/sda1 / ext4 rw 0 0\n"
	    "/dev/mapper/a\\040b /srv/my\\040data\\134x\\011 xfs ro 0 0\n"
	    "broken\n"
	    "/dev/sdb1 relative ext4 rw 0 0\n"
	    "/dev/sdb1 /nul\\000 ext4 rw 0 0\n"
	    "/dev/sdb1 /a\\04 ext4 rw 0 0\n"
	    "none /run tmpfs");
	struct disk_mount m;

	(void)state;
	assert_true(disk_next_mount(&rest, &m));
	assert_string_equal(m.source, "/dev/sda1");
	assert_string_equal(m.dir, "/");
	assert_string_equal(m.type, "ext4");
	assert_true(disk_next_mount(&rest, &m));
	assert_string_equal(m.source, "/dev/mapper/a b");
	assert_string_equal(m.dir, "/srv/my data\\x\t");
	assert_true(disk_next_mount(&rest, &m));
	assert_string_equal(m.dir, "/nul\\000");
	assert_true(disk_next_mount(&rest, &m));
	assert_string_equal(m.dir, "/a\\04");
	assert_true(disk_next_mount(&rest, &m));
	assert_string_equal(m.type, "tmpfs");
	assert_false(disk_next_mount(&rest, &m));
}

static void
mounts_that_do_not_fit_are_passed_over(void **state)
{
	char text[3 * DISK_PATH_MAX];
	struct text rest;
	struct disk_mount m;

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text, "/dev/sda1 /", 11);
	memcpy(text + 11 + DISK_PATH_MAX, " ext4 rw 0 0\n/dev/b /b xfs", 26);
	rest = text_make(text, 11 + DISK_PATH_MAX + 26);
	assert_true(disk_next_mount(&rest, &m));
	assert_string_equal(m.dir, "/b");
	/* One byte less fits. */
	memcpy(text + 11 + DISK_PATH_MAX - 1, " ext4 rw 0 0\n", 13);
	rest = text_make(text, 11 + DISK_PATH_MAX + 12);
	assert_true(disk_next_mount(&rest, &m));
	assert_int_equal(strlen(m.dir), DISK_PATH_MAX);
}

static void
file_systems_on_local_disks_count(void **state)
{
	static const struct {
		const char *source, *type;
		bool counts;
	} cases[] = {
		{ "/dev/sda1", "ext4", true },
		{ "/dev/mapper/vg-root", "xfs", true },
		{ "/dev/nvme0n1p1", "vfat", true },
		{ "/dev/root", "ext2", true },
		{ "/dev/root", "9p", false },
		{ "/dev/loop0", "squashfs", false },
		{ "/dev/loop3", "ext4", false },
		{ "/dev/sr0", "iso9660", false },
		{ "/dev/sr0", "udf", false },
		{ "/dev/fuse", "fuse.portal", false },
		{ "/dev/sdb1", "fuseblk", false },
		{ "/dev/drbd0", "ocfs2", false },
		{ "/dev/drbd0", "gfs2", false },
		{ "filer:/dev/x", "nfs4", false },
		{ "tmpfs", "tmpfs", false },
		{ "devtmpfs", "devtmpfs", false },
		{ "overlay", "overlay", false },
		{ "", "ext4", false },
	};
	struct disk_mount m;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		strcpy(m.source, cases[i].source);
		strcpy(m.type, cases[i].type);
		strcpy(m.dir, "/");
		assert_int_equal(disk_mount_counts(&m), cases[i].counts);
	}
}

static void
used_is_what_df_says(void **state)
{
	static const struct {
		uint64_t total, free, avail;
		int32_t used;
	} cases[] = {
		{ 0, 0, 0, -1 },
		{ 100, 100, 95, 0 },
		{ 100, 50, 50, 5000 },
		{ 100, 0, 0, 10000 },
		/* reserved blocks are neither used nor available */
		{ 100, 40, 20, 7500 },
		{ 100, 5, 0, 10000 },
		/* rounded up, so that it never says less than df */
		{ 3000000, 2999999, 2999999, 1 },
		{ 3, 2, 2, 3334 },
		/* no file system: more free than there is */
		{ 1, 5, 5, 0 },
		{ UINT64_MAX, 0, 0, 10000 },
		{ UINT64_MAX, UINT64_MAX / 2 + 1, UINT64_MAX / 2 + 1, 5000 },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++)
		assert_int_equal(disk_used_percent(cases[i].total,
		    cases[i].free, cases[i].avail), cases[i].used);
}

static void
parse_all(struct text t)
{
	struct text mounts = t;
	struct disk_stat d;
	struct disk_mount m;

	while (disk_next(&t, &d))
		;
	while (disk_next_mount(&mounts, &m))
		;
}

static void
no_beginning_of_a_text_is_read_past(void **state)
{
	(void)state;
	prefixes_try("   8       0 sda 1 2 3 4 5 6 7 8 9 10 11\n\n 9 0 md0 1",
	    parse_all);
	prefixes_try("/dev/sda1 /a\\040b\\0 ext4 rw\n/dev/sd\\04", parse_all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_of_all_kernels_are_read),
		cmocka_unit_test(lines_that_are_no_device_are_passed_over),
		cmocka_unit_test(only_fixed_numbers_rule_a_disk_out),
		cmocka_unit_test(escapes_in_mounts_are_undone),
		cmocka_unit_test(mounts_that_do_not_fit_are_passed_over),
		cmocka_unit_test(file_systems_on_local_disks_count),
		cmocka_unit_test(used_is_what_df_says),
		cmocka_unit_test(no_beginning_of_a_text_is_read_past),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
