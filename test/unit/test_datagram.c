/* SPDX-License-Identifier: Apache-2.0 */
/*
 * datagram.c: which sample is in which datagram. The bytes of samples and
 * records are test_encode.c's.
 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "datagram.h"
#include "reader.h"

#define SOURCES		40
#define TAG		2000

struct seen {
	unsigned int	datagrams;
	unsigned int	samples[SOURCES];	/* by source */
	unsigned int	bytes[SOURCES];
};

static struct seen seen;

/* The compact header, then samples by their lengths. */
static void
look(const uint8_t *bytes, size_t len, void *arg)
{
	struct reader r;
	uint32_t n;

	(void)arg;
	reader_init(&r, bytes, len);
	reader_bytes(&r, 24);
	n = reader_u32(&r);
	assert_true(n > 0);
	for (uint32_t i = 0; i < n; i++) {
		struct reader sample;
		uint32_t source;

		assert_int_equal(reader_u32(&r), 2);
		sample = reader_sub(&r, reader_u32(&r));
		assert_false(r.overflow);
		reader_u32(&sample);
		source = reader_u32(&sample) & 0xffffff;
		assert_true(source < SOURCES);
		seen.samples[source]++;
		seen.bytes[source] += (unsigned int)reader_left(&sample) - 4;
	}
	assert_int_equal(reader_left(&r), 0);
	seen.datagrams++;
}

static uint32_t
no_uptime(void *arg)
{
	(void)arg;
	return 0;
}

static void
put_zeros(struct writer *w, const void *data)
{
	static const uint8_t zeros[512];

	writer_opaque(w, zeros, *(const size_t *)data);
}

/* Samples of three records each; sizes vary with the source. */
static void
send_sources(struct datagram *d, size_t max, size_t size)
{
	static uint32_t sequence[SOURCES];

	memset(&seen, 0, sizeof(seen));
	memset(sequence, 0, sizeof(sequence));
	datagram_init(d);
	assert_true(addr_parse("192.0.2.1", &d->agent));
	d->max = max;
	d->emit = look;
	d->uptime_ms = no_uptime;
	for (uint32_t i = 0; i < SOURCES; i++) {
		const struct datagram_source source = { .class = 3, .index = i,
		    .sequence = &sequence[i] };
		size_t bytes = size + i % 5 * 4;

		datagram_sample(d, &source);
		for (int j = 0; j < 3; j++)
			assert_true(datagram_record(d, TAG, put_zeros,
			    &bytes));
	}
	datagram_flush(d);
}

static void
a_sample_that_fits_a_datagram_is_never_divided(void **state)
{
	static struct datagram d;

	(void)state;
	for (size_t max = 400; max <= 1400; max += 4)
		for (size_t size = 40; size <= 80; size += 8) {
			send_sources(&d, max, size);
			for (uint32_t i = 0; i < SOURCES; i++) {
				assert_int_equal(seen.samples[i], 1);
				assert_int_equal(seen.bytes[i],
				    3 * (8 + size + i % 5 * 4));
			}
			assert_int_equal(d.sequence, seen.datagrams);
		}
}

static void
datagrams_are_filled(void **state)
{
	static struct datagram d;

	(void)state;
	/* A sample is 20 + 3 * (8 + 40 to 56) bytes: 6 go into 1372. */
	send_sources(&d, 1400, 40);
	assert_true(seen.datagrams <= SOURCES / 6 + 1);
}

static void
a_sample_too_large_for_one_goes_into_several(void **state)
{
	static struct datagram d;

	(void)state;
	send_sources(&d, 200, 100);
	for (uint32_t i = 0; i < SOURCES; i++) {
		assert_true(seen.samples[i] > 1);
		assert_int_equal(seen.bytes[i], 3 * (8 + 100 + i % 5 * 4));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sample_that_fits_a_datagram_is_never_divided),
		cmocka_unit_test(datagrams_are_filled),
		cmocka_unit_test(a_sample_too_large_for_one_goes_into_several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
