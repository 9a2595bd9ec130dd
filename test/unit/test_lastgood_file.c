/* SPDX-License-Identifier: Apache-2.0 */
/* The last good answers on disk, and what may stand there in their place. */
#include "unit.h"

#include <pwd.h>

#include "lastgood_file.h"
#include "log.h"
#include "mounts.h"
#include "said.h"
#include "tree.h"

static char path[TREE_PATH_MAX], said[TREE_PATH_MAX];
static struct lastgood example;

static bool is_private;		/* our mount namespace: root only */

static int
setup(void **state)
{
	static const char text[] = "version=1\nsaved=1795550400\n"
	    "domain=example.com\ncollector=0 6343 a.example.com\n"
	    "address=a.example.com 10.0.0.1\nend=1\n";
	char reason[LASTGOOD_REASON_MAX];

	if (tree_setup(state) == -1 ||
	    !lastgood_parse(text, strlen(text), &example, reason))
		return -1;
	log_init("test", true, 0);
	tree_path(path, "/dns.last");
	tree_path(said, "/said");
	return 0;
}

static bool
read_listening(struct lastgood *l)
{
	int saved = said_begin(said);
	bool good = lastgood_file_read(path, l);

	said_end(saved);
	return good;
}

/* NULL: without a word. */
static void
assert_refused(const char *wanted)
{
	struct lastgood l;

	assert_false(read_listening(&l));
	said_assert(said, wanted);
	if (wanted != NULL)
		said_assert(said, path);
}

static void
what_is_written_is_read(void **state)
{
	struct lastgood back;

	(void)state;
	assert_true(lastgood_file_write(path, &example));
	assert_true(read_listening(&back));
	said_assert(said, NULL);
	assert_true(lastgood_equal(&back, &example));
	assert_int_equal(back.saved, example.saved);
	assert_true(lastgood_file_write(path, &example));
}

static void
nothing_there_is_nothing_to_say(void **state)
{
	(void)state;
	assert_refused(NULL);
	assert_true(lastgood_file_remove(path));
	tree_put("/file", "");
	tree_path(path, "/file/dns.last");
	assert_refused(NULL);
	assert_true(lastgood_file_remove(path));
	tree_path(path, "/folder/dns.last");
	assert_refused(NULL);
	assert_true(lastgood_file_remove(path));
	assert_false(lastgood_file_write(path, &example));
	assert_int_equal(errno, ENOENT);
}

static void
what_is_no_regular_file_is_refused(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path, 0755), 0);
	assert_refused("is a directory");
	assert_false(lastgood_file_write(path, &example));
	assert_int_equal(errno, EISDIR);
	assert_false(lastgood_file_remove(path));
	assert_int_equal(errno, EISDIR);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(mkfifo(path, 0644), 0);
	assert_refused("not a regular file");	/* and does not hang */
	assert_int_equal(unlink(path), 0);
	tree_link("/dns.last", "/dev/zero");
	assert_refused("not a regular file");
	assert_int_equal(unlink(path), 0);
	tree_link("/dns.last", path);
	assert_refused("symbolic links");
	assert_true(lastgood_file_write(path, &example));
}

static void
what_others_could_have_written_is_refused(void **state)
{
	const struct passwd *games = getpwnam("games");

	(void)state;
	assert_true(lastgood_file_write(path, &example));
	assert_int_equal(chmod(path, 0666), 0);
	assert_refused("may be written by others");
	if (geteuid() != 0 || games == NULL)
		return;		/* only root can give a file away */
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(chown(path, games->pw_uid, games->pw_gid), 0);
	assert_refused("belongs to another user");
}

static void
wrong_text_is_refused_with_its_line(void **state)
{
	static char huge[LASTGOOD_TEXT_MAX * 4];

	(void)state;
	tree_put("/dns.last", "");
	assert_refused("cut off");
	tree_put("/dns.last", "version=1\nsaved=5\npolling=x\nend=1\n");
	assert_refused("line 3: settings without a domain");
	memset(huge, 'x', sizeof(huge) - 1);
	tree_put("/dns.last", huge);
	assert_refused("longer than 16384 bytes");
}

static void
removed_is_gone(void **state)
{
	struct stat st;

	(void)state;
	assert_true(lastgood_file_write(path, &example));
	assert_true(lastgood_file_remove(path));
	assert_int_equal(lstat(path, &st), -1);
}

static void
nothing_good_is_not_written(void **state)
{
	struct lastgood none = example;

	(void)state;
	assert_true(lastgood_file_write(path, &example));
	none.dns.n_collectors = 0;
	none.dns.none = true;
	assert_false(lastgood_file_write(path, &none));
	assert_int_equal(errno, EINVAL);
	assert_true(read_listening(&none));	/* the old one */
}

static void
read_only_is_an_error_only_where_something_is(void **state)
{
	bool there, gone;
	int error;

	(void)state;
	if (!is_private || mount("none", tree_root, "tmpfs", 0, "size=64k") == -1)
		skip();
	there = lastgood_file_write(path, &example) &&
	    mount("none", tree_root, NULL, MS_REMOUNT | MS_RDONLY, NULL) == 0;
	there = there && !lastgood_file_write(path, &example) &&
	    errno == EROFS && !lastgood_file_remove(path);
	error = errno;
	tree_path(path, "/other");
	gone = lastgood_file_remove(path);
	assert_int_equal(umount(tree_root), 0);
	assert_true(there);
	assert_int_equal(error, EROFS);
	assert_true(gone);
}

static void
full_disk_keeps_the_old_one(void **state)
{
	struct lastgood back;
	bool good;
	int error;
	FILE *f;

	(void)state;
	if (!is_private || mount("none", tree_root, "tmpfs", 0, "size=16k") == -1)
		skip();
	good = lastgood_file_write(path, &example);
	f = fopen(said, "w");
	while (f != NULL && fputc('x', f) != EOF && fflush(f) == 0)
		;
	if (f != NULL)
		fclose(f);
	good = good && !lastgood_file_write(path, &example);
	error = errno;
	good = good && lastgood_file_read(path, &back);
	assert_int_equal(umount(tree_root), 0);
	assert_true(good);
	assert_int_equal(error, ENOSPC);
	assert_true(lastgood_equal(&back, &example));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, tree_teardown)
		TEST(what_is_written_is_read),
		TEST(nothing_there_is_nothing_to_say),
		TEST(what_is_no_regular_file_is_refused),
		TEST(what_others_could_have_written_is_refused),
		TEST(wrong_text_is_refused_with_its_line),
		TEST(removed_is_gone),
		TEST(nothing_good_is_not_written),
		TEST(read_only_is_an_error_only_where_something_is),
		TEST(full_disk_keeps_the_old_one),
	};

	is_private = mounts_go_private();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
