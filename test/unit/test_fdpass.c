/* SPDX-License-Identifier: Apache-2.0 */
/* fdpass.c: a few bytes with a descriptor, or without one. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fdpass.h"

static int pair[2];

static int
open_pair(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair);
}

static int
close_pair(void **state)
{
	(void)state;
	close(pair[0]);
	close(pair[1]);
	return 0;
}

/* The lowest number that is free: what was opened and forgotten shows. */
static int
next_fd(void)
{
	int fd = dup(pair[0]);

	close(fd);
	return fd;
}

static void
a_descriptor_arrives_with_its_bytes(void **state)
{
	int ends[2], passed = -1;
	char bytes[3], byte = 0;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_true(fdpass_send(pair[0], "abc", 3, ends[1]));
	/* The sender's is still the sender's, and may be closed. */
	assert_int_equal(close(ends[1]), 0);
	assert_true(fdpass_receive(pair[1], bytes, sizeof(bytes), &passed));
	assert_memory_equal(bytes, "abc", 3);
	assert_int_not_equal(passed, -1);
	assert_int_equal(fcntl(passed, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	assert_int_equal(write(passed, "x", 1), 1);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	assert_int_equal(byte, 'x');
	close(passed);
	close(ends[0]);
}

static void
bytes_arrive_without_a_descriptor(void **state)
{
	int passed = 99, before = next_fd();
	char bytes[64], text[64];

	(void)state;
	memset(text, 't', sizeof(text));
	assert_true(fdpass_send(pair[0], text, sizeof(text), -1));
	assert_true(fdpass_receive(pair[1], bytes, sizeof(bytes), &passed));
	assert_int_equal(passed, -1);
	assert_memory_equal(bytes, text, sizeof(text));
	assert_int_equal(next_fd(), before);
}

static void
messages_keep_their_order_and_their_descriptors(void **state)
{
	int passed = -1;
	char byte = 0;

	(void)state;
	assert_true(fdpass_send(pair[0], "a", 1, -1));
	assert_true(fdpass_send(pair[0], "b", 1, pair[0]));
	assert_true(fdpass_send(pair[0], "c", 1, -1));
	for (char c = 'a'; c <= 'c'; c++) {
		assert_true(fdpass_receive(pair[1], &byte, 1, &passed));
		assert_int_equal(byte, c);
		assert_int_equal(passed != -1, c == 'b');
		if (passed != -1)
			close(passed);
	}
}

static void
a_shorter_message_is_refused_and_its_descriptor_closed(void **state)
{
	int passed = 99, before = next_fd();
	char bytes[3];

	(void)state;
	assert_true(fdpass_send(pair[0], "ab", 2, pair[0]));
	errno = 0;
	assert_false(fdpass_receive(pair[1], bytes, sizeof(bytes), &passed));
	assert_int_equal(errno, EPROTO);
	assert_int_equal(passed, -1);
	assert_int_equal(next_fd(), before);
}

static void
a_longer_message_is_refused(void **state)
{
	int passed = 99;
	char bytes[3];

	(void)state;
	assert_true(fdpass_send(pair[0], "abcd", 4, -1));
	errno = 0;
	assert_false(fdpass_receive(pair[1], bytes, sizeof(bytes), &passed));
	assert_int_equal(errno, EPROTO);
	assert_int_equal(passed, -1);
}

/* As fdpass_send never would. */
static void
two_descriptors_are_refused_and_closed(void **state)
{
	char control[CMSG_SPACE(2 * sizeof(int))] = { 0 };
	struct cmsghdr head = { .cmsg_len = CMSG_LEN(2 * sizeof(int)),
	    .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
	int passed = 99, before = next_fd();
	char byte = 'a';
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = control, .msg_controllen = sizeof(control) };

	(void)state;
	memcpy(control, &head, sizeof(head));
	memcpy(control + CMSG_LEN(0), pair, sizeof(pair));
	assert_int_equal(sendmsg(pair[0], &msg, 0), 1);
	errno = 0;
	assert_false(fdpass_receive(pair[1], &byte, 1, &passed));
	assert_int_equal(errno, EPROTO);
	assert_int_equal(passed, -1);
	assert_int_equal(next_fd(), before);
}

static void
an_end_of_file_is_no_message(void **state)
{
	int passed = 99;
	char byte;

	(void)state;
	shutdown(pair[0], SHUT_WR);
	errno = 0;
	assert_false(fdpass_receive(pair[1], &byte, 1, &passed));
	assert_int_equal(errno, EPROTO);
	assert_int_equal(passed, -1);
}

static void
what_goes_wrong_is_told_by_errno(void **state)
{
	static const char bytes[65];
	int passed = 99;
	char byte;

	(void)state;
	errno = 0;
	assert_false(fdpass_send(pair[0], bytes, sizeof(bytes), -1));
	assert_int_equal(errno, EMSGSIZE);
	assert_false(fdpass_send(pair[0], "a", 1, 12345));
	assert_int_equal(errno, EBADF);
	assert_int_equal(fcntl(pair[1], F_SETFL, O_NONBLOCK), 0);
	assert_false(fdpass_receive(pair[1], &byte, 1, &passed));
	assert_int_equal(errno, EAGAIN);
	assert_int_equal(passed, -1);
}

static void
a_send_never_waits(void **state)
{
	unsigned int n = 0;

	(void)state;
	while (fdpass_send(pair[0], "a", 1, -1))
		assert_true(++n < 100000);
	assert_int_equal(errno, EAGAIN);
}

/* No signal either, which only a stream would raise. */
static void
a_send_to_nobody_is_an_error(void **state)
{
	close_pair(state);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0,
	    pair), 0);
	assert_int_equal(close(pair[1]), 0);
	assert_false(fdpass_send(pair[0], "a", 1, -1));
	assert_int_equal(errno, EPIPE);
	pair[1] = dup(pair[0]);
}

#define PAIR_TEST(f) \
	cmocka_unit_test_setup_teardown(f, open_pair, close_pair)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		PAIR_TEST(a_descriptor_arrives_with_its_bytes),
		PAIR_TEST(bytes_arrive_without_a_descriptor),
		PAIR_TEST(messages_keep_their_order_and_their_descriptors),
		PAIR_TEST(
		    a_shorter_message_is_refused_and_its_descriptor_closed),
		PAIR_TEST(a_longer_message_is_refused),
		PAIR_TEST(two_descriptors_are_refused_and_closed),
		PAIR_TEST(an_end_of_file_is_no_message),
		PAIR_TEST(what_goes_wrong_is_told_by_errno),
		PAIR_TEST(a_send_never_waits),
		PAIR_TEST(a_send_to_nobody_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
