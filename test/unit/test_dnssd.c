/* SPDX-License-Identifier: Apache-2.0 */
/* What a domain says, as a value: when it is the same, and its notes. */
#include "unit.h"

#include <string.h>

#include "dnssd.h"

static void
fill(struct dnssd *d)
{
	dnssd_init(d);
	strcpy(d->domain, "example.com");
	d->n_collectors = 1;
	d->collectors[0].port = 6343;
	strcpy(d->collectors[0].host, "analyzer.example.com");
	d->polling.set = true;
	d->polling.value = 20;
	d->n_speeds = 1;
	d->speeds[0].bps = 10000000000;
	d->speeds[0].sampling = 4000;
	strcpy(d->agent, "eth0");
	addr_parse("10.0.0.1", &d->agent_ip);
	d->n_cidrs = 1;
	cidr_parse("10.0.0.0/8", &d->cidrs[0].cidr);
}

static void
each_field_makes_a_difference(void **state)
{
	struct dnssd a, b;

	(void)state;
	fill(&a);
	fill(&b);
	assert_true(dnssd_equal(&a, &b));
#define DIFFERS(change) do {				\
		fill(&b);				\
		change;					\
		assert_false(dnssd_equal(&a, &b));	\
		assert_false(dnssd_equal(&b, &a));	\
	} while (0)
	DIFFERS(strcpy(b.domain, "example.net"));
	DIFFERS(b.none = true);
	DIFFERS(b.n_collectors = 0);
	DIFFERS(b.collectors[0].priority = 1);
	DIFFERS(b.collectors[0].port = 6344);
	DIFFERS(strcpy(b.collectors[0].host, "other.example.com"));
	DIFFERS(b.polling.set = false);
	DIFFERS(b.polling.value = 21);
	DIFFERS(b.sampling.set = true);
	DIFFERS(b.header_bytes.set = true);
	DIFFERS(b.n_speeds = 0);
	DIFFERS(b.speeds[0].bps = 1);
	DIFFERS(b.speeds[0].sampling = 1);
	DIFFERS(strcpy(b.agent, "eth1"));
	DIFFERS(addr_parse("10.0.0.2", &b.agent_ip));
	DIFFERS(b.n_cidrs = 0);
	DIFFERS(b.cidrs[0].avoid = true);
	DIFFERS(b.cidrs[0].cidr.bits = 9);
	DIFFERS(b.cidrs[0].cidr.addr.bytes[0] = 11);
}

static void
what_is_not_set_makes_none(void **state)
{
	struct dnssd a, b;

	(void)state;
	fill(&a);
	fill(&b);
	strcpy(b.domain, "EXAMPLE.com");
	b.sampling.value = 7;
	b.collectors[1].port = 7;
	b.speeds[1].bps = 7;
	b.cidrs[1].avoid = true;
	assert_true(dnssd_equal(&a, &b));
}

static void
names_are_the_same_without_case_and_last_dot(void **state)
{
	(void)state;
	assert_true(dnssd_same_name("example.com", "EXAMPLE.com."));
	assert_true(dnssd_same_name("", ""));
	assert_true(dnssd_same_name("", "."));
	assert_false(dnssd_same_name("example.com", "example.co"));
	assert_false(dnssd_same_name("example.com", "example.con"));
	assert_false(dnssd_same_name("example.com", ""));
}

static void
notes_are_whole_lines(void **state)
{
	char text[16], long_line[DNSSD_NOTE_MAX + 1];
	struct textbuf notes;

	(void)state;
	textbuf_init(&notes, text, sizeof(text));
	dnssd_note(&notes, "%d", 123456789);
	assert_string_equal(text, "123456789\n");
	dnssd_note(&notes, "12345");
	assert_true(notes.overflow);
	assert_string_equal(text, "123456789\n");
	textbuf_init(&notes, text, sizeof(text));
	dnssd_note(&notes, "12345678901234");
	assert_false(notes.overflow);
	assert_string_equal(text, "12345678901234\n");
	memset(long_line, 'x', sizeof(long_line));
	long_line[DNSSD_NOTE_MAX] = '\0';
	textbuf_init(&notes, text, sizeof(text));
	dnssd_note(&notes, "%s", long_line);
	assert_true(notes.overflow);
	assert_string_equal(text, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_makes_a_difference),
		cmocka_unit_test(what_is_not_set_makes_none),
		cmocka_unit_test(names_are_the_same_without_case_and_last_dot),
		cmocka_unit_test(notes_are_whole_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
