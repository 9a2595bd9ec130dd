/* SPDX-License-Identifier: Apache-2.0 */
/* A socket's name in, what it answers out; ctl_status.c calls. */
#include "ctl_fetch.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define PIECE	65536
#define PAUSE_MS	10

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits until it can be read or written; false, with ETIMEDOUT, when late. */
static bool
await(int fd, short what, int64_t end_ms)
{
	struct pollfd p = { .fd = fd, .events = what };
	int64_t left;
	int n;

	do {
		left = end_ms - now_ms();
		n = left <= 0 ? 0 : poll(&p, 1, (int)left);
	} while (n == -1 && errno == EINTR);
	if (n == 0)
		errno = ETIMEDOUT;
	return n > 0;
}

/* A busy socket refuses with EAGAIN, and can be asked again. -1 with errno. */
static int
open_socket(const char *path, int64_t end_ms)
{
	const struct timespec pause = { .tv_nsec = PAUSE_MS * 1000000L };
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int fd, error;

	if (strlen(path) >= sizeof(sun.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(sun.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return -1;
	while (connect(fd, (struct sockaddr *)&sun, sizeof(sun)) == -1) {
		error = errno;
		if (error == EAGAIN && now_ms() < end_ms) {
			nanosleep(&pause, NULL);
			continue;
		}
		close(fd);
		errno = error == EAGAIN ? ETIMEDOUT : error;
		return -1;
	}
	return fd;
}

/* False with errno. */
static bool
ask(int fd, const char *page, int64_t end_ms)
{
	char request[256];
	int len = snprintf(request, sizeof(request), "GET %s HTTP/1.0\r\n"
	    "Host: localhost\r\n\r\n", page);

	/* As short as it is, it goes whole or not at all. */
	return await(fd, POLLOUT, end_ms) && send(fd, request, (size_t)len,
	    MSG_NOSIGNAL) == len;
}

static bool
receive(int fd, struct growbuf *reply, int64_t end_ms)
{
	static char piece[PIECE];

	for (;;) {
		ssize_t n;

		if (!await(fd, POLLIN, end_ms))
			return false;
		n = recv(fd, piece, sizeof(piece), 0);
		if (n == 0)
			return true;
		if (n == -1 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n == -1)
			return false;
		growbuf_put(reply, piece, (size_t)n);
		if (reply->len > CTL_FETCH_MAX || reply->failed) {
			errno = EFBIG;
			return false;
		}
	}
}

static void
explain_denial(const char *path, char *trouble, size_t cap)
{
	const struct group *group;
	struct stat st;

	if (stat(path, &st) == -1)
		snprintf(trouble, cap, "%s: %s", path, strerror(errno));
	else if ((st.st_mode & S_IWGRP) == 0)
		snprintf(trouble, cap, "%s may be asked by root only (there "
		    "was no group hsflowd for it)", path);
	else if ((group = getgrgid(st.st_gid)) != NULL)
		snprintf(trouble, cap, "%s may be asked by root and by group "
		    "%s only", path, group->gr_name);
	else
		snprintf(trouble, cap, "%s may be asked by root and by group "
		    "%u only", path, (unsigned int)st.st_gid);
}

static void
explain(const char *path, int error, char *trouble, size_t cap, bool *denied)
{
	*denied = error == EACCES || error == EPERM;
	if (error == ENOENT)
		snprintf(trouble, cap, "does not run: there is no %s", path);
	else if (error == ECONNREFUSED)
		snprintf(trouble, cap, "does not run: nobody listens at %s",
		    path);
	else if (error == ECONNRESET || error == EPIPE)
		snprintf(trouble, cap, "has just ended, at %s", path);
	else if (error == ETIMEDOUT)
		snprintf(trouble, cap, "does not answer within %d s at %s",
		    CTL_FETCH_LIMIT_S, path);
	else if (*denied)
		explain_denial(path, trouble, cap);
	else
		snprintf(trouble, cap, "%s: %s", path, strerror(error));
}

bool
ctl_fetch(const char *socket, const char *page, struct growbuf *reply,
    char trouble[CTL_FETCH_TROUBLE_MAX], bool *denied)
{
	int64_t end_ms = now_ms() +
	    INT64_C(1000) * CTL_FETCH_LIMIT_S;
	int fd = open_socket(socket, end_ms), error = errno;
	bool good = false;

	trouble[0] = '\0';
	*denied = false;
	if (fd != -1) {
		good = ask(fd, page, end_ms) && receive(fd, reply, end_ms);
		error = errno;
		close(fd);
	}
	if (!good)
		explain(socket, error, trouble, CTL_FETCH_TROUBLE_MAX,
		    denied);
	return good;
}
