/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listening sockets, non-blocking, closed on exec: one with a name in the file
 * system that some may connect to, one with an address.
 */
#ifndef LISTEN_H
#define LISTEN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "addr.h"

/*
 * Few, as an old libevent may accept all of them at once (httpd.c). Who comes
 * when it is full waits, or is told EAGAIN.
 */
#define LISTEN_BACKLOG	8

/* The name that was made, to know it again. */
struct listen_name {
	dev_t	dev;
	ino_t	ino;
};

/*
 * -1 with errno. The name may be used by its owner and by group `gid`: where
 * that cannot be the socket's group, as an ordinary user is not in it, or is
 * (gid_t)-1, by its owner alone. A socket that nobody listens at is replaced;
 * EADDRINUSE when somebody does, EEXIST when it is something else.
 */
int	listen_unix(const char *path, gid_t gid, struct listen_name *);
/* Unless the name is another one by now. False with errno. */
bool	listen_remove(const char *path, const struct listen_name *);
/* -1 with errno. The address need not be there yet. */
int	listen_tcp(const struct addr *, uint16_t port);

#endif
