/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as an answer for addresses: what is taken is sorted, of one family
 * and of hosts, and a failure says why.
 */
#include <assert.h>
#include <string.h>
#include <sys/socket.h>

#include "dns_addr.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check(const uint8_t *data, size_t size, int type)
{
	struct dns_addrs a, again;
	enum dns_result result;

	result = dns_addr_parse(data, size, NULL, type, &a);
	assert(a.n <= DNS_ADDRS_MAX);
	assert((result == DNS_OK) == (a.n > 0));
	assert((result == DNS_FAILED) == (a.reason != NULL));
	assert(result != DNS_OK || a.ttl <= INT32_MAX);
	for (unsigned int i = 0; i < a.n; i++) {
		assert(a.list[i].family ==
		    (type == ns_t_a ? AF_INET : AF_INET6));
		assert(addr_scope(&a.list[i]) != ADDR_UNUSABLE);
		assert(i == 0 ||
		    addr_compare(&a.list[i - 1], &a.list[i]) < 0);
	}
	assert(dns_addr_parse(data, size, NULL, type, &again) == result);
	assert(memcmp(&a, &again, sizeof(a)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check(data, size, ns_t_a);
	check(data, size, ns_t_aaaa);
	return 0;
}
