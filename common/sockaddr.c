/* SPDX-License-Identifier: Apache-2.0 */
/* An address and a port in, a socket address out; for whoever connects. */
#include "sockaddr.h"

#include <netinet/in.h>
#include <string.h>

socklen_t
sockaddr_make(struct sockaddr_storage *ss, const struct addr *a, uint16_t port,
    uint32_t scope)
{
	struct sockaddr_in *sin = (struct sockaddr_in *)ss;
	struct sockaddr_in6 *sin6 = (struct sockaddr_in6 *)ss;

	memset(ss, 0, sizeof(*ss));
	if (a->family == AF_INET) {
		sin->sin_family = AF_INET;
		sin->sin_port = htons(port);
		memcpy(&sin->sin_addr, a->bytes, 4);
		return sizeof(*sin);
	}
	sin6->sin6_family = AF_INET6;
	sin6->sin6_port = htons(port);
	memcpy(&sin6->sin6_addr, a->bytes, 16);
	sin6->sin6_scope_id = scope;
	return sizeof(*sin6);
}
