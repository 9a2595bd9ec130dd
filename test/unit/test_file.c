/* SPDX-License-Identifier: Apache-2.0 */
/* file.c: a file is replaced whole or not at all, and read only when ours. */
#include "unit.h"

#include <pwd.h>
#include <signal.h>
#include <sys/resource.h>

#include "file.h"
#include "mounts.h"
#include "tree.h"

static char path[TREE_PATH_MAX], temporary[TREE_PATH_MAX];

static bool is_private;		/* our mount namespace: root only */

static int
setup(void **state)
{
	if (tree_setup(state) == -1)
		return -1;
	tree_path(path, "/text");
	tree_path(temporary, "/text.new");
	return 0;
}

static void
assert_text(const char *wanted)
{
	char buf[256];
	int fd = file_open(path);
	ssize_t n;

	assert_int_not_equal(fd, -1);
	n = file_read(fd, buf, sizeof(buf));
	assert_int_equal(n, strlen(wanted));
	assert_memory_equal(buf, wanted, strlen(wanted));
	close(fd);
}

static bool
replace(const char *text)
{
	return file_replace(path, text, strlen(text));
}

static void
assert_no_temporary(void)
{
	struct stat st;

	assert_int_equal(lstat(temporary, &st), -1);
	assert_int_equal(errno, ENOENT);
}

static void
what_is_written_is_there_for_all_to_read(void **state)
{
	mode_t old = umask(077);
	struct stat st;

	(void)state;
	assert_true(replace("one\n"));
	umask(old);
	assert_text("one\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_true(replace(""));
	assert_text("");
	assert_no_temporary();
}

/* Who has the old file open still reads the old text. */
static void
replaced_is_not_overwritten(void **state)
{
	char buf[16];
	int held;

	(void)state;
	assert_true(replace("old"));
	held = file_open(path);
	assert_int_not_equal(held, -1);
	assert_true(replace("newer"));
	assert_int_equal(file_read(held, buf, sizeof(buf)), 3);
	assert_memory_equal(buf, "old", 3);
	close(held);
	assert_text("newer");
}

static void
path_may_be_relative(void **state)
{
	char before[TREE_PATH_MAX];

	(void)state;
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(tree_root), 0);
	assert_true(file_replace("text", "here", 4));
	assert_int_equal(chdir(before), 0);
	assert_text("here");
}

static void
planted_name_is_not_followed(void **state)
{
	char victim[TREE_PATH_MAX];

	(void)state;
	tree_path(victim, "/victim");
	tree_link("/text.new", victim);
	assert_true(replace("one"));
	assert_int_equal(access(victim, F_OK), -1);
	tree_put("/text.new", "left by a crash");
	assert_true(replace("two"));
	assert_text("two");
	assert_no_temporary();
}

/* rename replaces what is at the path itself, too. */
static void
link_or_fifo_at_the_path_is_replaced(void **state)
{
	char victim[TREE_PATH_MAX];

	(void)state;
	tree_path(victim, "/victim");
	tree_put("/victim", "untouched");
	tree_link("/text", victim);
	assert_true(replace("one"));
	assert_text("one");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0644), 0);
	assert_true(replace("two"));
	assert_text("two");
	strcpy(path, victim);
	assert_text("untouched");
}

static void
failure_leaves_the_old_one(void **state)
{
	struct rlimit old, limit;
	static char much[65536];

	(void)state;
	assert_true(replace("old"));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = old;
	limit.rlim_cur = 4096;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_false(file_replace(path, much, sizeof(much)));
	assert_int_equal(errno, EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_text("old");
	assert_no_temporary();
}

static void
full_disk_leaves_the_old_one(void **state)
{
	static char much[1 << 20];
	bool good;
	int error;

	(void)state;
	if (!is_private || mount("none", tree_root, "tmpfs", 0, "size=64k") == -1)
		skip();
	good = replace("old") && !file_replace(path, much, sizeof(much));
	error = errno;
	if (good) {
		assert_text("old");
		assert_no_temporary();
	}
	assert_int_equal(umount(tree_root), 0);
	assert_true(good);
	assert_int_equal(error, ENOSPC);
}

static void
what_cannot_be_written_is_said(void **state)
{
	char *end = path + strlen(path);

	(void)state;
	assert_false(file_replace("/nonexistent/text", "x", 1));
	assert_int_equal(errno, ENOENT);
	assert_int_equal(mkdir(path, 0755), 0);
	assert_false(replace("x"));
	assert_int_equal(errno, EISDIR);
	assert_no_temporary();
	assert_int_equal(rmdir(path), 0);
	memset(end, 'x', sizeof(path) - (size_t)(end - path) - 1);
	assert_false(replace("x"));
	assert_int_equal(errno, ENAMETOOLONG);
}

static void
path_longer_than_any_is_refused(void **state)
{
	static char longer[8192];

	(void)state;
	memset(longer, '/', sizeof(longer) - 1);
	assert_false(file_replace(longer, "x", 1));
	assert_int_equal(errno, ENAMETOOLONG);
}

static void
assert_trust(const char *wanted)
{
	int fd = file_open(path);
	const char *wrong;

	assert_int_not_equal(fd, -1);
	wrong = file_not_trusted(fd);
	close(fd);
	if (wanted == NULL)
		assert_null(wrong);
	else
		assert_string_equal(wrong, wanted);
}

static void
only_ours_is_trusted(void **state)
{
	const char *others = "may be written by others";
	const struct passwd *games = getpwnam("games");

	(void)state;
	assert_true(replace("x"));
	assert_trust(NULL);
	assert_int_equal(chmod(path, 0664), 0);
	assert_trust(others);
	assert_int_equal(chmod(path, 0646), 0);
	assert_trust(others);
	assert_int_equal(chmod(path, 0600), 0);
	assert_trust(NULL);
	if (geteuid() != 0 || games == NULL)
		return;		/* only root can give a file away */
	assert_int_equal(chown(path, games->pw_uid, games->pw_gid), 0);
	assert_trust("belongs to another user than root and hsflowd's");
}

static void
only_regular_files_are_trusted(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path, 0755), 0);
	assert_trust("is a directory");
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(mkfifo(path, 0644), 0);
	assert_trust("is not a regular file");	/* and does not hang */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, tree_teardown)
		TEST(what_is_written_is_there_for_all_to_read),
		TEST(replaced_is_not_overwritten),
		TEST(path_may_be_relative),
		TEST(planted_name_is_not_followed),
		TEST(link_or_fifo_at_the_path_is_replaced),
		TEST(failure_leaves_the_old_one),
		TEST(full_disk_leaves_the_old_one),
		TEST(what_cannot_be_written_is_said),
		TEST(path_longer_than_any_is_refused),
		TEST(only_ours_is_trusted),
		TEST(only_regular_files_are_trusted),
	};

	is_private = mounts_go_private();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
