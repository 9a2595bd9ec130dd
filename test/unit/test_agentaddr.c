/* SPDX-License-Identifier: Apache-2.0 */
/* The agent address: which one, why, and the same in any order. */
#include "unit.h"

#include <linux/if_addr.h>
#include <stdio.h>
#include <string.h>

#include "agentaddr.h"
#include "conf.h"
#include "rtnl.h"

#define UP	AGENTADDR_UP
#define N_MAX	16

static struct conf conf;

static void
set_conf(const char *settings)
{
	struct conf_errors errs;
	char text[512];

	snprintf(text, sizeof(text), "sflow { %s }", settings);
	assert_true(conf_parse(text, strlen(text), &conf, &errs));
}

static struct agentaddr_candidate
candidate(const char *addr, uint32_t ifindex, unsigned int flags)
{
	struct agentaddr_candidate c;

	memset(&c, 0, sizeof(c));
	assert_true(addr_parse(addr, &c.addr));
	c.ifindex = ifindex;
	c.flags = flags;
	snprintf(c.ifname, sizeof(c.ifname), "eth%u", ifindex);
	return c;
}

static void
assert_chosen(const struct agentaddr_choice *c, const char *addr,
    const char *dev)
{
	char buf[ADDR_STRLEN];

	assert_string_equal(addr_format(&c->addr, buf), addr);
	assert_string_equal(c->dev, dev);
}

static void
assert_says(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("'%s' expected in '%s'", part, text);
}

/* Each line: what wins over what, under which settings, and why. */
static const struct {
	const char	*settings;
	const char	*winner;
	uint32_t	 winner_index;
	unsigned int	 winner_flags;
	const char	*loser;
	uint32_t	 loser_index;
	unsigned int	 loser_flags;
	const char	*why;
} duels[] = {
	/* kinds, each against the next */
	{ "", "192.0.2.1", 9, UP, "10.0.0.1", 2, UP, "better kind" },
	{ "", "10.0.0.1", 9, UP, "2001:db8::1", 2, UP, "better kind" },
	{ "", "172.16.0.1", 9, UP, "fd00::1", 2, UP, "better kind" },
	{ "", "100.64.0.1", 9, UP, "2001:db8::1", 2, UP, "better kind" },
	{ "", "2001:db8::1", 9, UP, "fd00::1", 2, UP, "better kind" },
	{ "", "fd00::1", 9, UP, "169.254.0.1", 2, UP, "better kind" },
	{ "", "169.254.0.1", 9, UP, "fe80::1", 2, UP, "better kind" },
	{ "", "fe80::1", 9, UP, "127.0.0.1", 1, UP, "better kind" },
	{ "", "127.0.0.1", 1, UP, "::1", 1, UP, "better kind" },
	/* settings */
	{ "agent = eth9", "fe80::1", 9, UP, "192.0.2.1", 2, UP,
	    "on the agent device" },
	{ "agent = eth9 agent.cidr = 10.0.0.0/8", "192.168.0.1", 9, UP,
	    "10.0.0.1", 2, UP, "on the agent device" },
	{ "agent.cidr = 10.0.0.0/8", "10.0.0.1", 9, UP, "192.0.2.1", 2, UP,
	    "agent.cidr prefers it" },
	{ "agent.cidr = fd00::/8 agent.cidr = 192.0.2.0/24", "fd00::1", 9, UP,
	    "192.0.2.1", 2, UP, "agent.cidr prefers it" },
	{ "agent.cidr = 10.0.0.0/8 agent.cidr = 10.1.0.0/16", "10.0.0.1", 2,
	    UP, "10.1.0.1", 9, UP, "lower ifindex" },
	/* ties within a kind */
	{ "", "10.0.0.2", 9, UP, "10.0.0.1", 2, UP | AGENTADDR_DEPRECATED,
	    "not deprecated" },
	{ "", "fd00::2", 9, UP, "fd00::1", 2, UP | AGENTADDR_TEMPORARY,
	    "not temporary" },
	{ "", "10.0.0.2", 9, UP, "10.0.0.1", 2, UP | AGENTADDR_VLAN,
	    "not on a VLAN" },
	{ "", "10.0.0.2", 9, UP, "10.0.0.1", 2, UP | AGENTADDR_SECONDARY,
	    "not secondary" },
	{ "", "10.0.0.2", 9, UP, "10.0.0.1", 2, UP | AGENTADDR_HOST,
	    "not a lone host" },
	{ "", "fd00::2", 9, UP, "fd00::1", 2, UP | AGENTADDR_SLAAC,
	    "not made by SLAAC" },
	{ "", "10.0.0.2", 2, UP, "10.0.0.1", 9, UP, "lower ifindex" },
	{ "", "10.0.0.1", 2, UP, "10.0.0.2", 2, UP, "lower address" },
	/* a better kind, whatever speaks against it */
	{ "", "192.0.2.1", 9, UP | AGENTADDR_DEPRECATED | AGENTADDR_VLAN,
	    "10.0.0.1", 2, UP, "better kind" },
};

static void
better_one_wins_in_either_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(duels); i++) {
		struct agentaddr_candidate c[3];
		struct agentaddr_choice choice, other;
		char dev[IF_NAMESIZE];

		set_conf(duels[i].settings);
		c[0] = candidate(duels[i].winner, duels[i].winner_index,
		    duels[i].winner_flags);
		c[1] = candidate(duels[i].loser, duels[i].loser_index,
		    duels[i].loser_flags);
		c[2] = c[0];
		snprintf(dev, sizeof(dev), "eth%u", duels[i].winner_index);
		agentaddr_choose(&conf, &c[0], 2, &choice);
		assert_chosen(&choice, duels[i].winner, dev);
		assert_says(choice.reason, duels[i].why);
		agentaddr_choose(&conf, &c[1], 2, &other);
		assert_memory_equal(&choice, &other, sizeof(choice));
	}
}

static const struct {
	const char	*settings;
	const char	*addr;
	unsigned int	 flags;
	const char	*why;
} unusable[] = {
	{ "", "10.0.0.1", 0, "the interface is down" },
	{ "", "fd00::1", UP | AGENTADDR_TENTATIVE, "not known to be unique" },
	{ "", "fd00::1", UP | AGENTADDR_DUPLICATE | AGENTADDR_TENTATIVE,
	    "another host has it" },
	{ "", "224.0.0.1", UP, "no address of a host" },
	{ "", "0.0.0.0", UP, "no address of a host" },
	{ "agent.cidr = !10.0.0.0/8", "10.0.0.1", UP, "agent.cidr avoids" },
	{ "agent.cidr = 10.0.0.0/8 agent.cidr = !10.1.0.0/16", "10.1.0.1", UP,
	    "agent.cidr avoids" },
	{ "agent.cidr = !10.1.0.0/16 agent.cidr = 10.0.0.0/8", "10.1.0.1", UP,
	    "agent.cidr avoids" },
	{ "agent.cidr = !0.0.0.0/0", "10.1.0.1", UP, "agent.cidr avoids" },
};

static void
unusable_address_is_never_chosen(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(unusable); i++) {
		char text[AGENTADDR_TEXT_MAX];
		struct agentaddr_choice choice;
		struct agentaddr_candidate c;

		set_conf(unusable[i].settings);
		c = candidate(unusable[i].addr, 2, unusable[i].flags);
		agentaddr_choose(&conf, &c, 1, &choice);
		assert_int_equal(choice.addr.family, 0);
		assert_string_equal(choice.dev, "");
		assert_says(choice.reason, "none of 1 addresses can be used");
		agentaddr_explain(&conf, &c, text);
		assert_says(text, "eth2: not used, ");
		assert_says(text, unusable[i].why);
	}
}

static void
longer_prefix_takes_back_what_a_shorter_one_avoids(void **state)
{
	struct agentaddr_candidate c = candidate("10.1.0.1", 2, UP);
	struct agentaddr_choice choice;

	(void)state;
	set_conf("agent.cidr = !10.0.0.0/8 agent.cidr = 10.1.0.0/16");
	agentaddr_choose(&conf, &c, 1, &choice);
	assert_chosen(&choice, "10.1.0.1", "eth2");
	set_conf("agent.cidr = !0.0.0.0/0 agent.cidr = 10.1.0.0/16");
	agentaddr_choose(&conf, &c, 1, &choice);
	assert_chosen(&choice, "10.1.0.1", "eth2");
}

static void
agent_ip_has_the_last_word(void **state)
{
	struct agentaddr_candidate c[3];
	struct agentaddr_choice choice;

	(void)state;
	c[0] = candidate("192.0.2.1", 2, UP);
	c[1] = candidate("10.0.0.1", 9, 0);
	c[2] = candidate("10.0.0.1", 3, AGENTADDR_TENTATIVE);
	set_conf("agentIP = 10.0.0.1 agent = eth2 agent.cidr = !10.0.0.0/8");
	agentaddr_choose(&conf, c, 3, &choice);
	assert_chosen(&choice, "10.0.0.1", "eth3");
	assert_string_equal(choice.reason,
	    "10.0.0.1 on eth3: set by agentIP");
	assert_string_equal(choice.warning, "");
}

static void
agent_ip_of_elsewhere_has_no_device(void **state)
{
	struct agentaddr_candidate c = candidate("192.0.2.1", 2, UP);
	struct agentaddr_choice choice;

	(void)state;
	set_conf("agentIP = 203.0.113.9");
	agentaddr_choose(&conf, &c, 1, &choice);
	assert_chosen(&choice, "203.0.113.9", "");
	assert_string_equal(choice.reason,
	    "203.0.113.9: set by agentIP, not an address of this host");
	agentaddr_choose(&conf, NULL, 0, &choice);
	assert_chosen(&choice, "203.0.113.9", "");
}

static void
agent_device_that_cannot_be_used_is_told(void **state)
{
	struct agentaddr_candidate c[2];
	struct agentaddr_choice choice;

	(void)state;
	c[0] = candidate("10.0.0.1", 2, UP);
	c[1] = candidate("192.0.2.1", 3, 0);
	set_conf("agent = eth7");
	agentaddr_choose(&conf, c, 2, &choice);
	assert_chosen(&choice, "10.0.0.1", "eth2");
	assert_says(choice.warning, "agent = eth7 cannot be used: "
	    "no such interface, or it has no address");
	set_conf("agent = eth3");
	agentaddr_choose(&conf, c, 2, &choice);
	assert_chosen(&choice, "10.0.0.1", "eth2");
	assert_says(choice.warning, "agent = eth3 cannot be used: "
	    "the interface is down");
	c[1].flags = UP;	/* it comes up */
	agentaddr_choose(&conf, c, 2, &choice);
	assert_chosen(&choice, "192.0.2.1", "eth3");
	assert_string_equal(choice.warning, "");
}

static void
host_without_address_says_so(void **state)
{
	struct agentaddr_choice choice;

	(void)state;
	set_conf("agent = eth0");
	agentaddr_choose(&conf, NULL, 0, &choice);
	assert_int_equal(choice.addr.family, 0);
	assert_string_equal(choice.reason, "this host has no address");
	assert_says(choice.warning, "agent = eth0");
}

static void
loopback_alone_is_taken_with_a_warning(void **state)
{
	struct agentaddr_candidate c = candidate("127.0.0.1", 1, UP);
	struct agentaddr_choice choice;

	(void)state;
	set_conf("");
	agentaddr_choose(&conf, &c, 1, &choice);
	assert_chosen(&choice, "127.0.0.1", "eth1");
	assert_string_equal(choice.reason,
	    "127.0.0.1 on eth1 (loopback IPv4): the only usable address");
	assert_says(choice.warning, "set agentIP");
}

static void
reason_names_the_runner_up(void **state)
{
	struct agentaddr_candidate c[3];
	struct agentaddr_choice choice;
	char text[AGENTADDR_TEXT_MAX];

	(void)state;
	c[0] = candidate("fe80::1", 2, UP);
	c[1] = candidate("fd00::5", 2, UP);
	c[2] = candidate("10.0.0.5", 2, UP);
	set_conf("");
	agentaddr_choose(&conf, c, 3, &choice);
	assert_string_equal(choice.reason, "10.0.0.5 on eth2 (private IPv4), "
	    "before fd00::5 on eth2 (unique local IPv6): "
	    "better kind of address");
	assert_string_equal(agentaddr_explain(&conf, &c[1], text),
	    "fd00::5 on eth2: unique local IPv6");
}

static uint32_t seed = 20101008;

static uint32_t
next_random(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

static struct agentaddr_candidate
random_candidate(void)
{
	static const char *const some[] = { "192.0.2.1", "192.0.2.2",
	    "10.0.0.1", "10.0.0.2", "172.20.1.1", "2001:db8::1", "fd00::1",
	    "fd00::2", "169.254.1.1", "fe80::1", "127.0.0.1", "::1",
	    "224.0.0.1" };

	return candidate(some[next_random(UNIT_COUNT(some))],
	    1 + next_random(4), next_random(0x200) | next_random(2));
}

static void
shuffle(struct agentaddr_candidate *c, uint32_t n)
{
	for (uint32_t i = n; i > 1; i--) {
		uint32_t at = next_random(i);
		struct agentaddr_candidate held = c[i - 1];

		c[i - 1] = c[at];
		c[at] = held;
	}
}

static void
order_of_the_addresses_makes_no_difference(void **state)
{
	static const char *const settings[] = { "", "agent = eth3",
	    "agent.cidr = 10.0.0.0/8 agent.cidr = !192.0.2.0/24",
	    "agent = eth2 agent.cidr = fd00::/8 agent.cidr = 10.0.0.0/30",
	    "agentIP = 10.0.0.1" };

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct agentaddr_candidate c[N_MAX];
		struct agentaddr_choice first, again;
		uint32_t n = next_random(N_MAX);

		set_conf(settings[next_random(UNIT_COUNT(settings))]);
		for (uint32_t i = 0; i < n; i++)
			c[i] = random_candidate();
		agentaddr_choose(&conf, c, n, &first);
		for (int i = 0; i < 5; i++) {
			shuffle(c, n);
			agentaddr_choose(&conf, c, n, &again);
			assert_memory_equal(&first, &again, sizeof(first));
		}
	}
}

static struct agentaddr_candidate
made_of(const char *kind, uint32_t link_flags, const char *addr,
    uint32_t addr_flags, uint8_t prefixlen)
{
	struct rtnl_link l = { .ifindex = 4, .name = "eth4",
	    .flags = link_flags };
	struct rtnl_addr a = { .ifindex = 4, .flags = addr_flags,
	    .prefixlen = prefixlen };
	struct agentaddr_candidate c;

	strcpy(l.kind, kind);
	assert_true(addr_parse(addr, &a.addr));
	agentaddr_candidate_init(&c, &l, &a);
	assert_int_equal(c.ifindex, 4);
	assert_string_equal(c.ifname, "eth4");
	return c;
}

static const struct {
	const char	*kind;
	uint32_t	 link_flags;
	const char	*addr;
	uint32_t	 addr_flags;
	uint8_t		 prefixlen;
	unsigned int	 expected;
} origins[] = {
	{ "", IFF_UP, "10.0.0.1", IFA_F_PERMANENT, 24, UP },
	{ "", 0, "10.0.0.1", IFA_F_PERMANENT, 24, 0 },
	{ "", IFF_UP, "10.0.0.1", 0, 24, UP },	/* from DHCP */
	{ "vlan", IFF_UP, "10.0.0.1", IFA_F_PERMANENT, 32,
	    UP | AGENTADDR_VLAN | AGENTADDR_HOST },
	{ "", IFF_UP, "10.0.0.1", IFA_F_PERMANENT | IFA_F_SECONDARY, 24,
	    UP | AGENTADDR_SECONDARY },
	{ "", IFF_UP, "fd00::1", IFA_F_TEMPORARY, 64,
	    UP | AGENTADDR_TEMPORARY | AGENTADDR_SLAAC },
	{ "", IFF_UP, "fd00::1", IFA_F_PERMANENT, 128, UP | AGENTADDR_HOST },
	{ "", IFF_UP, "fd00::1", IFA_F_MANAGETEMPADDR, 64,
	    UP | AGENTADDR_SLAAC },
	{ "", IFF_UP, "fd00::1", IFA_F_PERMANENT | IFA_F_TENTATIVE, 64,
	    UP | AGENTADDR_TENTATIVE },
	{ "", IFF_UP, "fd00::1",
	    IFA_F_PERMANENT | IFA_F_DADFAILED | IFA_F_DEPRECATED, 32,
	    UP | AGENTADDR_DUPLICATE | AGENTADDR_DEPRECATED },
};

static void
flags_of_the_kernel_are_understood(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(origins); i++)
		assert_int_equal(made_of(origins[i].kind,
		    origins[i].link_flags, origins[i].addr,
		    origins[i].addr_flags, origins[i].prefixlen).flags,
		    origins[i].expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(better_one_wins_in_either_order),
		cmocka_unit_test(unusable_address_is_never_chosen),
		cmocka_unit_test(
		    longer_prefix_takes_back_what_a_shorter_one_avoids),
		cmocka_unit_test(agent_ip_has_the_last_word),
		cmocka_unit_test(agent_ip_of_elsewhere_has_no_device),
		cmocka_unit_test(agent_device_that_cannot_be_used_is_told),
		cmocka_unit_test(host_without_address_says_so),
		cmocka_unit_test(loopback_alone_is_taken_with_a_warning),
		cmocka_unit_test(reason_names_the_runner_up),
		cmocka_unit_test(order_of_the_addresses_makes_no_difference),
		cmocka_unit_test(flags_of_the_kernel_are_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
