/* SPDX-License-Identifier: Apache-2.0 */
/* An address in, yes or no out; called by lookup.c to choose among several. */
#include "route.h"

#include <unistd.h>

#include "sockaddr.h"

#define ANY_PORT	6343

bool
route_exists(const struct addr *a)
{
	struct sockaddr_storage ss;
	socklen_t len = sockaddr_make(&ss, a, ANY_PORT, 0);
	int fd = socket(a->family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool found;

	if (fd == -1)
		return false;
	/* A datagram socket's connect is a look at the routes. */
	found = connect(fd, (const struct sockaddr *)&ss, len) == 0;
	close(fd);
	return found;
}
