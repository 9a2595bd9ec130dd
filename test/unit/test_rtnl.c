/* SPDX-License-Identifier: Apache-2.0 */
/* Netlink messages, as the kernel sends them and as it never would. */
#include "unit.h"

#include <linux/if_link.h>
#include <net/if_arp.h>
#include <string.h>

#include "nl_build.h"
#include "rtnl.h"

static void
put_string(uint16_t type, const char *s)
{
	nl_attr(type, s, strlen(s) + 1);
}

static void
begin_link(uint16_t type, unsigned char family, int index, unsigned int flags)
{
	struct ifinfomsg info = { .ifi_family = family, .ifi_index = index,
	    .ifi_flags = flags, .ifi_type = ARPHRD_ETHER };

	nl_begin(type, 0);
	nl_put(&info, sizeof(info));
}

static void
begin_addr(uint16_t type, unsigned char family, unsigned int index)
{
	struct ifaddrmsg info = { .ifa_family = family, .ifa_prefixlen = 24,
	    .ifa_flags = IFA_F_PERMANENT, .ifa_scope = RT_SCOPE_LINK,
	    .ifa_index = index };

	nl_begin(type, 0);
	nl_put(&info, sizeof(info));
}

/* The first message of the buffer. */
static struct rtnl_msg
first(void)
{
	struct rtnl_msg m;
	struct reader r;

	reader_init(&r, nl_buf, nl_len);
	assert_true(rtnl_next(&r, &m));
	return m;
}

static void
put_vlan_info(void)
{
	static const uint8_t kind[] = "vlan";
	struct rtattr inner = { .rta_type = IFLA_INFO_KIND,
	    .rta_len = sizeof(inner) + sizeof(kind) };
	uint8_t nested[sizeof(inner) + sizeof(kind)];

	memcpy(nested, &inner, sizeof(inner));
	memcpy(nested + sizeof(inner), kind, sizeof(kind));
	nl_attr(IFLA_LINKINFO | NLA_F_NESTED, nested, sizeof(nested));
}

static void
link_is_read_with_all_its_fields(void **state)
{
	static const uint8_t mac[] = { 2, 0, 0, 0, 0, 9 };
	uint32_t master = 3;
	struct rtnl_msg m;

	(void)state;
	begin_link(RTM_NEWLINK, AF_UNSPEC, 12, IFF_UP | IFF_BROADCAST);
	put_string(IFLA_IFNAME, "eth0.5");
	nl_attr(IFLA_ADDRESS, mac, sizeof(mac));
	nl_attr(IFLA_MASTER, &master, sizeof(master));
	put_vlan_info();
	nl_end();
	m = first();
	assert_int_equal(m.event, RTNL_LINK_NEW);
	assert_int_equal(m.seq, 7);
	assert_false(m.interrupted);
	assert_int_equal(m.link.ifindex, 12);
	assert_string_equal(m.link.name, "eth0.5");
	assert_string_equal(m.link.kind, "vlan");
	assert_int_equal(m.link.flags, IFF_UP | IFF_BROADCAST);
	assert_int_equal(m.link.master, 3);
	assert_int_equal(m.link.type, ARPHRD_ETHER);
	assert_true(m.link.has_mac);
	assert_memory_equal(m.link.mac, mac, sizeof(mac));
}

static void
mac_of_another_size_or_all_zero_is_none(void **state)
{
	static const uint8_t none[6], ip[4] = { 10, 0, 0, 1 };

	(void)state;
	begin_link(RTM_NEWLINK, AF_UNSPEC, 1, IFF_UP | IFF_LOOPBACK);
	put_string(IFLA_IFNAME, "lo");
	nl_attr(IFLA_ADDRESS, none, sizeof(none));
	nl_end();
	assert_false(first().link.has_mac);
	nl_reset(NULL);
	begin_link(RTM_NEWLINK, AF_UNSPEC, 1, IFF_UP);
	put_string(IFLA_IFNAME, "gre0");
	nl_attr(IFLA_ADDRESS, ip, sizeof(ip));
	nl_end();
	assert_false(first().link.has_mac);
}

static void
bridge_port_leaving_deletes_no_link(void **state)
{
	(void)state;
	begin_link(RTM_DELLINK, AF_BRIDGE, 12, IFF_UP);
	put_string(IFLA_IFNAME, "vif1.0");
	nl_end();
	assert_int_equal(first().event, RTNL_OTHER);
}

static void
deleted_link_needs_no_name(void **state)
{
	(void)state;
	begin_link(RTM_DELLINK, AF_UNSPEC, 12, 0);
	nl_end();
	assert_int_equal(first().event, RTNL_LINK_GONE);
	assert_int_equal(first().link.ifindex, 12);
	nl_reset(NULL);
	begin_link(RTM_NEWLINK, AF_UNSPEC, 12, 0);
	nl_end();
	assert_int_equal(first().event, RTNL_OTHER);
}

static void
index_that_cannot_be_is_refused(void **state)
{
	(void)state;
	begin_link(RTM_DELLINK, AF_UNSPEC, 0, 0);
	nl_end();
	assert_int_equal(first().event, RTNL_OTHER);
	nl_reset(NULL);
	begin_link(RTM_DELLINK, AF_UNSPEC, -5, 0);
	nl_end();
	assert_int_equal(first().event, RTNL_OTHER);
}

static void
local_address_wins_over_that_of_the_peer(void **state)
{
	static const uint8_t local[] = { 10, 0, 0, 1 };
	static const uint8_t peer[] = { 10, 0, 0, 2 };
	uint32_t flags = IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE;
	struct rtnl_msg m;

	(void)state;
	begin_addr(RTM_NEWADDR, AF_INET, 4);
	nl_attr(IFA_ADDRESS, peer, sizeof(peer));
	nl_attr(IFA_LOCAL, local, sizeof(local));
	nl_attr(IFA_FLAGS, &flags, sizeof(flags));
	nl_end();
	m = first();
	assert_int_equal(m.event, RTNL_ADDR_NEW);
	assert_int_equal(m.addr.ifindex, 4);
	assert_int_equal(m.addr.addr.family, AF_INET);
	assert_memory_equal(m.addr.addr.bytes, local, sizeof(local));
	assert_int_equal(m.addr.flags, flags);
	assert_int_equal(m.addr.prefixlen, 24);
	assert_int_equal(m.addr.scope, RT_SCOPE_LINK);
}

static void
ipv6_address_is_read(void **state)
{
	static const uint8_t v6[16] = { 0xfd, [15] = 1 };

	(void)state;
	begin_addr(RTM_DELADDR, AF_INET6, 4);
	nl_attr(IFA_ADDRESS, v6, sizeof(v6));
	nl_end();
	assert_int_equal(first().event, RTNL_ADDR_GONE);
	assert_memory_equal(first().addr.addr.bytes, v6, sizeof(v6));
	assert_int_equal(first().addr.flags, IFA_F_PERMANENT);
}

static void
address_of_the_wrong_size_or_family_is_refused(void **state)
{
	static const uint8_t v6[16] = { 0xfd, [15] = 1 };

	(void)state;
	begin_addr(RTM_NEWADDR, AF_INET, 4);
	nl_attr(IFA_LOCAL, v6, sizeof(v6));
	nl_end();
	assert_int_equal(first().event, RTNL_OTHER);
	nl_reset(NULL);
	begin_addr(RTM_NEWADDR, AF_INET6, 4);
	nl_attr(IFA_ADDRESS, v6, 15);
	nl_end();
	assert_int_equal(first().event, RTNL_OTHER);
	nl_reset(NULL);
	begin_addr(RTM_NEWADDR, AF_PACKET, 4);
	nl_attr(IFA_ADDRESS, v6, 4);
	nl_end();
	assert_int_equal(first().event, RTNL_OTHER);
}

static void
end_of_a_dump_and_refusals_are_told(void **state)
{
	int32_t ok = 0, error = -13;
	struct rtnl_msg m;

	(void)state;
	nl_begin(NLMSG_DONE, NLM_F_MULTI | NLM_F_DUMP_INTR);
	nl_put(&ok, sizeof(ok));
	nl_end();
	m = first();
	assert_int_equal(m.event, RTNL_DONE);
	assert_true(m.interrupted);
	assert_int_equal(m.error, 0);
	nl_reset(NULL);
	nl_begin(NLMSG_ERROR, 0);
	nl_put(&error, sizeof(error));
	nl_end();
	assert_int_equal(first().event, RTNL_ERROR);
	assert_int_equal(first().error, 13);
	nl_reset(NULL);
	nl_begin(NLMSG_DONE, 0);
	nl_end();
	assert_int_equal(first().event, RTNL_DONE);
}

static void
messages_come_one_after_the_other(void **state)
{
	struct rtnl_msg m;
	struct reader r;

	(void)state;
	begin_link(RTM_NEWLINK, AF_UNSPEC, 1, 0);
	put_string(IFLA_IFNAME, "lo");	/* leaves padding behind */
	nl_end();
	nl_begin(RTM_NEWROUTE, 0);
	nl_end();
	begin_link(RTM_NEWLINK, AF_UNSPEC, 2, 0);
	put_string(IFLA_IFNAME, "eth0");
	nl_end();
	reader_init(&r, nl_buf, nl_len);
	assert_true(rtnl_next(&r, &m));
	assert_int_equal(m.link.ifindex, 1);
	assert_true(rtnl_next(&r, &m));
	assert_int_equal(m.event, RTNL_OTHER);
	assert_true(rtnl_next(&r, &m));
	assert_string_equal(m.link.name, "eth0");
	assert_false(rtnl_next(&r, &m));
	assert_false(r.overflow);
}

/* Each prefix of a message, in a buffer of just that size (for ASan). */
static void
check_cut(uint32_t n, bool own_up)
{
	uint8_t *copy = test_malloc(n + 1);
	struct rtnl_msg m;
	struct reader r;

	memcpy(copy + 1, nl_buf, n);
	if (own_up && n >= sizeof(n))
		memcpy(copy + 1, &n, sizeof(n));
	reader_init(&r, copy + 1, n);
	assert_int_equal(rtnl_next(&r, &m),
	    own_up && n >= sizeof(struct nlmsghdr));
	test_free(copy);
}

static void
cut_message_is_never_read_past_its_end(void **state)
{
	static const uint8_t mac[] = { 2, 0, 0, 0, 0, 9 };
	uint32_t whole;

	(void)state;
	begin_link(RTM_NEWLINK, AF_UNSPEC, 12, IFF_UP);
	put_string(IFLA_IFNAME, "eth0");
	nl_attr(IFLA_ADDRESS, mac, sizeof(mac));
	put_vlan_info();
	whole = (uint32_t)nl_len;
	nl_end();
	for (uint32_t n = 0; n < whole; n++) {
		check_cut(n, false);
		check_cut(n, true);
	}
}

static void
lengths_that_lie_end_the_row(void **state)
{
	static const uint16_t lies[] = { 0, 1, 3, 5, 200, 65535 };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(lies); i++) {
		struct rtattr head = { .rta_type = IFLA_IFNAME,
		    .rta_len = lies[i] };

		nl_reset(NULL);
		begin_link(RTM_NEWLINK, AF_UNSPEC, 12, 0);
		nl_put(&head, sizeof(head));
		nl_end();
		assert_int_equal(first().event, RTNL_OTHER);
	}
}

static void
message_shorter_than_its_header_is_refused(void **state)
{
	uint32_t lies[] = { 0, 15, 17, 0xffffffff };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(lies); i++) {
		struct rtnl_msg m;
		struct reader r;

		nl_reset(NULL);
		nl_begin(RTM_NEWLINK, 0);
		memcpy(nl_buf, &lies[i], sizeof(lies[i]));
		reader_init(&r, nl_buf, nl_len);
		assert_false(rtnl_next(&r, &m));
		assert_true(r.overflow);
	}
}

static void
names_without_end_are_cut(void **state)
{
	static const char name[] = "a-name-much-too-long-for-linux";

	(void)state;
	begin_link(RTM_NEWLINK, AF_UNSPEC, 12, 0);
	nl_attr(IFLA_IFNAME, name, sizeof(name) - 1);
	nl_end();
	assert_int_equal(strlen(first().link.name), IF_NAMESIZE - 1);
	nl_reset(NULL);
	begin_link(RTM_NEWLINK, AF_UNSPEC, 12, 0);
	nl_attr(IFLA_IFNAME, "eth0", 4);
	nl_end();
	assert_string_equal(first().link.name, "eth0");
}

static void
carrier_makes_no_difference(void **state)
{
	struct rtnl_link a = { .ifindex = 1, .name = "eth0",
	    .flags = IFF_UP | IFF_RUNNING | 0x10000 /* lower up */ };
	struct rtnl_link b = a;

	(void)state;
	b.flags = IFF_UP | IFF_PROMISC;
	assert_true(rtnl_link_equal(&a, &b));
	b.flags = 0;
	assert_false(rtnl_link_equal(&a, &b));
	b = a;
	b.master = 4;
	assert_false(rtnl_link_equal(&a, &b));
	b = a;
	strcpy(b.name, "eth1");
	assert_false(rtnl_link_equal(&a, &b));
	b = a;
	b.has_mac = true;
	assert_false(rtnl_link_equal(&a, &b));
	b = a;
	strcpy(b.kind, "vlan");
	assert_false(rtnl_link_equal(&a, &b));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup(f, nl_reset)
		TEST(link_is_read_with_all_its_fields),
		TEST(mac_of_another_size_or_all_zero_is_none),
		TEST(bridge_port_leaving_deletes_no_link),
		TEST(deleted_link_needs_no_name),
		TEST(index_that_cannot_be_is_refused),
		TEST(local_address_wins_over_that_of_the_peer),
		TEST(ipv6_address_is_read),
		TEST(address_of_the_wrong_size_or_family_is_refused),
		TEST(end_of_a_dump_and_refusals_are_told),
		TEST(messages_come_one_after_the_other),
		TEST(cut_message_is_never_read_past_its_end),
		TEST(lengths_that_lie_end_the_row),
		TEST(message_shorter_than_its_header_is_refused),
		TEST(names_without_end_are_cut),
		TEST(carrier_makes_no_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
