/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is connected to a listening socket, and since when. libevent's HTTP
 * server accepts by itself and tells of no connection before there is a whole
 * request on it, nor of its end; so they are looked for among our descriptors.
 */
#ifndef CLIENTS_H
#define CLIENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

#define CLIENTS_SEEN_MAX	128	/* more are there, but not counted */

struct clients_one {
	int		fd;
	ino_t		ino;
	uint64_t	since_us;	/* when first seen */
};

struct clients {
	struct sockaddr_storage	local;		/* of all of them */
	socklen_t		local_len;
	size_t			n;
	struct clients_one	one[CLIENTS_SEEN_MAX];
};

/* Of that listening socket. False with errno. */
bool	clients_init(struct clients *, int listener);
/*
 * Looks again; n is then how many there are. A system call for each descriptor:
 * to be called when something has happened, not all the time.
 */
void	clients_look(struct clients *, uint64_t now_us);
/*
 * Ends connections that are older: whoever serves them sees the end of the
 * stream, whatever it waits for.
 */
void	clients_expire(const struct clients *, uint64_t now_us,
	    uint64_t limit_us);

#endif
