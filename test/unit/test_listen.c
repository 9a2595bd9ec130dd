/* SPDX-License-Identifier: Apache-2.0 */
/* listen.c: names and addresses to connect to. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "listen.h"

static char folder[64];
static struct sockaddr_un name;

static int
setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/test_listen.XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	name.sun_family = AF_UNIX;
	snprintf(name.sun_path, sizeof(name.sun_path), "%s/sock", folder);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unlink(name.sun_path);
	return rmdir(folder);
}

static bool
can_connect(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	bool good = connect(fd, (struct sockaddr *)&name, sizeof(name)) == 0;

	close(fd);
	return good;
}

static mode_t
mode(void)
{
	struct stat st;

	assert_int_equal(lstat(name.sun_path, &st), 0);
	return st.st_mode & 07777;
}

static void
a_name_is_for_owner_and_group(void **state)
{
	struct listen_name known;
	mode_t before = umask(022);
	struct stat st;
	int fd = listen_unix(name.sun_path, getegid(), &known);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(mode(), 0660);
	assert_true(can_connect());
	assert_int_equal(umask(before), 022);
	close(fd);
	/* Left behind: nobody listens, so it is replaced. */
	assert_false(can_connect());
	fd = listen_unix(name.sun_path, (gid_t)-1, &known);
	assert_true(fd >= 0);
	assert_int_equal(mode(), 0600);
	assert_true(listen_remove(name.sun_path, &known));
	assert_int_equal(lstat(name.sun_path, &st), -1);
	assert_true(listen_remove(name.sun_path, &known));
	close(fd);
}

static void
root_may_choose_the_group(void **state)
{
	struct listen_name known;
	struct stat st;
	int fd;

	(void)state;
	if (geteuid() != 0)
		skip();
	fd = listen_unix(name.sun_path, 54321, &known);
	assert_true(fd >= 0);
	assert_int_equal(lstat(name.sun_path, &st), 0);
	assert_int_equal(st.st_gid, 54321);
	assert_int_equal(mode(), 0660);
	assert_int_equal(getegid(), 0);
	close(fd);
}

static void
what_others_use_is_left_alone(void **state)
{
	struct listen_name known, other;
	struct stat st;
	int fd = listen_unix(name.sun_path, (gid_t)-1, &known);

	(void)state;
	assert_int_equal(listen_unix(name.sun_path, (gid_t)-1, &other), -1);
	assert_int_equal(errno, EADDRINUSE);
	assert_true(can_connect());
	/* Another one of the name is not ours to remove. */
	memcpy(&other, &known, sizeof(other));
	other.ino++;
	assert_true(listen_remove(name.sun_path, &other));
	assert_int_equal(lstat(name.sun_path, &st), 0);
	close(fd);
	unlink(name.sun_path);
	close(open(name.sun_path, O_CREAT | O_WRONLY, 0600));
	assert_int_equal(listen_unix(name.sun_path, (gid_t)-1, &known), -1);
	assert_int_equal(errno, EEXIST);
}

static void
a_name_can_be_too_long(void **state)
{
	struct listen_name known;
	char path[200];

	(void)state;
	memset(path, 'x', sizeof(path) - 1);
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(listen_unix(path, (gid_t)-1, &known), -1);
	assert_int_equal(errno, ENAMETOOLONG);
}

static void
an_address_need_not_be_there_yet(void **state)
{
	struct addr a;
	int fd;

	(void)state;
	assert_true(addr_parse("192.0.2.77", &a));
	fd = listen_tcp(&a, 0);
	assert_true(fd >= 0);
	close(fd);
	assert_true(addr_parse("127.0.0.1", &a));
	fd = listen_tcp(&a, 0);
	assert_true(fd >= 0);
	close(fd);
}

static void
a_port_is_for_one(void **state)
{
	struct sockaddr_in in;
	socklen_t len = sizeof(in);
	struct addr a;
	int fd;

	(void)state;
	assert_true(addr_parse("127.0.0.1", &a));
	fd = listen_tcp(&a, 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	assert_int_equal(listen_tcp(&a, ntohs(in.sin_port)), -1);
	assert_int_equal(errno, EADDRINUSE);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_name_is_for_owner_and_group, setup, teardown),
		cmocka_unit_test_setup_teardown(root_may_choose_the_group,
		    setup, teardown),
		cmocka_unit_test_setup_teardown(
		    what_others_use_is_left_alone, setup, teardown),
		cmocka_unit_test(a_name_can_be_too_long),
		cmocka_unit_test(an_address_need_not_be_there_yet),
		cmocka_unit_test(a_port_is_for_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
