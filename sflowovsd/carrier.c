/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's list of addresses in, an interface out; the pass calls it. */
#include "carrier.h"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool
is_ipv4(const struct ifaddrs *i)
{
	return i->ifa_addr != NULL && i->ifa_addr->sa_family == AF_INET;
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

static bool
is_at(const struct ifaddrs *i, const struct addr *a)
{
	const struct sockaddr_in *sin = (const void *)i->ifa_addr;

	return addr_len(a) == 0 || (a->family == AF_INET &&
	    memcmp(&sin->sin_addr, a->bytes, sizeof(sin->sin_addr)) == 0);
}

void
carrier_find(const struct addr *a, const char *preferred,
    char dev[IF_NAMESIZE])
{
	struct ifaddrs *list = NULL;

	dev[0] = '\0';
	if (getifaddrs(&list) == -1)
		return;
	for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next) {
		bool is_preferred = strcmp(i->ifa_name, preferred) == 0;

		if (!is_ipv4(i) || !is_first(list, i) || !is_at(i, a) ||
		    (addr_len(a) == 0 && !is_preferred))
			continue;
		if (is_preferred || dev[0] == '\0')
			snprintf(dev, IF_NAMESIZE, "%s", i->ifa_name);
	}
	freeifaddrs(list);
}
