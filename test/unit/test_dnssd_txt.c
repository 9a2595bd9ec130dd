/* SPDX-License-Identifier: Apache-2.0 */
/* TXT records as administrators write them, and as attackers would. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "dns_build.h"
#include "dnssd_txt.h"

#define NAME	"_sflow._udp.example.com"
#define DECIMAL	" (decimal; no sign, unit or leading zero)\n"

static struct dns_build b;
static struct dnssd d;
static char notes[DNSSD_NOTES_MAX];
static bool cut;		/* the notes */
static uint32_t ttl;

static int
reset(void **state)
{
	(void)state;
	dnssd_init(&d);
	dns_build_begin(&b, NAME, ns_t_txt, 0);
	return 0;
}

static enum dns_result
parse(void)
{
	enum dns_result result;
	struct textbuf t;

	textbuf_init(&t, notes, sizeof(notes));
	result = dnssd_txt_parse(b.msg, b.len, NAME, &d, &t, &ttl);
	cut = t.overflow;
	return result;
}

/* One record; its strings are parted by '|'. */
static void
parse_strings(const char *strings)
{
	reset(NULL);
	dns_build_txt(&b, 30, strings);
	assert_int_equal(parse(), DNS_OK);
}

static void
assert_number(const struct dnssd_number *n, uint32_t value)
{
	assert_true(n->set);
	assert_int_equal(n->value, value);
}

static void
assert_nothing_set(void)
{
	struct dnssd none;

	dnssd_init(&none);
	assert_true(dnssd_equal(&d, &none));
}

/* The zone line of the article. */
static void
strings_are_settings(void **state)
{
	(void)state;
	parse_strings("txtvers=1|polling=20|sampling=512");
	assert_number(&d.polling, 20);
	assert_number(&d.sampling, 512);
	assert_false(d.header_bytes.set);
	assert_int_equal(ttl, 30);
	assert_string_equal(notes, "");
}

static void
all_keys_are_read_in_any_case(void **state)
{
	char text[ADDR_STRLEN];

	(void)state;
	parse_strings("POLLING=0|Sampling=16777215|headerbytes=14|"
	    "SAMPLING.10g=4000|sampling.100M=0|AGENT=eth0|agentip=10.0.0.1|"
	    "agent.CIDR=10.0.0.0/8|agent.cidr=!fd00::/8");
	assert_string_equal(notes, "");
	assert_number(&d.polling, 0);
	assert_number(&d.sampling, 16777215);
	assert_number(&d.header_bytes, 14);
	assert_int_equal(d.n_speeds, 2);
	assert_int_equal(d.speeds[0].bps, 100000000);
	assert_int_equal(d.speeds[0].sampling, 0);
	assert_int_equal(d.speeds[1].bps, 10000000000);
	assert_int_equal(d.speeds[1].sampling, 4000);
	assert_string_equal(d.agent, "eth0");
	assert_string_equal(addr_format(&d.agent_ip, text), "10.0.0.1");
	assert_int_equal(d.n_cidrs, 2);
	assert_int_equal(d.cidrs[0].cidr.bits, 8);
	assert_false(d.cidrs[0].avoid);
	assert_int_equal(d.cidrs[1].cidr.addr.family, 10);	/* AF_INET6 */
	assert_true(d.cidrs[1].avoid);
}

static void
collectors_and_domain_are_left_alone(void **state)
{
	(void)state;
	strcpy(d.domain, "example.com");
	d.n_collectors = 1;
	d.collectors[0].port = 6343;
	d.polling.set = true;
	d.n_speeds = 3;
	d.n_cidrs = 3;
	strcpy(d.agent, "eth0");
	assert_int_equal(parse(), DNS_NOTHING);
	assert_string_equal(d.domain, "example.com");
	assert_int_equal(d.n_collectors, 1);
	assert_false(d.polling.set);
	assert_int_equal(d.n_speeds, 0);
	assert_int_equal(d.n_cidrs, 0);
	assert_string_equal(d.agent, "");
	assert_string_equal(notes, "");
}

static void
failure_has_a_note(void **state)
{
	(void)state;
	dns_build_begin(&b, NAME, ns_t_txt, ns_r_servfail);
	assert_int_equal(parse(), DNS_FAILED);
	assert_string_equal(notes, "TXT: the server has failed (SERVFAIL)\n");
}

static void
numbers_out_of_range_are_refused_alone(void **state)
{
	static const struct {
		const char	*string;
		const char	*note;
	} bad[] = {
		{ "polling=3601", "TXT 'polling': '3601' is not a number from "
		    "0 to 3600" DECIMAL },
		{ "polling=-1", "TXT 'polling': '-1' is not a number from "
		    "0 to 3600" DECIMAL },
		{ "polling=20s", "TXT 'polling': '20s' is not a number from "
		    "0 to 3600" DECIMAL },
		{ "polling= 20", "TXT 'polling': ' 20' is not a number from "
		    "0 to 3600" DECIMAL },
		{ "polling=20 ", "TXT 'polling': '20 ' is not a number from "
		    "0 to 3600" DECIMAL },
		{ "polling=020", "TXT 'polling': '020' is not a number from "
		    "0 to 3600" DECIMAL },
		{ "POLLING=0x14", "TXT 'POLLING': '0x14' is not a number from "
		    "0 to 3600" DECIMAL },
		{ "sampling=16777216", "TXT 'sampling': '16777216' is not a "
		    "number from 0 to 16777215" DECIMAL },
		{ "sampling=4294967808", "TXT 'sampling': '4294967808' is not "
		    "a number from 0 to 16777215" DECIMAL },
		{ "sampling=18446744073709552128", "TXT 'sampling': "
		    "'18446744073709552128' is not a number from 0 to "
		    "16777215" DECIMAL },
		{ "sampling==512", "TXT 'sampling': '=512' is not a number "
		    "from 0 to 16777215" DECIMAL },
		{ "headerBytes=13", "TXT 'headerBytes': '13' is not a number "
		    "from 14 to 512" DECIMAL },
		{ "headerBytes=513", "TXT 'headerBytes': '513' is not a number "
		    "from 14 to 512" DECIMAL },
		{ "sampling.1G=x", "TXT 'sampling.1G': 'x' is not a number "
		    "from 0 to 16777215" DECIMAL },
	};
	char strings[128];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(bad); i++) {
		snprintf(strings, sizeof(strings), "%s|sampling.10G=4000",
		    bad[i].string);
		parse_strings(strings);
		assert_string_equal(notes, bad[i].note);
		assert_int_equal(d.n_speeds, 1);
		d.n_speeds = 0;
		assert_nothing_set();
	}
}

static void
identity_that_is_none_is_refused(void **state)
{
	(void)state;
	parse_strings("agent=a/b|agentIP=eth0|agent.cidr=10.0.0.0|polling=20");
	assert_string_equal(notes,
	    "TXT 'agent': 'a/b' is not the name of an interface\n"
	    "TXT 'agentIP': 'eth0' is not an IPv4 or IPv6 address "
	    "(names are not looked up here)\n"
	    "TXT 'agent.cidr': '10.0.0.0' is not a prefix such as 10.0.0.0/8 "
	    "or !fd00::/8\n");
	assert_number(&d.polling, 20);
	d.polling.set = false;
	assert_nothing_set();
	parse_strings("agentIP=224.0.0.1|agent=a-name-too-long0");
	assert_nothing_set();
	/* It would be a line of its own in the state file. */
	parse_strings("agent=a\ncollector=x");
	assert_nothing_set();
	parse_strings("agent=eth\n0");
	assert_string_equal(notes,
	    "TXT 'agent': 'eth\\x0a0' is not the name of an interface\n");
	parse_strings("agent=eth\xc3\xa9");
	assert_nothing_set();
}

/* The answer that a remote attacker needs to crash host-sflow. */
static void
string_without_equals_sign_is_noted(void **state)
{
	(void)state;
	parse_strings("polling");
	assert_string_equal(notes, "TXT 'polling' has no value\n");
	assert_nothing_set();
	parse_strings("x");
	assert_string_equal(notes, "");
	parse_strings("sampling|polling=20|sampling.1G|agent.cidr|agentIP");
	assert_string_equal(notes, "TXT 'sampling' has no value\n"
	    "TXT 'sampling.1G' has no value\n"
	    "TXT 'agent.cidr' has no value\nTXT 'agentIP' has no value\n");
	assert_number(&d.polling, 20);
}

static void
empty_value_is_noted(void **state)
{
	(void)state;
	parse_strings("polling=|sampling=512|headerBytes=|agent=");
	assert_string_equal(notes, "TXT 'polling' has no value\n"
	    "TXT 'headerBytes' has no value\nTXT 'agent' has no value\n");
	assert_false(d.polling.set);
	assert_number(&d.sampling, 512);
}

static void
what_is_not_for_us_is_passed_over_in_silence(void **state)
{
	static const char *const foreign[] = {
		"", "=", "=polling=20", "||", "foo=bar", "foo",
		"sampling.http=1", "sampling.bps_ratio=1000",
		"sampling.app.x=7", "polling.http=7", "dropLimit=100",
		"sampling.=1", "sampling.1=1", "sampling.0G=1",
		"sampling.1GG=1", "sampling.10G =1", "polling =20",
		" polling=20", " polling=20 sampling=512", "pollin=20",
		"pollings=20", "collector=10.0.0.1/6343", "datagramBytes=1",
		"p\xc3\xb6lling=20", "\x01=\x02", "agent.cid=10.0.0.0/8",
		"foo=1 polling=20",
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(foreign); i++) {
		parse_strings(foreign[i]);
		assert_string_equal(notes, "");
		assert_nothing_set();
	}
}

static void
record_without_strings_is_tolerated(void **state)
{
	(void)state;
	parse_strings(NULL);
	assert_string_equal(notes, "");
	assert_nothing_set();
	dns_build_txt(&b, 30, "polling=20");
	assert_int_equal(parse(), DNS_OK);
	assert_number(&d.polling, 20);
}

static void
first_of_a_key_counts(void **state)
{
	(void)state;
	parse_strings("polling=20|Polling=30|sampling=x|sampling=512|"
	    "headerBytes|headerBytes=128|sampling.1G=1|sampling.1000M=2|"
	    "sampling.10G=-|sampling.10G=5|agent=eth0|agent=eth1");
	assert_number(&d.polling, 20);
	assert_false(d.sampling.set);
	assert_false(d.header_bytes.set);
	assert_int_equal(d.n_speeds, 1);
	assert_int_equal(d.speeds[0].sampling, 1);
	assert_string_equal(d.agent, "eth0");
	assert_non_null(strstr(notes, "TXT 'sampling': 'x' is not a number"));
	assert_non_null(strstr(notes, "TXT 'headerBytes' has no value\n"));
	assert_non_null(strstr(notes, "TXT 'sampling.10G': '-' is not a num"));
}

static void
other_versions_are_passed_over(void **state)
{
	static const char *const others[] = {
		"txtvers=2|polling=20", "polling=20|TXTVERS=2",
		"txtvers=01|polling=20", "txtvers=11|polling=20",
		"txtvers=2|txtvers=1|polling=x",
		"txtvers=2 polling=20|sampling=x", "txtvers= |polling=20",
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(others); i++) {
		parse_strings(others[i]);
		assert_string_equal(notes, "");
		assert_nothing_set();
	}
	/* Of each record on its own. */
	dns_build_txt(&b, 30, "sampling=512");
	assert_int_equal(parse(), DNS_OK);
	assert_number(&d.sampling, 512);
	parse_strings("polling=20|txtvers=1|txtvers=2");
	assert_number(&d.polling, 20);
	parse_strings("txtvers|polling=20");
	assert_string_equal(notes, "TXT 'txtvers' has no value\n");
	assert_nothing_set();
	parse_strings("txtvers=|polling=20");
	assert_string_equal(notes, "TXT 'txtvers' has no value\n");
	assert_nothing_set();
}

static void
several_settings_in_one_string_are_said(void **state)
{
	static const char advice[] = " holds several settings: in the zone "
	    "each needs quotes of its own: \"polling=20\" \"sampling=512\"\n";
	static const char *const strings[] = {
		"polling=20 sampling=512", "polling=20,sampling=512",
		"polling=20;sampling=512", "polling=20; sampling=512",
		"polling=20\tsampling=512", "polling=20  sampling=512 ",
	};
	char expected[256];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(strings); i++) {
		parse_strings(strings[i]);
		assert_nothing_set();
		assert_non_null(strstr(notes, advice));
		assert_int_equal(strncmp(notes, "TXT string 'polling=20", 22),
		    0);
	}
	parse_strings(strings[0]);
	snprintf(expected, sizeof(expected), "TXT string '%s'%s", strings[0],
	    advice);
	assert_string_equal(notes, expected);
	parse_strings("agent=eth0,polling=20|sampling.1G=1 x=y|agent.cidr="
	    "10.0.0.0/8 polling=1");
	assert_nothing_set();
	assert_non_null(strstr(notes, "\"agent=eth0\" \"polling=20\"\n"));
	assert_non_null(strstr(notes, "\"sampling.1G=1\" \"x=y\"\n"));
	assert_non_null(strstr(notes,
	    "\"agent.cidr=10.0.0.0/8\" \"polling=1\"\n"));
}

static void
version_with_more_behind_it_is_said_and_counts(void **state)
{
	(void)state;
	parse_strings("txtvers=1 polling=20 sampling=512|headerBytes=64");
	assert_string_equal(notes, "TXT string 'txtvers=1 polling=20 "
	    "sampling=512' holds several settings: in the zone each needs "
	    "quotes of its own: \"txtvers=1\" \"polling=20\" \"sampling=512\""
	    "\n");
	assert_number(&d.header_bytes, 64);
	assert_false(d.polling.set);
}

/* Of a string of 255 bytes with many settings in it. */
static void
long_advice_is_cut(void **state)
{
	char string[256] = "polling=1";

	(void)state;
	while (strlen(string) + 10 < sizeof(string))
		strcat(string, ",polling=7");
	parse_strings(string);
	assert_true(strlen(notes) < DNSSD_NOTE_MAX);
	assert_non_null(strstr(notes, " \"polling=7\" ...\n"));
	assert_false(cut);
}

static void
binary_is_quoted_in_notes(void **state)
{
	char string[256];

	(void)state;
	memcpy(string, "polling=\0\n\x1b[2J\xff'", 16);
	dns_build_record(&b, NULL, ns_t_txt, 30);
	dns_build_string(&b, string, 16);
	memset(string, '\n', sizeof(string));
	memcpy(string, "sampling=", 9);
	dns_build_string(&b, string, 255);
	dns_build_end(&b);
	assert_int_equal(parse(), DNS_OK);
	assert_nothing_set();
	assert_non_null(strstr(notes,
	    "TXT 'polling': '\\x00\\x0a\\x1b[2J\\xff'' is not a number"));
	assert_non_null(strstr(notes, "TXT 'sampling': '\\x0a"));
	for (const char *p = notes; *p != '\0'; p++)
		assert_true((*p >= 0x20 && *p < 0x7f) || *p == '\n');
}

static void
strings_of_255_bytes_are_whole(void **state)
{
	char string[256];

	(void)state;
	memset(string, 'x', 255);
	string[255] = '\0';
	dns_build_record(&b, NULL, ns_t_txt, 30);
	dns_build_string(&b, string, 255);
	dns_build_string(&b, "polling=20", 10);
	dns_build_string(&b, string, 255);
	dns_build_end(&b);
	assert_int_equal(parse(), DNS_OK);
	assert_string_equal(notes, "");
	assert_number(&d.polling, 20);
}

static void
string_beyond_its_record_refuses_that_record(void **state)
{
	(void)state;
	dns_build_record(&b, NULL, ns_t_txt, 30);
	dns_build_string(&b, "polling=20", 10);
	dns_build_u8(&b, 13);
	dns_build_bytes(&b, "sampling=512", 12);
	dns_build_end(&b);
	dns_build_txt(&b, 30, "headerBytes=64");
	assert_int_equal(parse(), DNS_OK);
	assert_string_equal(notes, "TXT: 1 of 2 records malformed\n");
	assert_false(d.polling.set);
	assert_number(&d.header_bytes, 64);
}

static void
add_rotated(const char *const *records, size_t n, size_t by)
{
	reset(NULL);
	for (size_t i = 0; i < n; i++)
		dns_build_txt(&b, 30 + (uint32_t)i, records[(i + by) % n]);
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(ttl, 30);
}

static void
rotation_of_records_changes_nothing(void **state)
{
	static const char *const records[] = {
		"polling=20", "polling=30", "polling=3", "polling=",
		"sampling=512|polling=5", "sampling=x", "sampling.1G=1",
		"sampling.1G=2", "agent.cidr=10.0.0.0/8", "txtvers=2|agent=x",
		"agent.cidr=10.0.0.0/9", "agent.cidr=x", "headerBytes=1 a=1",
		"agent.cidr=10.0.0.0/8|agent.cidr=10.0.0.0/7",
	};
	char first_notes[DNSSD_NOTES_MAX];
	struct dnssd first;

	(void)state;
	add_rotated(records, UNIT_COUNT(records), 0);
	first = d;
	strcpy(first_notes, notes);
	assert_int_equal(d.n_cidrs, 4);
	/* Shorter strings sort first: "polling=" is seen and refused. */
	assert_false(d.polling.set);
	for (size_t by = 1; by < UNIT_COUNT(records); by++) {
		add_rotated(records, UNIT_COUNT(records), by);
		assert_true(dnssd_equal(&first, &d));
		assert_string_equal(notes, first_notes);
	}
}

/* As web editors of zones do it: one record for each key. */
static void
several_records_are_merged(void **state)
{
	(void)state;
	dns_build_txt(&b, 30, "txtvers=1");
	dns_build_txt(&b, 10, "sampling=512");
	dns_build_txt(&b, 20, "polling=20");
	assert_int_equal(parse(), DNS_OK);
	assert_number(&d.polling, 20);
	assert_number(&d.sampling, 512);
	assert_int_equal(ttl, 10);
	assert_string_equal(notes, "");
}

static void
add_numbered(int n, const char *before, const char *after)
{
	char string[64];

	dns_build_record(&b, NULL, ns_t_txt, 30);
	for (int i = n; i > 0; i--) {
		snprintf(string, sizeof(string), "%s%d%s", before, i, after);
		dns_build_string(&b, string, strlen(string));
	}
	dns_build_end(&b);
}

static void
at_most_sixteen_speeds_and_prefixes_are_used(void **state)
{
	(void)state;
	add_numbered(16, "sampling.", "G=1");
	add_numbered(16, "agent.cidr=10.0.0.0/", "");
	assert_int_equal(parse(), DNS_OK);
	assert_string_equal(notes, "");
	assert_int_equal(d.n_speeds, 16);
	assert_int_equal(d.n_cidrs, 16);
	for (unsigned int i = 0; i < 16; i++)
		assert_int_equal(d.speeds[i].bps,
		    (i + 1) * UINT64_C(1000000000));
	reset(NULL);
	add_numbered(900, "sampling.", "M=1");
	add_numbered(32, "agent.cidr=10.0.0.0/", "");
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(d.n_speeds, 16);
	assert_int_equal(d.speeds[15].bps, 900000000);
	assert_int_equal(d.n_cidrs, 16);
	/* The record that begins with the shorter string comes first. */
	assert_string_equal(notes,
	    "TXT 'sampling.884M' and others like it: only 16 are used\n"
	    "TXT 'agent.cidr' and others like it: only 16 are used\n");
}

static void
too_many_records_are_refused(void **state)
{
	(void)state;
	for (int i = 0; i < DNSSD_TXT_RECORDS_MAX; i++)
		dns_build_txt(&b, 30, "polling=20");
	assert_int_equal(parse(), DNS_OK);
	assert_number(&d.polling, 20);
	dns_build_txt(&b, 30, "polling=20");
	assert_int_equal(parse(), DNS_FAILED);
	assert_string_equal(notes,
	    "TXT: 257 records are too many (more than 256)\n");
	assert_nothing_set();
}

/* As many of the smallest settings as a message can hold. */
static void
message_of_64_kilobytes_is_read(void **state)
{
	(void)state;
	dns_build_record(&b, NULL, ns_t_txt, 30);
	while (b.len + 40 < sizeof(b.msg))
		dns_build_string(&b, "agent.cidr=x", 12);
	dns_build_string(&b, "polling=20", 10);
	dns_build_end(&b);
	assert_int_equal(parse(), DNS_OK);
	assert_number(&d.polling, 20);
}

static void
cut_answer_is_never_read_past_its_end(void **state)
{
	struct textbuf t;

	(void)state;
	dns_build_txt(&b, 30, "txtvers=1|polling=20 sampling=1|agent=eth0||=");
	dns_build_txt(&b, 30, "sampling.1G=1|agent.cidr=10.0.0.0/8|agentIP");
	for (size_t n = 0; n < b.len; n++) {
		uint8_t *copy = dns_build_copy(&b, n);

		textbuf_init(&t, notes, sizeof(notes));
		assert_int_equal(dnssd_txt_parse(copy, n, NAME, &d, &t, &ttl),
		    DNS_FAILED);
		assert_nothing_set();
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup(f, reset)
		TEST(strings_are_settings),
		TEST(all_keys_are_read_in_any_case),
		TEST(collectors_and_domain_are_left_alone),
		TEST(failure_has_a_note),
		TEST(numbers_out_of_range_are_refused_alone),
		TEST(identity_that_is_none_is_refused),
		TEST(string_without_equals_sign_is_noted),
		TEST(empty_value_is_noted),
		TEST(what_is_not_for_us_is_passed_over_in_silence),
		TEST(record_without_strings_is_tolerated),
		TEST(first_of_a_key_counts),
		TEST(other_versions_are_passed_over),
		TEST(several_settings_in_one_string_are_said),
		TEST(version_with_more_behind_it_is_said_and_counts),
		TEST(long_advice_is_cut),
		TEST(binary_is_quoted_in_notes),
		TEST(strings_of_255_bytes_are_whole),
		TEST(string_beyond_its_record_refuses_that_record),
		TEST(rotation_of_records_changes_nothing),
		TEST(several_records_are_merged),
		TEST(at_most_sixteen_speeds_and_prefixes_are_used),
		TEST(too_many_records_are_refused),
		TEST(message_of_64_kilobytes_is_read),
		TEST(cut_answer_is_never_read_past_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
