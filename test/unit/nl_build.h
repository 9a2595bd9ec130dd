/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages of netlink for tests, made on the spot, in host order as the kernel
 * has them:
 *
 *	nl_begin(RTM_NEWLINK, 0);
 *	nl_put(&info, sizeof(info));
 *	nl_attr(IFLA_IFNAME, "eth0", 5);
 *	nl_end();
 */
#ifndef NL_BUILD_H
#define NL_BUILD_H

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>

#define NL_SEQ	7	/* of every message */

static _Alignas(4) uint8_t nl_buf[4096];
static size_t nl_len;
static size_t nl_at;	/* where the message under construction begins */

/* For setup: nothing has been built. */
static inline int
nl_reset(void **state)
{
	(void)state;
	nl_len = 0;
	return 0;
}

static inline void
nl_put(const void *bytes, size_t n)
{
	assert_true(nl_len + n <= sizeof(nl_buf));
	if (n > 0)
		memcpy(nl_buf + nl_len, bytes, n);
	nl_len += n;
}

static inline void
nl_pad(void)
{
	while (nl_len % 4 != 0)
		nl_buf[nl_len++] = 0;
}

static inline void
nl_begin(uint16_t type, uint16_t flags)
{
	struct nlmsghdr head = { .nlmsg_type = type, .nlmsg_flags = flags,
	    .nlmsg_seq = NL_SEQ };

	nl_at = nl_len;
	nl_put(&head, sizeof(head));
}

static inline void
nl_end(void)
{
	uint32_t n = (uint32_t)(nl_len - nl_at);

	memcpy(nl_buf + nl_at, &n, sizeof(n));
	nl_pad();
}

static inline void
nl_attr(uint16_t type, const void *bytes, size_t n)
{
	struct rtattr head = { .rta_type = type,
	    .rta_len = (uint16_t)(sizeof(head) + n) };

	nl_pad();
	nl_put(&head, sizeof(head));
	nl_put(bytes, n);
}

#endif
