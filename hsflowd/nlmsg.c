/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of netlink in, messages out; used by rtnl.c and rtstats.c. Pure. */
#include "nlmsg.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>

bool
nlmsg_struct(struct reader *r, void *to, size_t size)
{
	const uint8_t *p = reader_bytes(r, size);

	if (p == NULL)
		return false;
	memcpy(to, p, size);
	return true;
}

/* Netlink pads to four bytes; the last of a row may come without. */
static void
skip_padding(struct reader *r, size_t len)
{
	size_t padding = (4 - len % 4) % 4;

	reader_bytes(r, padding < reader_left(r) ? padding : reader_left(r));
}

bool
nlmsg_attr_next(struct reader *r, struct nlmsg_attr *a)
{
	struct rtattr head;

	if (reader_left(r) < sizeof(head) ||
	    !nlmsg_struct(r, &head, sizeof(head)) ||
	    head.rta_len < sizeof(head) ||
	    head.rta_len - sizeof(head) > reader_left(r))
		return false;
	a->type = head.rta_type & (uint16_t)NLA_TYPE_MASK;
	a->value = reader_sub(r, head.rta_len - sizeof(head));
	skip_padding(r, head.rta_len);
	return true;
}

uint32_t
nlmsg_attr_u32(struct reader value)
{
	uint32_t n = 0;

	nlmsg_struct(&value, &n, sizeof(n));
	return n;
}

/* Both nlmsgerr and the body of NLMSG_DONE begin with a negative errno. */
int
nlmsg_error(struct reader *r)
{
	int32_t error = 0;

	if (reader_left(r) >= sizeof(error))
		nlmsg_struct(r, &error, sizeof(error));
	return error < 0 && error > INT32_MIN ? -error : 0;
}

bool
nlmsg_next(struct reader *r, struct nlmsg *m)
{
	struct nlmsghdr head;

	if (reader_left(r) == 0)
		return false;
	if (!nlmsg_struct(r, &head, sizeof(head)))
		return false;
	if (head.nlmsg_len < sizeof(head) ||
	    head.nlmsg_len - sizeof(head) > reader_left(r)) {
		r->overflow = true;
		return false;
	}
	m->type = head.nlmsg_type;
	m->seq = head.nlmsg_seq;
	m->interrupted = (head.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
	m->body = reader_sub(r, head.nlmsg_len - sizeof(head));
	skip_padding(r, head.nlmsg_len);
	return true;
}
