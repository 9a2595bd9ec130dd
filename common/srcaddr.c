/* SPDX-License-Identifier: Apache-2.0 */
/* An address in, another one out; for whoever asks if there is a way to it. */
#include "srcaddr.h"

#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "sockaddr.h"

#define ANY_PORT	6343

static void
take(const struct sockaddr_storage *ss, struct addr *a)
{
	const struct sockaddr_in *in = (const void *)ss;
	const struct sockaddr_in6 *in6 = (const void *)ss;

	a->family = ss->ss_family;
	if (a->family == AF_INET)
		memcpy(a->bytes, &in->sin_addr, sizeof(in->sin_addr));
	else
		memcpy(a->bytes, &in6->sin6_addr, sizeof(in6->sin6_addr));
}

bool
srcaddr_of(int fd, struct addr *source)
{
	struct sockaddr_storage ss = { .ss_family = AF_UNSPEC };
	socklen_t len = sizeof(ss);

	memset(source, 0, sizeof(*source));
	if (getsockname(fd, (struct sockaddr *)&ss, &len) == -1)
		return false;
	take(&ss, source);
	return true;
}

void
srcaddr_find(const struct addr *to, struct addr *source)
{
	struct sockaddr_storage ss;
	socklen_t len = sockaddr_make(&ss, to, ANY_PORT, 0);
	int fd = socket(to->family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	memset(source, 0, sizeof(*source));
	if (fd == -1)
		return;
	/* A datagram socket's connect is a look at the routes. */
	if (connect(fd, (const struct sockaddr *)&ss, len) == 0)
		srcaddr_of(fd, source);
	close(fd);
}
