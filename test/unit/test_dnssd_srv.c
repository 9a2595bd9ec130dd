/* SPDX-License-Identifier: Apache-2.0 */
/* SRV records, good and bad, in any order. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "dns_build.h"
#include "dnssd_srv.h"

#define NAME	"_sflow._udp.example.com"

static struct dns_build b;
static struct dnssd d;
static char notes[DNSSD_NOTES_MAX];
static uint32_t ttl;

static int
reset(void **state)
{
	(void)state;
	dnssd_init(&d);
	dns_build_begin(&b, NAME, ns_t_srv, 0);
	return 0;
}

static enum dns_result
parse(void)
{
	struct textbuf t;

	textbuf_init(&t, notes, sizeof(notes));
	return dnssd_srv_parse(b.msg, b.len, NAME, &d, &t, &ttl);
}

static void
assert_collector(unsigned int i, unsigned int priority, const char *host,
    unsigned int port)
{
	assert_true(i < d.n_collectors);
	assert_string_equal(d.collectors[i].host, host);
	assert_int_equal(d.collectors[i].port, port);
	assert_int_equal(d.collectors[i].priority, priority);
}

/* The zone line of the article: SRV 0 0 6343 analyzer */
static void
one_record_is_one_collector(void **state)
{
	(void)state;
	d.polling.set = true;
	strcpy(d.domain, "example.com");
	dns_build_srv(&b, 30, 0, 6343, "analyzer.example.com");
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(d.n_collectors, 1);
	assert_collector(0, 0, "analyzer.example.com", 6343);
	assert_false(d.none);
	assert_int_equal(ttl, 30);
	assert_string_equal(notes, "");
	/* The rest is left alone. */
	assert_true(d.polling.set);
	assert_string_equal(d.domain, "example.com");
}

static void
all_records_are_collectors_in_one_order(void **state)
{
	(void)state;
	dns_build_srv(&b, 30, 20, 6343, "a.example.com");
	dns_build_srv(&b, 25, 10, 6344, "b.example.com");
	dns_build_srv(&b, 40, 10, 6343, "B.EXAMPLE.com");
	dns_build_srv(&b, 40, 10, 6343, "a-1_x.example.com");
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(d.n_collectors, 4);
	assert_collector(0, 10, "a-1_x.example.com", 6343);
	assert_collector(1, 10, "b.example.com", 6343);
	assert_collector(2, 10, "b.example.com", 6344);
	assert_collector(3, 20, "a.example.com", 6343);
	assert_int_equal(ttl, 25);
	assert_string_equal(notes, "");
}

static void
equal_host_and_port_count_once(void **state)
{
	(void)state;
	dns_build_srv(&b, 30, 20, 6343, "a.example.com");
	dns_build_srv(&b, 30, 10, 6343, "A.example.com");
	dns_build_srv(&b, 30, 30, 6343, "a.example.com");
	dns_build_srv(&b, 30, 10, 6343, "a.example.com");
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(d.n_collectors, 1);
	assert_collector(0, 10, "a.example.com", 6343);
	assert_string_equal(notes, "");
}

static void
alias_of_the_service_is_followed(void **state)
{
	(void)state;
	dns_build_cname(&b, NAME, 5, "_sflow._udp.example.net");
	dns_build_record(&b, "_sflow._udp.example.net", ns_t_srv, 30);
	dns_build_u16(&b, 0);
	dns_build_u16(&b, 0);
	dns_build_u16(&b, 6343);
	dns_build_name(&b, "analyzer.example.net");
	dns_build_end(&b);
	assert_int_equal(parse(), DNS_OK);
	assert_collector(0, 0, "analyzer.example.net", 6343);
	assert_int_equal(ttl, 5);
}

static void
root_alone_is_none_on_purpose(void **state)
{
	(void)state;
	dns_build_srv(&b, 30, 0, 0, ".");
	assert_int_equal(parse(), DNS_OK);
	assert_true(d.none);
	assert_int_equal(d.n_collectors, 0);
	assert_string_equal(notes, "");
	dns_build_srv(&b, 30, 1, 6343, ".");
	assert_int_equal(parse(), DNS_OK);
	assert_true(d.none);
}

static void
root_beside_others_is_ignored(void **state)
{
	(void)state;
	dns_build_srv(&b, 30, 0, 0, ".");
	dns_build_srv(&b, 30, 0, 6343, "analyzer.example.com");
	assert_int_equal(parse(), DNS_OK);
	assert_false(d.none);
	assert_int_equal(d.n_collectors, 1);
	assert_string_equal(notes,
	    "SRV target \".\" beside others: not used\n");
	reset(NULL);
	dns_build_srv(&b, 30, 0, 0, "analyzer.example.com");
	dns_build_srv(&b, 30, 0, 0, ".");
	assert_int_equal(parse(), DNS_FAILED);
	assert_false(d.none);
}

static void
port_zero_is_refused(void **state)
{
	(void)state;
	dns_build_srv(&b, 30, 0, 0, "Analyzer.example.com");
	assert_int_equal(parse(), DNS_FAILED);
	assert_int_equal(d.n_collectors, 0);
	assert_string_equal(notes, "SRV target 'analyzer.example.com' has port"
	    " 0: not used\n");
	dns_build_srv(&b, 30, 0, 6343, "b.example.com");
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(d.n_collectors, 1);
	assert_string_equal(notes, "SRV target 'analyzer.example.com' has port"
	    " 0: not used\n");
}

static void
targets_that_are_no_host_names_are_refused(void **state)
{
	static const char *const bad[] = { "a b.example", "a\\000.example",
	    "a\\.b.example", "\\255.example", "a\\\\.example", "a*.example",
	    "a/b.example", "a:1.example", "\\010x.example", "a%n.example",
	    "\\.", "x\\.", "256.1.1.1", "'.example" };

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(bad); i++) {
		reset(NULL);
		dns_build_srv(&b, 30, 0, 6343, bad[i]);
		assert_int_equal(parse(), DNS_FAILED);
		assert_int_equal(d.n_collectors, 0);
		assert_non_null(strstr(notes, "' is not a host name: not "
		    "used\n"));
	}
}

/* "SRV 0 0 6343 10.0.0.1." in a zone. */
static void
address_as_target_is_said_to_be_one(void **state)
{
	(void)state;
	dns_build_srv(&b, 30, 0, 6343, "10.0.0.1");
	assert_int_equal(parse(), DNS_FAILED);
	assert_string_equal(notes, "SRV target '10.0.0.1' is an address, "
	    "where a host name is needed: not used\n");
}

static void
longest_name_is_a_host(void **state)
{
	char name[254];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[63] = name[127] = name[191] = '.';
	name[253] = '\0';
	dns_build_srv(&b, 30, 0, 6343, name);
	assert_int_equal(parse(), DNS_OK);
	assert_collector(0, 0, name, 6343);
}

static void
malformed_records_leave_the_others(void **state)
{
	(void)state;
	dns_build_srv(&b, 30, 0, 6343, "analyzer.example.com");
	for (size_t n = 0; n < 7; n++) {
		dns_build_record(&b, NULL, ns_t_srv, 30);
		dns_build_bytes(&b, "\0\0\0\0\0\0\0", n);
		dns_build_end(&b);
	}
	dns_build_srv(&b, 30, 0, 6343, "b.example.com");
	dns_build_u8(&b, 0);
	dns_build_end(&b);
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(d.n_collectors, 1);
	assert_string_equal(notes, "SRV record is malformed: not used\n");
}

static void
no_records_are_nothing(void **state)
{
	(void)state;
	d.n_collectors = 3;
	d.none = true;
	assert_int_equal(parse(), DNS_NOTHING);
	assert_int_equal(d.n_collectors, 0);
	assert_false(d.none);
	assert_string_equal(notes, "");
	assert_int_equal(ttl, UINT32_MAX);
	dns_build_begin(&b, NAME, ns_t_srv, ns_r_nxdomain);
	assert_int_equal(parse(), DNS_NOTHING);
}

static void
failure_has_a_note(void **state)
{
	(void)state;
	dns_build_begin(&b, NAME, ns_t_srv, ns_r_refused);
	assert_int_equal(parse(), DNS_FAILED);
	assert_string_equal(notes, "SRV: the server refuses (REFUSED)\n");
}

/* h0000 .. h(n-1), forwards or backwards. */
static void
add_many(int n, bool backwards, const char *suffix)
{
	char name[256];

	reset(NULL);
	for (int i = 0; i < n; i++) {
		int at = backwards ? n - 1 - i : i;

		snprintf(name, sizeof(name), "h%04d%s", at, suffix);
		dns_build_srv(&b, 30, at == 3 ? 0 : 10, 6343, name);
	}
}

static void
the_seventeenth_is_named(void **state)
{
	struct dnssd first;

	(void)state;
	add_many(16, false, ".example.com");
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(d.n_collectors, 16);
	assert_string_equal(notes, "");
	add_many(17, false, ".example.com");
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(d.n_collectors, 16);
	assert_collector(0, 0, "h0003.example.com", 6343);
	assert_collector(15, 10, "h0015.example.com", 6343);
	assert_string_equal(notes, "17 collectors in SRV records, 16 are used;"
	    " not used: h0016.example.com:6343\n");
	first = d;
	add_many(17, true, ".example.com");
	assert_int_equal(parse(), DNS_OK);
	assert_memory_equal(&first, &d, sizeof(d));
}

static void
many_more_are_named_in_one_bounded_line(void **state)
{
	char first[DNSSD_NOTES_MAX], suffix[249];

	(void)state;
	add_many(1000, false, ".example.com");
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(d.n_collectors, 16);
	strcpy(first, notes);
	assert_non_null(strstr(notes, "1000 collectors in SRV records, 16 are "
	    "used; not used: h0016.example.com:6343, h0017.example.com:6343,"));
	assert_non_null(strstr(notes, "h0065.example.com:6343 and 934 more\n"));
	add_many(1000, true, ".example.com");
	assert_int_equal(parse(), DNS_OK);
	assert_string_equal(notes, first);
	/* Names as long as they get. */
	memset(suffix, 'a', sizeof(suffix));
	suffix[58] = suffix[122] = suffix[186] = '.';
	suffix[248] = '\0';
	add_many(30, false, suffix);
	assert_int_equal(parse(), DNS_OK);
	assert_non_null(strstr(notes, ":6343 and 10 more\n"));
}

static void
refused_ones_are_named_up_to_a_number(void **state)
{
	char first[DNSSD_NOTES_MAX];
	unsigned int lines = 0;

	(void)state;
	add_many(1000, false, " x.example.com");
	assert_int_equal(parse(), DNS_FAILED);
	strcpy(first, notes);
	for (const char *p = notes; *p != '\0'; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 9);
	assert_non_null(strstr(notes,
	    "\n992 more SRV targets cannot be used\n"));
	add_many(1000, true, " x.example.com");
	assert_int_equal(parse(), DNS_FAILED);
	assert_string_equal(notes, first);
}

static void
thousands_of_records_are_read(void **state)
{
	(void)state;
	while (b.len + 40 < sizeof(b.msg))
		dns_build_srv(&b, 30, (unsigned int)(b.len & 0xff),
		    (unsigned int)b.len, "a.example.com");
	assert_int_equal(parse(), DNS_OK);
	assert_int_equal(d.n_collectors, 16);
}

static void
cut_answer_is_never_read_past_its_end(void **state)
{
	struct textbuf t;

	(void)state;
	dns_build_srv(&b, 30, 0, 6343, "a.example.com");
	dns_build_srv(&b, 30, 0, 0, "b c.example.com");
	for (size_t n = 0; n < b.len; n++) {
		uint8_t *copy = dns_build_copy(&b, n);

		textbuf_init(&t, notes, sizeof(notes));
		assert_int_equal(dnssd_srv_parse(copy, n, NAME, &d, &t, &ttl),
		    DNS_FAILED);
		assert_int_equal(d.n_collectors, 0);
		assert_true(t.len > 0);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup(f, reset)
		TEST(one_record_is_one_collector),
		TEST(all_records_are_collectors_in_one_order),
		TEST(equal_host_and_port_count_once),
		TEST(alias_of_the_service_is_followed),
		TEST(root_alone_is_none_on_purpose),
		TEST(root_beside_others_is_ignored),
		TEST(port_zero_is_refused),
		TEST(targets_that_are_no_host_names_are_refused),
		TEST(address_as_target_is_said_to_be_one),
		TEST(longest_name_is_a_host),
		TEST(malformed_records_leave_the_others),
		TEST(no_records_are_nothing),
		TEST(failure_has_a_note),
		TEST(the_seventeenth_is_named),
		TEST(many_more_are_named_in_one_bounded_line),
		TEST(refused_ones_are_named_up_to_a_number),
		TEST(thousands_of_records_are_read),
		TEST(cut_answer_is_never_read_past_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
