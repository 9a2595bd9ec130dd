/* SPDX-License-Identifier: Apache-2.0 */
/* statefile.c: whole files only, and nothing that is not one. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "statefile.h"

static char folder[64], path[96];

static int
setup(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/test_statefile.XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/hsflowd.auto", folder);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	if (unlink(path) == -1)
		rmdir(path);
	assert_int_equal(rmdir(folder), 0);	/* nothing is left behind */
	return 0;
}

static void
example(struct state *st)
{
	struct settings_collector c;

	memset(st, 0, sizeof(*st));
	memset(&c, 0, sizeof(c));
	settings_init(&st->settings);
	st->revision = 3;
	strcpy(st->hostname, "host");
	assert_true(addr_parse("10.0.0.1", &c.ip));
	c.port = SETTINGS_PORT;
	settings_add_collector(&st->settings, &c);
}

static void
put(const char *text, size_t len)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static void
assert_refused(const char *wanted)
{
	struct state st;
	char reason[STATEFILE_REASON_MAX];

	assert_int_equal(statefile_read(path, &st, reason),
	    STATEFILE_REFUSED);
	if (strstr(reason, wanted) == NULL)
		fail_msg("reason: %s", reason);
}

static void
what_is_written_is_read(void **state)
{
	struct state st, back;
	struct stat file;
	char reason[STATEFILE_REASON_MAX];

	(void)state;
	example(&st);
	assert_true(statefile_write(path, &st));
	assert_int_equal(statefile_read(path, &back, reason), STATEFILE_OK);
	assert_int_equal(back.revision, 3);
	assert_true(settings_equal(&st.settings, &back.settings));
	assert_int_equal(stat(path, &file), 0);
	assert_int_equal(file.st_mode & 07777, 0644);
}

static void
a_new_text_is_a_new_file(void **state)
{
	struct state st;
	struct stat before, after;
	int held;

	(void)state;
	example(&st);
	assert_true(statefile_write(path, &st));
	/* Kept open, so that its inode is not used again. */
	held = open(path, O_RDONLY);
	assert_int_equal(fstat(held, &before), 0);
	assert_true(statefile_write(path, &st));
	assert_int_equal(stat(path, &after), 0);
	assert_true(before.st_ino != after.st_ino);
	close(held);
}

static void
no_file_and_no_folder_are_missing(void **state)
{
	struct state st;
	char reason[STATEFILE_REASON_MAX];

	(void)state;
	assert_int_equal(statefile_read(path, &st, reason),
	    STATEFILE_MISSING);
	assert_int_equal(statefile_read("/nonexistent/a/b", &st, reason),
	    STATEFILE_MISSING);
	assert_true(statefile_remove(path));
	example(&st);
	assert_false(statefile_write("/nonexistent/a/b", &st));
	assert_int_equal(errno, ENOENT);
}

static void
what_is_no_regular_file_is_refused(void **state)
{
	(void)state;
	assert_int_equal(mkdir(path, 0755), 0);
	assert_refused("directory");
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(mkfifo(path, 0644), 0);
	assert_refused("not a regular file");	/* and does not hang */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/dev/zero", path), 0);
	assert_refused("not a regular file");
}

static void
what_is_no_state_is_refused(void **state)
{
	static char huge[10 * 1024 * 1024];

	(void)state;
	put("", 0);
	assert_refused("no rev_start");
	put("rev_start=1\n", 12);
	assert_refused("rev_start without rev_end");
	put("rev_start=1\nsampling=no\nrev_end=1\n", 34);
	assert_refused("line 2: sampling wants");
	put("\x7f" "ELF\0\0", 6);
	assert_refused("line 1: binary data");
	memset(huge, '#', sizeof(huge));
	put(huge, sizeof(huge));
	assert_refused("longer than");
}

static void
what_others_could_have_written_is_refused(void **state)
{
	struct state st;
	const struct passwd *games = getpwnam("games");

	(void)state;
	example(&st);
	assert_true(statefile_write(path, &st));
	assert_int_equal(chmod(path, 0666), 0);
	assert_refused("may be written by others");
	if (geteuid() != 0 || games == NULL)
		return;		/* only root can give a file away */
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(chown(path, games->pw_uid, games->pw_gid), 0);
	assert_refused("belongs to another user");
}

static void
a_planted_temporary_file_is_not_followed(void **state)
{
	struct state st;
	char temporary[128], victim[128];

	(void)state;
	snprintf(temporary, sizeof(temporary), "%s.new", path);
	snprintf(victim, sizeof(victim), "%s/victim", folder);
	assert_int_equal(symlink(victim, temporary), 0);
	example(&st);
	assert_true(statefile_write(path, &st));
	assert_int_equal(access(victim, F_OK), -1);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_written_is_read),
		TEST(a_new_text_is_a_new_file),
		TEST(no_file_and_no_folder_are_missing),
		TEST(what_is_no_regular_file_is_refused),
		TEST(what_is_no_state_is_refused),
		TEST(what_others_could_have_written_is_refused),
		TEST(a_planted_temporary_file_is_not_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
