/* SPDX-License-Identifier: Apache-2.0 */
/* Records of a DNS-SD answer, as they stand in the zone. */
#include "unit.h"

#include <string.h>

#include "dns_build.h"
#include "dnssd_show.h"
#include "dnssd_txt.h"

#define NAME	"_sflow._udp.example.com"

static struct dns_build b;
static char text[1024];
static struct textbuf out;
static uint32_t ttl;

static int
setup(void **state)
{
	(void)state;
	textbuf_init(&out, text, sizeof(text));
	ttl = 0;
	return 0;
}

static void
each_target_is_shown(void **state)
{
	(void)state;
	dns_build_begin(&b, NAME, ns_t_srv, 0);
	dns_build_srv(&b, 60, 10, 6343, "analyzer.example.com");
	dns_build_srv(&b, 30, 0, 0, ".");
	assert_int_equal(dnssd_show_srv(b.msg, b.len, NAME, &out, &ttl),
	    DNS_OK);
	assert_string_equal(text, "10 7 6343 analyzer.example.com, 0 7 0 .");
	assert_int_equal(ttl, 30);
}

static void
a_target_that_is_cut_is_malformed(void **state)
{
	(void)state;
	dns_build_begin(&b, NAME, ns_t_srv, 0);
	dns_build_record(&b, NULL, ns_t_srv, 60);
	dns_build_u16(&b, 1);
	dns_build_end(&b);
	assert_int_equal(dnssd_show_srv(b.msg, b.len, NAME, &out, &ttl),
	    DNS_OK);
	assert_string_equal(text, "(malformed)");
}

static void
each_string_is_shown(void **state)
{
	(void)state;
	dns_build_begin(&b, NAME, ns_t_txt, 0);
	dns_build_txt(&b, 60, "polling=20|a\033[2Jb");
	dns_build_txt(&b, 60, "sampling=1");
	assert_int_equal(dnssd_show_txt(b.msg, b.len, NAME, &out, &ttl),
	    DNS_OK);
	assert_string_equal(text, "'polling=20' 'a\\x1b[2Jb', 'sampling=1'");
}

static void
another_answer_is_of_no_use(void **state)
{
	(void)state;
	dns_build_begin(&b, "other.example.com", ns_t_srv, 0);
	dns_build_srv(&b, 60, 10, 6343, "analyzer.example.com");
	assert_int_equal(dnssd_show_srv(b.msg, b.len, NAME, &out, &ttl),
	    DNS_FAILED);
	assert_string_not_equal(text, "");
	dns_build_begin(&b, NAME, ns_t_srv, ns_r_nxdomain);
	assert_int_equal(dnssd_show_srv(b.msg, b.len, NAME, &out, &ttl),
	    DNS_NOTHING);
}

static void
unknown_keys_are_named(void **state)
{
	(void)state;
	dns_build_begin(&b, NAME, ns_t_txt, 0);
	dns_build_txt(&b, 60, "txtvers=1|Polling=20|poling=20|=x||color|"
	    "sampling.10G=4|sampling.big=3|agent.cidr=!10.0.0.0/8");
	dnssd_show_unknown(b.msg, b.len, NAME, &out);
	assert_string_equal(text, "'poling', 'color', 'sampling.big'");
}

static void
each_known_key_is_known(void **state)
{
	static const char *const known[] = { "txtvers", "polling", "sampling",
	    "headerBytes", "agent", "agentIP", "agent.cidr", "sampling.1G",
	    "HEADERBYTES" };
	static const char *const unknown[] = { "", "sampling.", "sampling.x",
	    "polling ", "agents", "sampling.1G.1" };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(known); i++)
		if (!dnssd_txt_knows(text_of(known[i])))
			fail_msg("%s", known[i]);
	for (size_t i = 0; i < UNIT_COUNT(unknown); i++)
		if (dnssd_txt_knows(text_of(unknown[i])))
			fail_msg("%s", unknown[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup(f, setup)
		TEST(each_target_is_shown),
		TEST(a_target_that_is_cut_is_malformed),
		TEST(each_string_is_shown),
		TEST(another_answer_is_of_no_use),
		TEST(unknown_keys_are_named),
		TEST(each_known_key_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
