/* SPDX-License-Identifier: Apache-2.0 */
/* The last good answers as text: all of it comes back, and nothing else. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "lastgood.h"

static const char whole[] =
    "version=1\n"
    "saved=1795550400\n"
    "domain=example.com\n"
    "collector=0 6343 analyzer.example.com\n"
    "collector=10 6344 b.example.com\n"
    "polling=20\n"
    "sampling=512\n"
    "headerBytes=64\n"
    "sampling.1G=1000\n"
    "sampling.10G=4000\n"
    "agent=eth0\n"
    "agentIP=10.0.0.7\n"
    "agent.cidr=10.0.0.0/8\n"
    "agent.cidr=!fd00::/8\n"
    "address=analyzer.example.com 10.0.0.1\n"
    "address=b.example.com 2001:db8::1\n"
    "address=other 10.0.0.3\n"
    "end=1\n";

static void
parse(const char *text, struct lastgood *l)
{
	char reason[LASTGOOD_REASON_MAX];

	if (!lastgood_parse(text, strlen(text), l, reason))
		fail_msg("%s: %s", reason, text);
}

static void
refused(const char *text, size_t len, const char *wanted)
{
	char reason[LASTGOOD_REASON_MAX];
	struct lastgood l;

	if (lastgood_parse(text, len, &l, reason))
		fail_msg("taken: %s", text);
	if (strstr(reason, wanted) == NULL)
		fail_msg("%s: not for %s but: %s", text, wanted, reason);
}

static void
every_value_is_read(void **state)
{
	char ip[ADDR_STRLEN];
	struct lastgood l;

	(void)state;
	parse(whole, &l);
	assert_int_equal(l.saved, 1795550400);
	assert_true(l.has_dns);
	assert_string_equal(l.dns.domain, "example.com");
	assert_false(l.dns.none);
	assert_int_equal(l.dns.n_collectors, 2);
	assert_int_equal(l.dns.collectors[1].priority, 10);
	assert_int_equal(l.dns.collectors[1].port, 6344);
	assert_string_equal(l.dns.collectors[1].host, "b.example.com");
	assert_true(l.dns.polling.set && l.dns.polling.value == 20);
	assert_true(l.dns.sampling.set && l.dns.sampling.value == 512);
	assert_true(l.dns.header_bytes.set && l.dns.header_bytes.value == 64);
	assert_int_equal(l.dns.n_speeds, 2);
	assert_int_equal(l.dns.speeds[1].bps, 10000000000);
	assert_int_equal(l.dns.speeds[1].sampling, 4000);
	assert_string_equal(l.dns.agent, "eth0");
	assert_string_equal(addr_format(&l.dns.agent_ip, ip), "10.0.0.7");
	assert_int_equal(l.dns.n_cidrs, 2);
	assert_false(l.dns.cidrs[0].avoid);
	assert_true(l.dns.cidrs[1].avoid);
	assert_int_equal(l.n_addresses, 3);
	assert_string_equal(l.addresses[2].host, "other");
	assert_string_equal(addr_format(&l.addresses[1].addr, ip),
	    "2001:db8::1");
}

static void
text_comes_back(void **state)
{
	char text[LASTGOOD_TEXT_MAX];
	struct lastgood l;

	(void)state;
	parse(whole, &l);
	assert_int_equal(lastgood_format(&l, text, sizeof(text)),
	    strlen(whole));
	assert_string_equal(text, whole);
}

static void
unset_stays_unset(void **state)
{
	static const char little[] = "version=1\nsaved=0\ndomain=d\n"
	    "collector=65535 1 h\nend=1";
	struct lastgood l;

	(void)state;
	parse(little, &l);
	assert_false(l.dns.polling.set || l.dns.sampling.set ||
	    l.dns.header_bytes.set);
	assert_int_equal(l.dns.agent_ip.family, 0);
	assert_string_equal(l.dns.agent, "");
	parse("version=1\nsaved=1\naddress=a 10.0.0.1\nend=1\n", &l);
	assert_false(l.has_dns);
	assert_int_equal(l.n_addresses, 1);
}

static void
fill_host(char host[CONF_VALUE_HOST_MAX], unsigned int i)
{
	memset(host, 'a' + (char)i, CONF_VALUE_HOST_MAX - 1);
	for (size_t dot = 63; dot < CONF_VALUE_HOST_MAX - 2; dot += 64)
		host[dot] = '.';
	host[CONF_VALUE_HOST_MAX - 1] = '\0';
}

static void
fill(struct lastgood *l)
{
	struct dnssd *d = &l->dns;
	char host[CONF_VALUE_HOST_MAX];
	struct addr a;

	lastgood_init(l);
	l->saved = INT64_MAX;
	l->has_dns = true;
	fill_host(host, 0);
	snprintf(d->domain, sizeof(d->domain), "%.200s", host);
	assert_true(addr_parse("1111:1111:1111:1111:1111:1111:1111:1111",
	    &a));
	for (unsigned int i = 0; i < 16; i++) {
		struct dnssd_collector *c = &d->collectors[d->n_collectors++];

		c->priority = UINT16_MAX;
		c->port = UINT16_MAX;
		fill_host(c->host, i);
		d->speeds[d->n_speeds].bps = (999900 + i) * UINT64_C(1000000);
		d->speeds[d->n_speeds++].sampling = SETTINGS_SAMPLING_MAX;
		d->cidrs[d->n_cidrs].avoid = true;
		d->cidrs[d->n_cidrs].cidr.addr = a;
		d->cidrs[d->n_cidrs++].cidr.bits = 128;
		assert_true(lastgood_add_address(l, c->host, &a));
	}
	d->polling = (struct dnssd_number){ SETTINGS_POLLING_MAX, true };
	d->sampling = (struct dnssd_number){ SETTINGS_SAMPLING_MAX, true };
	d->header_bytes = (struct dnssd_number){ SETTINGS_HEADER_MAX, true };
	strcpy(d->agent, "fifteen-letters");
	d->agent_ip = a;
}

static void
largest_fits_and_comes_back(void **state)
{
	static struct lastgood l, back;
	static char text[LASTGOOD_TEXT_MAX];
	size_t len;

	(void)state;
	fill(&l);
	len = lastgood_format(&l, text, sizeof(text));
	assert_true(len > 0);
	parse(text, &back);
	assert_true(lastgood_equal(&l, &back));
	assert_int_equal(back.saved, INT64_MAX);
	assert_int_equal(lastgood_format(&l, text, len), 0);
	assert_int_equal(lastgood_format(&l, text, len + 1), len);
}

static void
none_is_not_stored(void **state)
{
	char text[LASTGOOD_TEXT_MAX];
	struct lastgood l;

	(void)state;
	lastgood_init(&l);
	l.has_dns = true;
	strcpy(l.dns.domain, "example.com");
	l.dns.none = true;
	assert_int_equal(lastgood_format(&l, text, sizeof(text)), 0);
}

/* Each stands between a good beginning and the end. */
static const struct {
	const char	*line;
	const char	*reason;
} wrong_lines[] = {
	{ "", "line 5: is not key=value" },
	{ "polling", "is not key=value" },
	{ "# comment", "is not key=value" },
	{ "polling=20\r", "binary data" },
	{ "agent=eth\xc3\xa4", "binary data" },
	{ "Polling=20", "unknown key" },
	{ "collectors=0 6343 z", "unknown key" },
	{ "sampler.10G=1", "unknown key" },
	{ "=x", "unknown key" },
	{ "version=1", "unknown key" },
	{ "saved=5", "line 5: a key stands twice" },
	{ "domain=example.com", "stands twice" },
	{ "polling=1\npolling=1", "line 6: a key stands twice" },
	{ "agent=a\nagent=a", "stands twice" },
	{ "polling=", "polling wants a number from 0 to 3600" },
	{ "polling=3601", "polling wants" },
	{ "polling=-1", "polling wants" },
	{ "polling=020", "polling wants" },
	{ "polling= 20", "polling wants" },
	{ "polling=0x10", "polling wants" },
	{ "sampling=16777216", "sampling wants" },
	{ "sampling=4294967808", "sampling wants" },
	{ "headerBytes=13", "headerBytes wants" },
	{ "headerBytes=513", "headerBytes wants" },
	{ "sampling.=1", "wants a speed" },
	{ "sampling.10X=1", "wants a speed" },
	{ "sampling.http=1", "wants a speed" },
	{ "sampling.10G=16777216", "sampling.SPEED wants" },
	{ "sampling.10G=1\nsampling.1G=1", "out of order" },
	{ "sampling.1G=1\nsampling.1000M=1", "stand twice" },
	{ "collector=1 6343", "collector wants" },
	{ "collector=1 0 z", "collector wants" },
	{ "collector=1 65536 z", "collector wants" },
	{ "collector=65536 1 z", "collector wants" },
	{ "collector=1 1  z", "collector wants" },
	{ "collector=1 1 z ", "collector wants" },
	{ "collector=1 1 z.", "collector wants" },
	{ "collector=1 1 Z", "collector wants" },
	{ "collector=1 1 .", "collector wants" },
	{ "collector=1 1 ", "collector wants" },
	{ "collector=1 1 z..z", "collector wants" },
	{ "collector=1 1 10.0.0.1", "collector wants" },
	{ "collector=1 1 10.0.0.256", "collector wants" },
	{ "collector=1 1 fd00::1", "collector wants" },
	{ "collector=1 1 z/../../etc", "collector wants" },
	{ "collector=1 6343 a", "same collector" },
	{ "collector=0 1 z", "out of order" },
	{ "collector=1 6342 a", "out of order" },
	{ "agent=", "agent wants" },
	{ "agent=eth 0", "agent wants" },
	{ "agent=../eth0", "agent wants" },
	{ "agent=sixteen-letters-", "agent wants" },
	{ "agentIP=0.0.0.0", "agentIP wants" },
	{ "agentIP=224.0.0.1", "agentIP wants" },
	{ "agentIP=fe80::1%eth0", "agentIP wants" },
	{ "agentIP=analyzer", "agentIP wants" },
	{ "agent.cidr=10.0.0.0", "agent.cidr wants" },
	{ "agent.cidr=10.0.0.0/33", "agent.cidr wants" },
	{ "agent.cidr=!!10.0.0.0/8", "agent.cidr wants" },
	{ "address=a", "address wants" },
	{ "address=a ", "address wants" },
	{ "address=a b", "address wants" },
	{ "address= 10.0.0.1", "address wants" },
	{ "address=a  10.0.0.1", "address wants" },
	{ "address=a 10.0.0.1 ", "address wants" },
	{ "address=a 0.0.0.0", "address wants" },
	{ "address=a ff02::1", "address wants" },
	{ "address=10.0.0.1 10.0.0.1", "address wants" },
	{ "address=a.. 10.0.0.1", "address wants" },
	{ "address=a 10.0.0.1\naddress=A 10.0.0.1", "two addresses" },
	{ "end=2", "unknown key" },
	{ "end=1\npolling=20", "text behind end=1" },
	{ "end=1\n", "text behind end=1" },
};

static void
one_wrong_line_refuses_all(void **state)
{
	char text[1024];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(wrong_lines); i++) {
		snprintf(text, sizeof(text), "version=1\nsaved=5\n"
		    "domain=d\ncollector=1 6343 a\n%s\nend=1\n",
		    wrong_lines[i].line);
		refused(text, strlen(text), wrong_lines[i].reason);
	}
}

static const struct {
	const char	*text;
	const char	*reason;
} wrong_texts[] = {
	{ "", "cut off" },
	{ "\n", "line 1: is not version=1" },
	{ "version=2\nsaved=5\nend=1\n", "line 1: is not version=1" },
	{ "saved=5\nversion=1\nend=1\n", "line 1: is not version=1" },
	{ "version=1\n", "cut off" },
	{ "version=1\nsaved=5\n", "cut off" },
	{ "version=1\nsaved=5\nend=", "unknown key" },
	{ "version=1\nend=1\n", "when it was saved" },
	{ "version=1\nsaved=-5\nend=1\n", "saved wants" },
	{ "version=1\nsaved=9223372036854775808\nend=1\n", "saved wants" },
	{ "version=1\nsaved=5\ndomain=d\nend=1\n", "no collector" },
	{ "version=1\nsaved=5\ndomain=.d\ncollector=1 1 a\nend=1\n",
	    "domain wants" },
	{ "version=1\nsaved=5\ndomain=d.\ncollector=1 1 a\nend=1\n",
	    "domain wants" },
	{ "version=1\nsaved=5\ndomain=\nend=1\n", "domain wants" },
	{ "version=1\nsaved=5\npolling=1\nend=1\n", "without a domain" },
	{ "version=1\nsaved=5\nsampling.1G=1\nend=1\n", "without a domain" },
	{ "version=1\nsaved=5\ncollector=1 1 a\ndomain=d\nend=1\n",
	    "line 3: settings without a domain" },
};

static void
what_is_not_whole_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(wrong_texts); i++)
		refused(wrong_texts[i].text, strlen(wrong_texts[i].text),
		    wrong_texts[i].reason);
}

/* The newline at the end may be missing, nothing else. */
static void
no_part_of_it_is_taken(void **state)
{
	(void)state;
	for (size_t len = 0; len < sizeof(whole) - 2; len++)
		refused(whole, len, "");
}

static void
nul_is_refused(void **state)
{
	char text[sizeof(whole)];

	(void)state;
	for (size_t at = 0; at < sizeof(whole) - 1; at++) {
		memcpy(text, whole, sizeof(whole));
		text[at] = '\0';
		refused(text, sizeof(whole) - 1, "line ");
	}
}

static void
too_long_is_refused(void **state)
{
	static char text[LASTGOOD_TEXT_MAX + 1];

	(void)state;
	memset(text, '\n', sizeof(text));
	memcpy(text, whole, sizeof(whole) - 1);
	refused(text, sizeof(text), "longer than 16384");
}

static void
more_than_sixteen_are_refused(void **state)
{
	static const struct {
		const char	*format;
		const char	*reason;
	} many[] = {
		{ "collector=1 %u b\n", "more than 16 collectors" },
		{ "sampling.%uG=1\n", "more than 16 speeds" },
		{ "agent.cidr=10.%u.0.0/16\n", "more than 16 prefixes" },
		{ "address=h%u 10.0.0.1\n", "more than 16 addresses" },
	};
	char text[2048], line[64];

	(void)state;
	for (size_t k = 0; k < UNIT_COUNT(many); k++) {
		strcpy(text, "version=1\nsaved=1\ndomain=d\n"
		    "collector=0 1 a\n");
		for (unsigned int i = 10; i < 27; i++) {
			size_t used = strlen(text);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			snprintf(line, sizeof(line), many[k].format, i);
#pragma GCC diagnostic pop
			snprintf(text + used, sizeof(text) - used, "%s", line);
		}
		refused(text, strlen(text), many[k].reason);
	}
}

static void
longest_name_and_one_more(void **state)
{
	char host[CONF_VALUE_HOST_MAX], text[1024];
	struct lastgood l;

	(void)state;
	fill_host(host, 0);
	snprintf(text, sizeof(text),
	    "version=1\nsaved=1\naddress=%s 10.0.0.1\nend=1\n", host);
	parse(text, &l);
	assert_string_equal(l.addresses[0].host, host);
	snprintf(text, sizeof(text),
	    "version=1\nsaved=1\naddress=%s. 10.0.0.1\nend=1\n", host);
	refused(text, strlen(text), "address wants");
}

static void
addresses_are_kept_by_host(void **state)
{
	struct addr one, two, none;
	struct lastgood l;
	char host[8];

	(void)state;
	lastgood_init(&l);
	assert_true(addr_parse("10.0.0.1", &one));
	assert_true(addr_parse("10.0.0.2", &two));
	assert_true(addr_parse("0.0.0.0", &none));
	assert_true(lastgood_add_address(&l, "a", &one));
	assert_true(lastgood_add_address(&l, "A", &two));
	assert_int_equal(l.n_addresses, 1);
	assert_true(addr_equal(&l.addresses[0].addr, &two));
	assert_true(lastgood_add_address(&l, "a.", &one));
	assert_int_equal(l.n_addresses, 2);
	assert_false(lastgood_add_address(&l, "b", &none));
	for (unsigned int i = 2; i < 16; i++) {
		snprintf(host, sizeof(host), "h%u", i);
		assert_true(lastgood_add_address(&l, host, &one));
	}
	assert_false(lastgood_add_address(&l, "b", &one));
	assert_true(lastgood_add_address(&l, "h15", &two));
	assert_int_equal(l.n_addresses, 16);
}

static void
every_difference_but_the_time_counts(void **state)
{
	struct lastgood a, b;

	(void)state;
	parse(whole, &a);
	b = a;
	b.saved++;
	assert_true(lastgood_equal(&a, &b));
	b.dns.polling.value++;
	assert_false(lastgood_equal(&a, &b));
	b = a;
	b.has_dns = false;
	assert_false(lastgood_equal(&a, &b));
	b = a;
	b.n_addresses--;
	assert_false(lastgood_equal(&a, &b));
	b = a;
	b.addresses[0].addr.bytes[3]++;
	assert_false(lastgood_equal(&a, &b));
	b = a;
	strcpy(b.addresses[0].host, "c");
	assert_false(lastgood_equal(&a, &b));
	/* What is in dns without has_dns is nothing. */
	a.has_dns = false;
	b = a;
	b.dns.polling.value++;
	assert_true(lastgood_equal(&a, &b));
}

static void
age_is_never_negative(void **state)
{
	const int64_t now = 1795550400;
	struct lastgood l;

	(void)state;
	lastgood_init(&l);
	l.saved = now;
	assert_int_equal(lastgood_age(&l, now), 0);
	assert_int_equal(lastgood_age(&l, now + 1), 1);
	assert_int_equal(lastgood_age(&l, now - 1), 0);
	assert_int_equal(lastgood_age(&l, -5), 0);
	l.saved = INT64_MAX;
	assert_int_equal(lastgood_age(&l, now), 0);
}

/* Saved before the clock was set: its age is not known. */
static void
time_before_all_hosts_is_no_age(void **state)
{
	struct lastgood l;

	(void)state;
	lastgood_init(&l);
	assert_int_equal(lastgood_age(&l, 1795550400), 0);
	l.saved = 1577836799;
	assert_int_equal(lastgood_age(&l, 1795550400), 0);
	l.saved = 1577836800;
	assert_int_equal(lastgood_age(&l, 1795550400), 217713600);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_is_read),
		cmocka_unit_test(text_comes_back),
		cmocka_unit_test(unset_stays_unset),
		cmocka_unit_test(largest_fits_and_comes_back),
		cmocka_unit_test(none_is_not_stored),
		cmocka_unit_test(one_wrong_line_refuses_all),
		cmocka_unit_test(what_is_not_whole_is_refused),
		cmocka_unit_test(no_part_of_it_is_taken),
		cmocka_unit_test(nul_is_refused),
		cmocka_unit_test(too_long_is_refused),
		cmocka_unit_test(more_than_sixteen_are_refused),
		cmocka_unit_test(longest_name_and_one_more),
		cmocka_unit_test(addresses_are_kept_by_host),
		cmocka_unit_test(every_difference_but_the_time_counts),
		cmocka_unit_test(age_is_never_negative),
		cmocka_unit_test(time_before_all_hosts_is_no_age),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
