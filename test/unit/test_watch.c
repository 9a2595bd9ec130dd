/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.c: each thing that can happen to a file or its folder is noticed, and
 * what happens beside it is not.
 */
#include "unit.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "loop.h"
#include "watch.h"

#define LIMIT_US	UINT64_C(30000000)	/* a failure, not a wait */

struct bench {
	char			 base[64], folder[96], file[128], other[128];
	struct loop		*loop;
	struct loop_timer	*limit;
	struct watch		*watch;
	unsigned int		 seen;
	bool			 timed_out;
};

static void
on_changed(void *arg)
{
	struct bench *b = arg;

	b->seen++;
	loop_stop(b->loop);
}

static void
on_limit(void *arg)
{
	struct bench *b = arg;

	b->timed_out = true;
	loop_stop(b->loop);
}

static int
setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	strcpy(b->base, "/tmp/test_watch.XXXXXX");
	assert_non_null(mkdtemp(b->base));
	snprintf(b->folder, sizeof(b->folder), "%s/a/b", b->base);
	snprintf(b->file, sizeof(b->file), "%s/file", b->folder);
	snprintf(b->other, sizeof(b->other), "%s/other", b->folder);
	b->loop = loop_new();
	b->limit = loop_timer_new(b->loop, on_limit, b);
	*state = b;
	return 0;
}

static int
teardown(void **state)
{
	struct bench *b = *state;
	char path[256];

	watch_free(b->watch);
	loop_timer_free(b->limit);
	loop_free(b->loop);
	unlink(b->file);
	unlink(b->other);
	rmdir(b->folder);
	snprintf(path, sizeof(path), "%s/a", b->base);
	rmdir(path);
	rmdir(b->base);
	free(b);
	return 0;
}

static void
make_folder(struct bench *b)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/a", b->base);
	mkdir(path, 0755);
	assert_int_equal(mkdir(b->folder, 0755), 0);
}

static void
touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0644);

	assert_true(fd != -1);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
}

static void
start(struct bench *b)
{
	b->watch = watch_new(b->loop, b->file, on_changed, b);
	assert_non_null(b->watch);
	assert_int_equal(b->seen, 0);
}

static void
await(struct bench *b)
{
	b->seen = 0;
	loop_timer_set(b->limit, LIMIT_US);
	loop_run(b->loop);
	assert_false(b->timed_out);
	assert_true(b->seen > 0);
}

static void
a_new_written_renamed_or_removed_file_is_noticed(void **state)
{
	struct bench *b = *state;

	make_folder(b);
	start(b);
	touch(b->file);
	await(b);
	touch(b->other);
	assert_int_equal(rename(b->other, b->file), 0);
	await(b);
	assert_int_equal(unlink(b->file), 0);
	await(b);
}

static void
a_file_that_is_finished_is_told_from_one_that_is_begun(void **state)
{
	struct bench *b = *state;
	int fd;

	make_folder(b);
	start(b);
	fd = open(b->file, O_WRONLY | O_CREAT, 0644);
	await(b);
	assert_false(watch_whole(b->watch));
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
	await(b);
	assert_true(watch_whole(b->watch));
	assert_int_equal(chmod(b->file, 0600), 0);
	await(b);
	assert_false(watch_whole(b->watch));
	touch(b->other);
	assert_int_equal(rename(b->other, b->file), 0);
	await(b);
	assert_true(watch_whole(b->watch));
	assert_int_equal(unlink(b->file), 0);
	await(b);
	assert_false(watch_whole(b->watch));
}

static void
files_beside_it_are_not_its_matter(void **state)
{
	struct bench *b = *state;

	make_folder(b);
	start(b);
	touch(b->other);
	unlink(b->other);
	touch(b->file);
	await(b);
	/* Had the others counted, they would have come first, alone. */
	assert_int_equal(access(b->file, F_OK), 0);
	assert_int_equal(b->seen, 1);
}

static void
a_folder_that_is_made_later_is_followed(void **state)
{
	struct bench *b = *state;

	start(b);
	make_folder(b);
	await(b);
	touch(b->file);
	await(b);
}

static void
a_folder_removed_and_made_again_is_followed(void **state)
{
	struct bench *b = *state;

	make_folder(b);
	touch(b->file);
	start(b);
	unlink(b->file);
	assert_int_equal(rmdir(b->folder), 0);
	await(b);
	make_folder(b);
	await(b);
	touch(b->file);
	await(b);
}

static void
a_folder_moved_away_is_noticed(void **state)
{
	struct bench *b = *state;
	char away[256];

	make_folder(b);
	start(b);
	snprintf(away, sizeof(away), "%s/away", b->base);
	assert_int_equal(rename(b->folder, away), 0);
	await(b);
	assert_int_equal(mkdir(b->folder, 0755), 0);
	await(b);
	touch(b->file);
	await(b);
	assert_int_equal(rmdir(away), 0);
}

static void
the_target_of_a_link_is_watched(void **state)
{
	struct bench *b = *state;
	char link[256], moved[256];

	make_folder(b);
	snprintf(link, sizeof(link), "%s/link", b->base);
	snprintf(moved, sizeof(moved), "%s/a/moved", b->base);
	assert_int_equal(symlink("a/b/file", link), 0);
	b->watch = watch_new(b->loop, link, on_changed, b);
	touch(b->file);
	await(b);
	touch(b->other);
	assert_int_equal(rename(b->other, b->file), 0);
	await(b);
	/* The link itself leads elsewhere from now on. */
	assert_int_equal(unlink(link), 0);
	await(b);
	assert_int_equal(symlink(moved, link), 0);
	await(b);
	touch(moved);
	await(b);
	assert_int_equal(unlink(moved), 0);
	assert_int_equal(unlink(link), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_new_written_renamed_or_removed_file_is_noticed, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(
		    a_file_that_is_finished_is_told_from_one_that_is_begun,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(
		    files_beside_it_are_not_its_matter, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_folder_that_is_made_later_is_followed, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    a_folder_removed_and_made_again_is_followed, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(
		    a_folder_moved_away_is_noticed, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    the_target_of_a_link_is_watched, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
