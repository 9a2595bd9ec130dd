/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors in, a list of connections out; httpd.c calls. */
#include "clients.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/*
 * A new descriptor has the lowest free number, so that there are no large gaps:
 * what is behind one is not looked at.
 */
#define DESCRIPTORS	1024
#define GAP		64	/* numbers in a row that nothing has */

bool
clients_init(struct clients *c, int listener)
{
	memset(c, 0, sizeof(*c));
	c->local_len = sizeof(c->local);
	return getsockname(listener, (struct sockaddr *)&c->local,
	    &c->local_len) == 0;
}

/* Of TCP at a wildcard the address differs, but the port does not. */
static bool
same_local(const struct clients *c, const struct sockaddr_storage *ss,
    socklen_t len)
{
	if (ss->ss_family != c->local.ss_family || len != c->local_len)
		return false;
	if (ss->ss_family == AF_UNIX)
		return memcmp(ss, &c->local, len) == 0;
	/* The port stands behind the family in both kinds of address. */
	return memcmp((const char *)ss + sizeof(sa_family_t),
	    (const char *)&c->local + sizeof(sa_family_t),
	    sizeof(uint16_t)) == 0;
}

/* Another copy of the listening socket has the same address. */
static bool
is_client(const struct clients *c, int fd, ino_t *ino)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss), one = sizeof(int);
	struct stat st;
	int listens;

	memset(&ss, 0, sizeof(ss));
	errno = 0;
	if (getsockname(fd, (struct sockaddr *)&ss, &len) == -1 ||
	    !same_local(c, &ss, len) || getsockopt(fd, SOL_SOCKET,
	    SO_ACCEPTCONN, &listens, &one) == -1 || listens != 0 ||
	    fstat(fd, &st) == -1)
		return false;
	*ino = st.st_ino;
	return true;
}

static uint64_t
since(const struct clients_one *old, size_t n, int fd, ino_t ino,
    uint64_t now_us)
{
	for (size_t i = 0; i < n; i++)
		if (old[i].fd == fd && old[i].ino == ino)
			return old[i].since_us;
	return now_us;
}

void
clients_look(struct clients *c, uint64_t now_us)
{
	struct clients_one old[CLIENTS_SEEN_MAX];
	size_t n_old = c->n;
	ino_t ino;

	memcpy(old, c->one, n_old * sizeof(old[0]));
	c->n = 0;
	for (int fd = 0, last = 0; fd < DESCRIPTORS && fd - last <= GAP &&
	    c->n < CLIENTS_SEEN_MAX; fd++) {
		if (is_client(c, fd, &ino)) {
			struct clients_one *one = &c->one[c->n++];

			one->fd = fd;
			one->ino = ino;
			one->since_us = since(old, n_old, fd, ino, now_us);
			last = fd;
		} else if (errno != EBADF)
			last = fd;
	}
}

void
clients_expire(const struct clients *c, uint64_t now_us, uint64_t limit_us)
{
	for (size_t i = 0; i < c->n; i++)
		if (now_us - c->one[i].since_us >= limit_us)
			shutdown(c->one[i].fd, SHUT_RDWR);
}
