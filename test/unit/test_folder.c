/* SPDX-License-Identifier: Apache-2.0 */
/* Whose the folders become that the monitor prepares. */
#include "unit.h"

#include <pwd.h>

#include "folder.h"
#include "log.h"
#include "mounts.h"
#include "said.h"
#include "tree.h"

static char path[TREE_PATH_MAX], folder[TREE_PATH_MAX], own[TREE_PATH_MAX];
static char said[TREE_PATH_MAX];
static struct folder_file file;
static struct folder_user user;
static bool is_private;		/* our mount namespace: root only */

static int
setup(void **state)
{
	const struct passwd *pw = getpwnam("games");

	if (tree_setup(state) == -1)
		return -1;
	log_init("test", true, 0);
	tree_path(path, "/lib/dns.last");
	tree_path(folder, "/lib");
	tree_path(own, "/own");
	tree_path(said, "/said");
	file = (struct folder_file){ .path = path, .own = own,
	    .what = "notebook" };
	if (pw != NULL)
		user = (struct folder_user){ pw->pw_uid, pw->pw_gid, "games" };
	return 0;
}

static int
prepare(const struct folder_user *whose)
{
	int saved = said_begin(said), fd = folder_prepare(&file, whose);

	said_end(saved);
	return fd;
}

static uid_t
owner(const char *name)
{
	struct stat st;

	assert_int_equal(stat(name, &st), 0);
	return st.st_uid;
}

static bool
is_root(void)
{
	return geteuid() == 0 && user.name != NULL;
}

static void
missing_one_is_made_and_given(void **state)
{
	struct stat st;
	int fd;

	(void)state;
	if (!is_root())
		skip();
	fd = prepare(&user);
	said_assert(said, NULL);
	assert_int_not_equal(fd, -1);
	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_uid, user.uid);
	assert_int_equal(st.st_gid, user.gid);
	assert_int_equal(st.st_mode & 07777, 0755);
	close(fd);
	/* And is right the next time. */
	fd = prepare(&user);
	said_assert(said, NULL);
	assert_int_not_equal(fd, -1);
	close(fd);
}

static void
own_one_is_adopted_others_are_not(void **state)
{
	int fd;

	(void)state;
	if (!is_root())
		skip();
	assert_int_equal(mkdir(folder, 0755), 0);
	assert_int_equal(mkdir(own, 0700), 0);
	fd = prepare(&user);
	said_assert(said,
	    "/lib belongs to user 0: the notebook cannot be written "
	    "there unless user games may");
	assert_int_not_equal(fd, -1);
	close(fd);
	assert_int_equal(owner(folder), 0);
	file.own = folder;
	assert_int_equal(chown(folder, 12345, 12345), 0);
	fd = prepare(&user);
	said_assert(said, NULL);
	close(fd);
	assert_int_equal(owner(folder), user.uid);
}

static void
one_where_all_may_write_is_left_alone(void **state)
{
	int fd;

	(void)state;
	if (!is_root())
		skip();
	assert_int_equal(mkdir(folder, 0755), 0);
	assert_int_equal(chmod(folder, 01777), 0);
	fd = prepare(&user);
	said_assert(said, NULL);
	close(fd);
	assert_int_equal(owner(folder), 0);
}

static void
link_is_not_followed(void **state)
{
	(void)state;
	assert_int_equal(mkdir(own, 0755), 0);
	tree_link("/lib", own);
	file.own = folder;
	assert_int_equal(prepare(is_root() ? &user : NULL), -1);
	said_assert(said, "notebook's folder");
	assert_int_equal(owner(own), geteuid());
}

static void
what_cannot_be_made_is_said_once(void **state)
{
	(void)state;
	tree_path(path, "/none/lib/dns.last");
	assert_int_equal(prepare(&user), -1);
	said_assert(said, "No such file or directory");
	tree_path(path, "/lib/dns.last");
	tree_put("/lib", "a file");
	assert_int_equal(prepare(&user), -1);
	said_assert(said, "Not a directory");
}

static void
read_only_file_system_is_said_as_such(void **state)
{
	int fd;

	(void)state;
	if (!is_private ||
	    mount("none", tree_root, "tmpfs", MS_RDONLY, "size=64k") == -1)
		skip();
	strcpy(said, "/tmp/test-folder-XXXXXX");
	fd = mkstemp(said);
	assert_int_not_equal(fd, -1);
	close(fd);
	fd = prepare(&user);
	assert_int_equal(umount(tree_root), 0);
	assert_int_equal(fd, -1);
	said_assert(said, "Read-only file system");
	assert_int_equal(unlink(said), 0);
}

static void
ordinary_user_does_not_hear_of_optional_ones(void **state)
{
	(void)state;
	tree_path(path, "/none/lib/dns.last");
	file.optional = true;
	assert_int_equal(prepare(NULL), -1);
	said_assert(said, NULL);
	assert_int_equal(prepare(&user), -1);
	said_assert(said, "notebook's folder");
	file.optional = false;
	assert_int_equal(prepare(NULL), -1);
	said_assert(said, "notebook's folder");
}

static void
file_is_removed_from_the_folder_that_is_held(void **state)
{
	char moved[TREE_PATH_MAX];
	int fd;

	(void)state;
	fd = prepare(NULL);
	assert_int_not_equal(fd, -1);
	tree_put("/lib/dns.last", "");
	assert_int_equal(rename(folder, tree_path(moved, "/moved")), 0);
	tree_put("/lib/dns.last", "");
	assert_true(folder_remove(fd, &file));
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(access(tree_path(moved, "/moved/dns.last"), F_OK),
	    -1);
	assert_true(folder_remove(fd, &file));		/* gone already */
	assert_int_equal(mkdir(tree_path(moved, "/moved/dns.last"), 0755), 0);
	assert_false(folder_remove(fd, &file));
	assert_int_equal(errno, EISDIR);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, tree_teardown)
		TEST(missing_one_is_made_and_given),
		TEST(own_one_is_adopted_others_are_not),
		TEST(one_where_all_may_write_is_left_alone),
		TEST(link_is_not_followed),
		TEST(what_cannot_be_made_is_said_once),
		TEST(read_only_file_system_is_said_as_such),
		TEST(ordinary_user_does_not_hear_of_optional_ones),
		TEST(file_is_removed_from_the_folder_that_is_held),
	};

	umask(022);
	is_private = mounts_go_private();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
