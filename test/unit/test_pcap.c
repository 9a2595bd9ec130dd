/* SPDX-License-Identifier: Apache-2.0 */
/* pcap.c: headers of capture files. */
#include "unit.h"

#include <string.h>

#include "pcap.h"
#include "sflow_hex.h"

static void
bytes(const char *hex, uint8_t *buf, size_t want)
{
	size_t len;

	assert_true(sflow_hex_parse(hex, strlen(hex), buf, want, &len));
	assert_int_equal(len, want);
}

static void
file_headers_are_read_in_both_orders(void **state)
{
	static const struct {
		const char	*hex;
		bool		 little, nano;
		uint32_t	 link;
	} cases[] = {
		{ "a1b2c3d4 0002 0004 00000000 00000000 00040000 00000001",
		    false, false, 1 },
		{ "d4c3b2a1 0200 0400 00000000 00000000 00000400 71000000",
		    true, false, 113 },
		{ "a1b23c4d 0002 0004 00000000 00000000 00040000 00000065",
		    false, true, 101 },
		{ "4d3cb2a1 0200 0400 00000000 00000000 00000400 14010000",
		    true, true, 276 },
		/* The length of a check sequence is no part of the type. */
		{ "a1b2c3d4 0002 0004 00000000 00000000 00040000 f4000001",
		    false, false, 1 },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		uint8_t header[PCAP_FILE_HEADER];
		struct pcap_file file;

		bytes(cases[i].hex, header, sizeof(header));
		assert_int_equal(pcap_parse_file(header, &file), PCAP_CLASSIC);
		assert_int_equal(file.little, cases[i].little);
		assert_int_equal(file.nanoseconds, cases[i].nano);
		assert_int_equal(file.link, cases[i].link);
	}
}

static void
other_files_are_told_apart(void **state)
{
	uint8_t header[PCAP_FILE_HEADER] = { 0x0a, 0x0d, 0x0d, 0x0a };
	struct pcap_file file;

	(void)state;
	assert_int_equal(pcap_parse_file(header, &file), PCAP_NEXT_GENERATION);
	header[0] = 0xa1;
	assert_int_equal(pcap_parse_file(header, &file), PCAP_OTHER);
	memset(header, 0, sizeof(header));
	assert_int_equal(pcap_parse_file(header, &file), PCAP_OTHER);
}

static void
record_headers_are_read(void **state)
{
	struct pcap_file file = { .little = true };
	struct pcap_record record;
	uint8_t header[PCAP_RECORD_HEADER];

	(void)state;
	bytes("01000000 02000000 03000000 04000000", header, sizeof(header));
	assert_true(pcap_parse_record(&file, header, &record));
	assert_int_equal(record.seconds, 1);
	assert_int_equal(record.nanoseconds, 2000);
	assert_int_equal(record.length, 3);
	assert_int_equal(record.original, 4);
	file.nanoseconds = true;
	assert_true(pcap_parse_record(&file, header, &record));
	assert_int_equal(record.nanoseconds, 2);
	/* The largest frame, and one byte more. */
	file.little = false;
	bytes("00000001 00000002 00040000 00000004", header, sizeof(header));
	assert_true(pcap_parse_record(&file, header, &record));
	bytes("00000001 00000002 00040001 00000004", header, sizeof(header));
	assert_false(pcap_parse_record(&file, header, &record));
}

static void
what_is_made_is_read(void **state)
{
	struct pcap_record record = { 1700000000, 123456789, 60, 1500 }, got;
	uint8_t file_header[PCAP_FILE_HEADER], header[PCAP_RECORD_HEADER];
	struct pcap_file file;

	(void)state;
	pcap_make_file(101, file_header);
	assert_int_equal(pcap_parse_file(file_header, &file), PCAP_CLASSIC);
	assert_int_equal(file.link, 101);
	pcap_make_record(&record, header);
	assert_true(pcap_parse_record(&file, header, &got));
	assert_int_equal(got.seconds, 1700000000);
	assert_int_equal(got.nanoseconds, 123456000);
	assert_int_equal(got.length, 60);
	assert_int_equal(got.original, 1500);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(file_headers_are_read_in_both_orders),
		cmocka_unit_test(other_files_are_told_apart),
		cmocka_unit_test(record_headers_are_read),
		cmocka_unit_test(what_is_made_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
