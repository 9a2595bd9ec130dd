/* SPDX-License-Identifier: Apache-2.0 */
/* A DNS answer in, addresses out; used for the names of collectors. Pure. */
#include "dns_addr.h"

#include <string.h>
#include <sys/socket.h>

static bool
read_addr(struct dns_record *rr, int type, struct addr *a)
{
	const uint8_t *p = reader_bytes(&rr->rdata, rr->len);

	memset(a, 0, sizeof(*a));
	a->family = type == ns_t_aaaa ? AF_INET6 : AF_INET;
	if (p == NULL || rr->len != addr_len(a))
		return false;
	memcpy(a->bytes, p, rr->len);
	return addr_scope(a) != ADDR_UNUSABLE;
}

/* Sorted, once; beyond the limit the highest goes. */
static void
add(struct dns_addrs *to, const struct addr *a)
{
	unsigned int at = to->n;

	while (at > 0 && addr_compare(a, &to->list[at - 1]) < 0)
		at--;
	if (at == DNS_ADDRS_MAX ||
	    (at > 0 && addr_equal(a, &to->list[at - 1])))
		return;
	if (to->n < DNS_ADDRS_MAX)
		to->n++;
	memmove(&to->list[at + 1], &to->list[at],
	    (to->n - at - 1) * sizeof(*a));
	to->list[at] = *a;
}

enum dns_result
dns_addr_parse(const uint8_t *msg, size_t len, const char *name, int type,
    struct dns_addrs *to)
{
	enum dns_result result;
	struct dns_message m;
	struct dns_record rr;
	struct addr a;

	memset(to, 0, sizeof(*to));
	result = dns_message_open(&m, msg, len, name, type);
	while (dns_message_next(&m, &rr))
		if (read_addr(&rr, type, &a))
			add(to, &a);
	to->ttl = m.ttl;
	to->reason = m.reason;
	if (result != DNS_OK || to->n > 0)
		return result;
	to->reason = "the answer has no address of a host";
	return DNS_FAILED;
}
