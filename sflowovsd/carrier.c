/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's list of addresses in, an interface out; the pass calls it. */
#include "carrier.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

#include "text.h"

/* An alias ("eth0:1") is an address with a name, not an interface. */
static bool
is_ipv4(const struct ifaddrs *i)
{
	return i->ifa_addr != NULL && i->ifa_addr->sa_family == AF_INET &&
	    strchr(i->ifa_name, ':') == NULL;
}

/* The kernel lists an interface's primary address before its others. */
static bool
is_first(const struct ifaddrs *list, const struct ifaddrs *i)
{
	for (; list != i; list = list->ifa_next)
		if (is_ipv4(list) && strcmp(list->ifa_name, i->ifa_name) == 0)
			return false;
	return true;
}

static void
take(const struct ifaddrs *i, struct carrier *c)
{
	const struct sockaddr_in *sin = (const void *)i->ifa_addr;

	text_copy(text_of(i->ifa_name), c->dev, sizeof(c->dev));
	c->addr.family = AF_INET;
	memcpy(c->addr.bytes, &sin->sin_addr, sizeof(sin->sin_addr));
}

static bool
is_at(const struct ifaddrs *i, const struct addr *a)
{
	const struct sockaddr_in *sin = (const void *)i->ifa_addr;

	return addr_len(a) == 0 || (a->family == AF_INET &&
	    memcmp(&sin->sin_addr, a->bytes, sizeof(sin->sin_addr)) == 0);
}

void
carrier_find(const struct addr *a, const char *preferred,
    struct carrier *c)
{
	struct ifaddrs *list = NULL;

	memset(c, 0, sizeof(*c));
	if (getifaddrs(&list) == -1)
		return;
	for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next) {
		bool is_preferred = strcmp(i->ifa_name, preferred) == 0;

		if (!is_ipv4(i) || !is_first(list, i) || !is_at(i, a) ||
		    (addr_len(a) == 0 && !is_preferred))
			continue;
		if (is_preferred || c->dev[0] == '\0')
			take(i, c);
	}
	freeifaddrs(list);
}
