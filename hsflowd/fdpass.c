/* SPDX-License-Identifier: Apache-2.0 */
/* The monitor sends, hsflowd-xen receives; see tapdisk.h. */
#include "fdpass.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union control {
	struct cmsghdr	head;
	char		bytes[CMSG_SPACE(sizeof(int))];
};

bool
fdpass_send(int fd, const void *bytes, size_t len, int passed)
{
	char copy[64];
	struct iovec iov = { copy, len };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	union control control;

	if (len > sizeof(copy)) {
		errno = EMSGSIZE;
		return false;
	}
	memcpy(copy, bytes, len);
	memset(&control, 0, sizeof(control));
	if (passed != -1) {
		control.head.cmsg_level = SOL_SOCKET;
		control.head.cmsg_type = SCM_RIGHTS;
		control.head.cmsg_len = CMSG_LEN(sizeof(passed));
		memcpy(CMSG_DATA(&control.head), &passed, sizeof(passed));
		msg.msg_control = control.bytes;
		msg.msg_controllen = sizeof(control.bytes);
	}
	return sendmsg(fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)len;
}

/* The descriptor in the message, or -1; of several none, and all are closed. */
static int
take_passed(struct msghdr *msg)
{
	struct cmsghdr *head = CMSG_FIRSTHDR(msg);
	size_t n;
	int fd;

	if (head == NULL || head->cmsg_level != SOL_SOCKET ||
	    head->cmsg_type != SCM_RIGHTS || head->cmsg_len < CMSG_LEN(0))
		return -1;
	n = (head->cmsg_len - CMSG_LEN(0)) / sizeof(fd);
	for (size_t i = 0; i < n; i++) {
		memcpy(&fd, CMSG_DATA(head) + i * sizeof(fd), sizeof(fd));
		if (n == 1)
			return fd;
		close(fd);
	}
	/* Room for two is there because of alignment. */
	msg->msg_flags |= n > 1 ? MSG_CTRUNC : 0;
	return -1;
}

bool
fdpass_receive(int fd, void *bytes, size_t len, int *passed)
{
	union control control;
	struct iovec iov = { bytes, len };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = control.bytes,
	    .msg_controllen = sizeof(control.bytes) };
	ssize_t n;

	do
		n = recvmsg(fd, &msg, MSG_CMSG_CLOEXEC);
	while (n == -1 && errno == EINTR);
	*passed = n == -1 ? -1 : take_passed(&msg);
	if (n == (ssize_t)len &&
	    (msg.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0)
		return true;
	if (*passed != -1)
		close(*passed);
	*passed = -1;
	if (n != -1)
		errno = EPROTO;
	return false;
}
