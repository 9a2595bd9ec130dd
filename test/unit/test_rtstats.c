/* SPDX-License-Identifier: Apache-2.0 */
/* rtstats.c: interfaces' counters, as a dump of the kernel has them. */
#include "unit.h"

#include <linux/if_link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "nl_build.h"
#include "rtstats.h"

/*
 * Of <linux/rtnetlink.h> and <linux/if_link.h>, by their numbers: headers may
 * be older than what is meant.
 */
#define NEWSTATS	92
#define GETSTATS	94
#define LINK_64		1	/* IFLA_STATS_LINK_64 */
#define LINK_XSTATS	2

struct stats_head {		/* if_stats_msg */
	uint8_t		family, pad1;
	uint16_t	pad2;
	uint32_t	ifindex, filter_mask;
};

static void
begin_stats(uint32_t ifindex)
{
	const struct stats_head head = { .ifindex = ifindex,
	    .filter_mask = 1 };

	nl_begin(NEWSTATS, NLM_F_MULTI);
	nl_put(&head, sizeof(head));
}

static void
begin_link(unsigned char family, int ifindex)
{
	const struct ifinfomsg info = { .ifi_family = family,
	    .ifi_index = ifindex };

	nl_begin(RTM_NEWLINK, NLM_F_MULTI);
	nl_put(&info, sizeof(info));
}

/* Every counter differs; by the kernel's own names. */
static const struct rtnl_link_stats64 stats = {
	.rx_packets = 1, .tx_packets = 2, .rx_bytes = UINT64_C(3) << 40,
	.tx_bytes = UINT64_C(4) << 40, .rx_errors = 5, .tx_errors = 6,
	.rx_dropped = 7, .tx_dropped = 8, .multicast = 9, .collisions = 10
};

static struct rtstats_msg
first(void)
{
	struct rtstats_msg m;
	struct reader r;

	reader_init(&r, nl_buf, nl_len);
	assert_true(rtstats_next(&r, &m));
	assert_int_equal(m.seq, NL_SEQ);
	return m;
}

static void
assert_counters(const struct rtstats_msg *m, uint32_t ifindex)
{
	assert_int_equal(m->event, RTSTATS_LINK);
	assert_int_equal(m->ifindex, ifindex);
	assert_int_equal(m->counters[RTSTATS_RX_PACKETS], stats.rx_packets);
	assert_int_equal(m->counters[RTSTATS_TX_PACKETS], stats.tx_packets);
	assert_int_equal(m->counters[RTSTATS_RX_BYTES], stats.rx_bytes);
	assert_int_equal(m->counters[RTSTATS_TX_BYTES], stats.tx_bytes);
	assert_int_equal(m->counters[RTSTATS_RX_ERRORS], stats.rx_errors);
	assert_int_equal(m->counters[RTSTATS_TX_ERRORS], stats.tx_errors);
	assert_int_equal(m->counters[RTSTATS_RX_DROPPED], stats.rx_dropped);
	assert_int_equal(m->counters[RTSTATS_TX_DROPPED], stats.tx_dropped);
}

static void
both_kinds_of_dump_give_the_same_counters(void **state)
{
	struct rtstats_msg m;

	(void)state;
	begin_stats(12);
	nl_attr(LINK_64, &stats, sizeof(stats));
	nl_end();
	m = first();
	assert_counters(&m, 12);
	nl_reset(NULL);
	begin_link(AF_UNSPEC, 13);
	nl_attr(IFLA_IFNAME, "vif1.0", 7);
	nl_attr(IFLA_STATS64, &stats, sizeof(stats));
	nl_end();
	m = first();
	assert_counters(&m, 13);
}

static void
other_attributes_are_passed_over(void **state)
{
	struct rtstats_msg m;

	(void)state;
	begin_stats(12);
	nl_attr(LINK_XSTATS | NLA_F_NESTED, "abcdefgh", 8);
	nl_attr(LINK_64, "short", 5);
	nl_attr(LINK_64, &stats, sizeof(stats));
	nl_end();
	m = first();
	assert_counters(&m, 12);
	/* What stands under the number of one is another in the other. */
	nl_reset(NULL);
	begin_link(AF_UNSPEC, 12);
	nl_attr(LINK_64, &stats, sizeof(stats));
	nl_end();
	assert_int_equal(first().event, RTSTATS_OTHER);
	nl_reset(NULL);
	begin_stats(12);
	nl_attr(IFLA_STATS64, &stats, sizeof(stats));
	nl_end();
	assert_int_equal(first().event, RTSTATS_OTHER);
}

static void
counters_may_be_followed_by_more_but_not_cut(void **state)
{
	uint64_t counters[RTSTATS_COUNTERS + 40] = { 0 };
	struct rtstats_msg m;

	(void)state;
	memcpy(counters, &stats, sizeof(stats));
	for (size_t n = 0; n <= UNIT_COUNT(counters); n++) {
		nl_reset(NULL);
		begin_stats(12);
		nl_attr(LINK_64, counters, n * sizeof(counters[0]));
		nl_end();
		m = first();
		if (n < RTSTATS_COUNTERS)
			assert_int_equal(m.event, RTSTATS_OTHER);
		else
			assert_counters(&m, 12);
	}
}

static void
an_index_that_cannot_be_is_refused(void **state)
{
	static const uint32_t bad[] = { 0, 0x80000000, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(bad); i++) {
		nl_reset(NULL);
		begin_stats(bad[i]);
		nl_attr(LINK_64, &stats, sizeof(stats));
		nl_end();
		assert_int_equal(first().event, RTSTATS_OTHER);
		nl_reset(NULL);
		begin_link(AF_UNSPEC, (int)bad[i]);
		nl_attr(IFLA_STATS64, &stats, sizeof(stats));
		nl_end();
		assert_int_equal(first().event, RTSTATS_OTHER);
	}
}

static void
a_bridge_port_is_no_interface_of_its_own(void **state)
{
	(void)state;
	begin_link(AF_BRIDGE, 12);
	nl_attr(IFLA_STATS64, &stats, sizeof(stats));
	nl_end();
	assert_int_equal(first().event, RTSTATS_OTHER);
}

static void
end_of_a_dump_and_refusals_are_told(void **state)
{
	int32_t ok = 0, error = -95;
	struct rtstats_msg m;

	(void)state;
	nl_begin(NLMSG_DONE, NLM_F_MULTI | NLM_F_DUMP_INTR);
	nl_put(&ok, sizeof(ok));
	nl_end();
	m = first();
	assert_int_equal(m.event, RTSTATS_DONE);
	assert_true(m.interrupted);
	nl_reset(NULL);
	nl_begin(NLMSG_DONE, NLM_F_MULTI);
	nl_put(&error, sizeof(error));
	nl_end();
	m = first();
	assert_int_equal(m.event, RTSTATS_ERROR);
	assert_int_equal(m.error, 95);
	assert_false(m.interrupted);
	nl_reset(NULL);
	nl_begin(NLMSG_ERROR, 0);
	nl_put(&error, sizeof(error));
	nl_end();
	m = first();
	assert_int_equal(m.event, RTSTATS_ERROR);
	assert_int_equal(m.error, 95);
	nl_reset(NULL);
	nl_begin(RTM_NEWADDR, 0);
	nl_put(&ok, sizeof(ok));
	nl_end();
	assert_int_equal(first().event, RTSTATS_OTHER);
}

/* Each prefix, in a buffer of just that size (for ASan). */
static void
a_cut_dump_is_never_read_past_its_end(void **state)
{
	(void)state;
	begin_stats(12);
	nl_attr(LINK_64, &stats, sizeof(stats));
	nl_end();
	begin_link(AF_UNSPEC, 13);
	nl_attr(IFLA_STATS64, &stats, sizeof(stats));
	nl_end();
	for (size_t len = 0; len <= nl_len; len++) {
		uint8_t *exact = test_malloc(len + 1);
		struct rtstats_msg m;
		struct reader r;
		size_t n = 0;

		memcpy(exact + 1, nl_buf, len);
		reader_init(&r, exact + 1, len);
		while (rtstats_next(&r, &m))
			assert_counters(&m, (uint32_t)(12 + n++));
		assert_int_equal(n, len >= nl_at ? 1 + (len == nl_len) : 0);
		assert_int_equal(r.overflow,
		    len != 0 && len != nl_at && len != nl_len);
		test_free(exact);
	}
}

static void
a_request_is_what_the_kernel_knows(void **state)
{
	uint8_t bytes[RTSTATS_REQUEST_MAX];
	struct nlmsghdr head;
	struct stats_head body;

	(void)state;
	memset(bytes, 0xee, sizeof(bytes));
	assert_int_equal(rtstats_request(bytes, false, 99),
	    sizeof(head) + sizeof(body));
	memcpy(&head, bytes, sizeof(head));
	memcpy(&body, bytes + sizeof(head), sizeof(body));
	assert_int_equal(head.nlmsg_len, sizeof(head) + sizeof(body));
	assert_int_equal(head.nlmsg_type, GETSTATS);
	assert_int_equal(head.nlmsg_flags, NLM_F_REQUEST | NLM_F_DUMP);
	assert_int_equal(head.nlmsg_seq, 99);
	assert_int_equal(body.family, 0);
	assert_int_equal(body.ifindex, 0);
	assert_int_equal(body.filter_mask, 1);
	assert_int_equal(rtstats_request(bytes, true, 100),
	    sizeof(head) + sizeof(struct ifinfomsg));
	memcpy(&head, bytes, sizeof(head));
	assert_int_equal(head.nlmsg_type, RTM_GETLINK);
	assert_int_equal(head.nlmsg_seq, 100);
	for (size_t i = sizeof(head); i < head.nlmsg_len; i++)
		assert_int_equal(bytes[i], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup(f, nl_reset)
		TEST(both_kinds_of_dump_give_the_same_counters),
		TEST(other_attributes_are_passed_over),
		TEST(counters_may_be_followed_by_more_but_not_cut),
		TEST(an_index_that_cannot_be_is_refused),
		TEST(a_bridge_port_is_no_interface_of_its_own),
		TEST(end_of_a_dump_and_refusals_are_told),
		TEST(a_cut_dump_is_never_read_past_its_end),
		TEST(a_request_is_what_the_kernel_knows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
