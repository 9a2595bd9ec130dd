/* SPDX-License-Identifier: Apache-2.0 */
/*
 * datagram.c and encode.c: byte for byte as the vectors of sFlow v5 that other
 * decoders have been tried on, and right at every size limit. What the numbers
 * mean is read back with common/'s decoder by the system tests.
 */
#include "unit.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datagram.h"
#include "encode.h"
#include "reader.h"

#define OUT_MAX		64

struct out {
	unsigned int	n;
	size_t		len[OUT_MAX];
	uint8_t		bytes[OUT_MAX][SETTINGS_DATAGRAM_MAX];
};

static struct out out;

static void
keep(const uint8_t *bytes, size_t len, void *arg)
{
	struct out *o = arg;

	assert_true(o->n < OUT_MAX);
	memcpy(o->bytes[o->n], bytes, len);
	o->len[o->n++] = len;
}

static uint32_t
one_second(void *arg)
{
	(void)arg;
	return 1000;
}

static void
start(struct datagram *d, const char *agent, uint32_t sub_agent)
{
	out.n = 0;
	datagram_init(d);
	assert_true(addr_parse(agent, &d->agent));
	d->sub_agent = sub_agent;
	d->uptime_ms = one_second;
	d->emit = keep;
	d->arg = &out;
}

static size_t
load_hex(const char *name, uint8_t *bytes, size_t cap)
{
	char path[128];
	unsigned int byte;
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "test/fixtures/sflow/%s.hex", name);
	f = fopen(path, "r");
	if (f == NULL)
		fail_msg("%s: run from the top of the tree", path);
	while (n < cap && fscanf(f, " %2x", &byte) == 1)
		bytes[n++] = (uint8_t)byte;
	fclose(f);
	return n;
}

static void
put_raw(struct writer *w, const void *data)
{
	const struct reader *body = data;

	writer_opaque(w, body->base, body->len);
}

/* Takes a vector's samples apart and has them packed again. */
static void
repack(struct datagram *d, struct reader *r)
{
	uint32_t n_samples;

	reader_bytes(r, 24);
	n_samples = reader_u32(r);
	while (n_samples-- > 0) {
		uint32_t sequence, id, n;
		struct datagram_source source = { .sequence = &sequence };

		assert_int_equal(reader_u32(r), 2);
		reader_u32(r);
		sequence = reader_u32(r) - 1;
		id = reader_u32(r);
		source.class = id >> 24;
		source.index = id & 0xffffff;
		datagram_sample(d, &source);
		for (n = reader_u32(r); n > 0; n--) {
			uint32_t tag = reader_u32(r);
			uint32_t len = reader_u32(r);
			struct reader body = reader_sub(r, len);

			assert_true(datagram_record(d, tag, put_raw, &body));
		}
		datagram_flush(d);
	}
}

static void
framing_is_that_of_the_vectors(void **state)
{
	static const struct {
		const char	*name;
		uint32_t	 sub_agent;
	} vectors[] = { { "v1", 100000 }, { "v2", 100000 }, { "v3", 100000 },
	    { "v4", 0 } };
	static struct datagram d;
	uint8_t bytes[512];
	struct reader r;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(vectors); i++) {
		size_t len = load_hex(vectors[i].name, bytes, sizeof(bytes));

		reader_init(&r, bytes, len);
		start(&d, "192.0.2.1", vectors[i].sub_agent);
		repack(&d, &r);
		assert_false(r.overflow);
		assert_int_equal(out.n, 1);
		assert_int_equal(out.len[0], len);
		assert_memory_equal(out.bytes[0], bytes, len);
	}
}

/* The body of the first record with this tag, anywhere in what came out. */
static struct reader
find_record(uint32_t wanted)
{
	for (unsigned int i = 0; i < out.n; i++) {
		struct reader r;
		uint32_t samples;

		reader_init(&r, out.bytes[i], out.len[i]);
		reader_u32(&r);
		reader_bytes(&r, reader_u32(&r) == 1 ? 4 + 12 : 16 + 12);
		for (samples = reader_u32(&r); samples > 0; samples--) {
			bool expanded = reader_u32(&r) == 4;
			struct reader s = reader_sub(&r, reader_u32(&r));
			uint32_t n;

			reader_bytes(&s, expanded ? 12 : 8);
			for (n = reader_u32(&s); n > 0; n--) {
				uint32_t tag = reader_u32(&s);
				struct reader body = reader_sub(&s,
				    reader_u32(&s));

				assert_false(s.overflow);
				if (tag == wanted)
					return body;
			}
			assert_int_equal(reader_left(&s), 0);
		}
		assert_int_equal(reader_left(&r), 0);
		assert_false(r.overflow);
	}
	fail_msg("no record %u", wanted);
	abort();
}

static void
fill(struct model_host *h)
{
	uint32_t *words = (uint32_t *)(void *)h;

	/* Every number differs, so that a swapped pair is seen. */
	for (size_t i = 0; i < sizeof(*h) / 4; i++)
		words[i] = (uint32_t)i + 1;
	strcpy(h->descr.hostname, "dom0-a");
	for (uint8_t i = 0; i < 16; i++)
		h->descr.uuid[i] = i;
	h->descr.machine_type = 3;
	h->descr.os_name = 2;
	strcpy(h->descr.os_release, "4.19.0+1");
	for (size_t i = 0; i < MODEL_ADAPTERS_MAX; i++)
		h->adapters.adapter[i].has_mac = true;
	h->adapters.n = 1;
	h->adapters.adapter[0].ifindex = 7;
	memcpy(h->adapters.adapter[0].mac, "\2\0\0\0\0\1", 6);
	h->cpu.have = h->memory.have = h->disk.have = h->net.have =
	    h->mib2.have = true;
}

static void
encode(struct datagram *d, const struct model_host *h)
{
	static uint32_t sequence;
	const struct datagram_source source = { 2, 1, &sequence };

	sequence = 0;
	datagram_sample(d, &source);
	assert_int_equal(encode_host(d, h), 0);
	datagram_flush(d);
}

/* V2 and V3 have host_descr, host_adapters and host_cpu of another encoder. */
static void
records_are_those_of_the_vectors(void **state)
{
	static struct datagram d;
	static struct model_host h;
	static const char descr[] = "\0\0\0\6dom0-a\0\0"
	    "\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17"
	    "\0\0\0\3\0\0\0\2\0\0\0\0104.19.0+1";
	static const char adapters[] = "\0\0\0\1\0\0\0\7\0\0\0\1"
	    "\2\0\0\0\0\1\0\0";
	uint8_t v3[256];
	struct reader body;

	(void)state;
	fill(&h);
	h.cpu = (struct model_cpu){ .have = true, .load_one = 1.5F,
	    .load_five = 2.5F, .load_fifteen = 3.5F, .proc_run = 1,
	    .proc_total = 100, .cpu_num = 4, .cpu_speed = 2400,
	    .uptime = 3600, .user = 11, .nice = 12, .system = 13, .idle = 14,
	    .wio = 15, .intr = 16, .sintr = 17, .interrupts = 18,
	    .contexts = 19, .steal = 20, .guest = 21, .guest_nice = 22 };
	start(&d, "192.0.2.1", 100000);
	encode(&d, &h);
	body = find_record(2000);
	assert_int_equal(body.len, sizeof(descr) - 1);
	assert_memory_equal(body.base, descr, body.len);
	body = find_record(2001);
	assert_int_equal(body.len, sizeof(adapters) - 1);
	assert_memory_equal(body.base, adapters, body.len);
	body = find_record(2003);
	assert_int_equal(body.len, 80);
	assert_int_equal(load_hex("v3", v3, sizeof(v3)), 124);
	assert_memory_equal(body.base, v3 + 124 - 68, 68);
	assert_memory_equal(body.base + 68, "\0\0\0\24\0\0\0\25\0\0\0\26", 12);
}

static void
every_record_has_its_length_and_order(void **state)
{
	static const struct {
		uint32_t	tag;
		size_t		len;
	} records[] = { { 2003, 80 }, { 2004, 72 }, { 2005, 52 },
	    { 2006, 40 }, { 2007, 76 }, { 2008, 100 }, { 2009, 60 },
	    { 2010, 28 } };
	static struct datagram d;
	static struct model_host h;
	struct reader body;

	(void)state;
	fill(&h);
	start(&d, "192.0.2.1", 100000);
	encode(&d, &h);
	assert_int_equal(out.n, 1);
	for (size_t i = 0; i < UNIT_COUNT(records); i++) {
		body = find_record(records[i].tag);
		assert_int_equal(body.len, records[i].len);
	}
	body = find_record(2004);
	assert_true(reader_u64(&body) == h.memory.total);
	assert_true(reader_u64(&body) == h.memory.free);
	reader_bytes(&body, 40);
	assert_int_equal(reader_u32(&body), h.memory.page_in);
	body = find_record(2005);
	reader_bytes(&body, 16);
	assert_int_equal(reader_u32(&body), h.disk.part_max_used);
	assert_int_equal(reader_u32(&body), h.disk.reads);
	assert_true(reader_u64(&body) == h.disk.bytes_read);
	assert_int_equal(reader_u32(&body), h.disk.read_time);
	body = find_record(2006);
	assert_true(reader_u64(&body) == h.net.bytes_in);
	reader_bytes(&body, 12);
	assert_true(reader_u64(&body) == h.net.bytes_out);
	body = find_record(2008);
	assert_memory_equal(body.base, "\0\0", 2);
	for (unsigned int i = 0; i < MODEL_ICMP_FIELDS; i++)
		assert_int_equal(reader_u32(&body), h.mib2.icmp[i]);
}

static void
groups_that_are_not_there_are_not_sent(void **state)
{
	static struct datagram d;
	static struct model_host h;

	(void)state;
	fill(&h);
	h.cpu.have = h.memory.have = h.disk.have = h.net.have =
	    h.mib2.have = false;
	start(&d, "192.0.2.1", 100000);
	encode(&d, &h);
	/* Header, sample, host_descr, host_adapters: nothing else. */
	assert_int_equal(out.len[0], 28 + 20 + 8 + 48 + 8 + 20);
}

static void
any_limit_gives_whole_datagrams_with_everything(void **state)
{
	static struct datagram d;
	static struct model_host h;

	(void)state;
	fill(&h);
	memset(h.descr.hostname, 'h', MODEL_HOSTNAME_MAX);
	memset(h.descr.os_release, 'r', MODEL_RELEASE_MAX);
	h.adapters.n = MODEL_ADAPTERS_MAX;
	for (size_t max = SETTINGS_DATAGRAM_MIN; max <= 1600; max += 4)
		for (int form = 0; form < 4; form++) {
			start(&d, form & 1 ? "2001:db8::1" : "192.0.2.1", 1);
			d.expanded = (form & 2) != 0;
			d.max = max;
			encode(&d, &h);
			assert_int_equal(d.n_dropped, 0);
			for (unsigned int i = 0; i < out.n; i++) {
				assert_true(out.len[i] <= max);
				assert_int_equal(out.len[i] % 4, 0);
			}
			for (uint32_t tag = 2000; tag <= 2010; tag++)
				if (tag != 2002)
					find_record(tag);
			assert_int_equal(d.sequence, out.n);
		}
}

static void
sequences_go_on_over_datagrams(void **state)
{
	static struct datagram d;
	static struct model_host h;
	struct reader r;

	(void)state;
	fill(&h);
	start(&d, "192.0.2.1", 5);
	d.max = 300;
	encode(&d, &h);
	assert_true(out.n > 2);
	for (uint32_t i = 0; i < out.n; i++) {
		reader_init(&r, out.bytes[i], out.len[i]);
		reader_bytes(&r, 12);
		assert_int_equal(reader_u32(&r), 5);
		assert_int_equal(reader_u32(&r), i + 1);
		assert_int_equal(reader_u32(&r), 1000);
		assert_int_equal(reader_u32(&r), 1);
		reader_bytes(&r, 8);
		assert_int_equal(reader_u32(&r), i + 1);
	}
}

static void
a_record_too_large_is_dropped_and_counted(void **state)
{
	static const uint8_t big[2048];
	static struct datagram d;
	uint32_t sequence = 0;
	const struct datagram_source source = { 2, 1, &sequence };
	struct reader body;

	(void)state;
	start(&d, "192.0.2.1", 1);
	datagram_sample(&d, &source);
	reader_init(&body, big, 8);
	assert_true(datagram_record(&d, 1, put_raw, &body));
	reader_init(&body, big, 1400);
	assert_false(datagram_record(&d, 2, put_raw, &body));
	reader_init(&body, big, datagram_record_max(&d));
	assert_true(datagram_record(&d, 3, put_raw, &body));
	datagram_flush(&d);
	assert_int_equal(d.n_dropped, 1);
	assert_int_equal(out.n, 2);
	assert_int_equal(out.len[1], 1400);
	assert_int_equal(sequence, 2);
	datagram_flush(&d);
	assert_int_equal(out.n, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(framing_is_that_of_the_vectors),
		cmocka_unit_test(records_are_those_of_the_vectors),
		cmocka_unit_test(every_record_has_its_length_and_order),
		cmocka_unit_test(groups_that_are_not_there_are_not_sent),
		cmocka_unit_test(
		    any_limit_gives_whole_datagrams_with_everything),
		cmocka_unit_test(sequences_go_on_over_datagrams),
		cmocka_unit_test(a_record_too_large_is_dropped_and_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
