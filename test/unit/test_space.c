/* SPDX-License-Identifier: Apache-2.0 */
/* space.c: each file system once, and what df says of it. */
#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/statvfs.h>

#include "space.h"

static void
each_file_system_is_kept_once(void **state)
{
	struct space *s = space_new();

	(void)state;
	/* Folders that do not exist: nothing but the text decides. */
	space_update(s, text_of(
	    "proc /proc proc rw 0 0\n"
	    "/dev/sda1 /nonexistent/a ext4 rw 0 0\n"
	    "/dev/sda2 /nonexistent/b xfs rw 0 0\n"
	    "/dev/sda1 /nonexistent/c ext4 rw 0 0\n"
	    "tmpfs /nonexistent/d tmpfs rw 0 0\n"
	    "/dev/loop0 /nonexistent/e squashfs ro 0 0\n"));
	assert_int_equal(space_count(s), 2);
	assert_string_equal(space_dir(s, 0), "/nonexistent/a");
	assert_string_equal(space_dir(s, 1), "/nonexistent/b");
	space_update(s, text_of(""));
	assert_int_equal(space_count(s), 0);
	space_free(s);
}

static void
a_mount_hides_the_one_below(void **state)
{
	struct space *s = space_new();

	(void)state;
	space_update(s, text_of(
	    "rootfs /nonexistent/r rootfs rw 0 0\n"
	    "/dev/sda1 /nonexistent/r ext4 rw 0 0\n"
	    "/dev/sda2 /nonexistent/x ext4 rw 0 0\n"
	    "tmpfs /nonexistent/x tmpfs rw 0 0\n"
	    "autofs /nonexistent/y autofs rw 0 0\n"
	    "/dev/sda3 /nonexistent/y ext4 rw 0 0\n"));
	assert_int_equal(space_count(s), 2);
	assert_string_equal(space_dir(s, 0), "/nonexistent/r");
	assert_string_equal(space_dir(s, 1), "/nonexistent/y");
	space_free(s);
}

static void
two_names_of_one_device_are_one(void **state)
{
	struct space *s = space_new();

	(void)state;
	space_update(s, text_of("/dev/root / ext4 rw 0 0\n"
	    "/dev/mapper/vg-root //. ext4 rw 0 0\n"));
	assert_int_equal(space_count(s), 1);
	assert_string_equal(space_dir(s, 0), "/");
	space_free(s);
}

static void
what_does_not_answer_is_left_out(void **state)
{
	struct space *s = space_new();
	struct model_disk d;
	struct statvfs v;

	(void)state;
	space_update(s, text_of("/dev/sda1 /nonexistent/a ext4 rw 0 0\n"));
	space_measure(s, &d);
	assert_int_equal(d.total, 0);
	assert_int_equal(d.free, 0);
	assert_int_equal(d.part_max_used, -1);
	space_update(s, text_of("/dev/sda1 /nonexistent/a ext4 rw 0 0\n"
	    "/dev/sda2 / ext4 rw 0 0\n"));
	space_measure(s, &d);
	assert_int_equal(statvfs("/", &v), 0);
	assert_int_equal(d.total, (uint64_t)v.f_blocks * v.f_frsize);
	space_free(s);
}

static void
there_is_a_limit(void **state)
{
	static char text[(SPACE_MAX + 50) * 64];
	struct space *s = space_new();
	size_t at = 0;

	(void)state;
	for (int i = 0; i < SPACE_MAX + 50; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    "/dev/sd%d /nonexistent/%d ext4 rw 0 0\n", i, i);
	space_update(s, text_of(text));
	assert_int_equal(space_count(s), SPACE_MAX);
	space_update(s, text_of(text));
	assert_int_equal(space_count(s), SPACE_MAX);
	space_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_file_system_is_kept_once),
		cmocka_unit_test(a_mount_hides_the_one_below),
		cmocka_unit_test(two_names_of_one_device_are_one),
		cmocka_unit_test(what_does_not_answer_is_left_out),
		cmocka_unit_test(there_is_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
