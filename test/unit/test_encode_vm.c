/* SPDX-License-Identifier: Apache-2.0 */
/*
 * encode.c, the hypervisor and its VMs: byte for byte as vector V2 of sFlow v5,
 * and whole at every size limit.
 */
#include "unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "datagram.h"
#include "encode.h"
#include "reader.h"
#include "sflow_trace.h"
#include "vm_build.h"

#define OUT_MAX		32
#define HEADER		28	/* of a datagram by an agent with IPv4 */
#define SAMPLE		20	/* tag, length and head, compact */
#define INDEX		100000

static const struct encode_source host = { ENCODE_HOST_CLASS,
    ENCODE_HOST_INDEX };

struct out {
	unsigned int	n;
	size_t		len[OUT_MAX];
	uint8_t		bytes[OUT_MAX][SETTINGS_DATAGRAM_MAX];
};

static struct out out;
static struct datagram datagram;
static uint32_t sequence;

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

static struct datagram *
start(const char *agent)
{
	struct datagram *d = &datagram;

	out.n = 0;
	sequence = 0;
	datagram_init(d);
	assert_true(addr_parse(agent, &d->agent));
	d->sub_agent = 100000;
	d->uptime_ms = one_second;
	d->emit = keep;
	d->arg = &out;
	return d;
}

static unsigned int
encode(struct datagram *d, const struct model_vm *vm,
    const struct model_adapter *adapters)
{
	const struct datagram_source source = { 3, INDEX, &sequence };
	unsigned int failed;

	datagram_sample(d, &source);
	failed = encode_vm(d, vm, adapters, &host);
	datagram_flush(d);
	return failed;
}

/* What vector V2 says. */
static void
make_v2(struct model_vm *vm, struct model_adapter *a)
{
	memset(vm, 0, sizeof(*vm));
	strcpy(vm->name, "dom0-a");
	strcpy(vm->os_release, "4.19.0+1");
	for (uint8_t i = 0; i < 16; i++)
		vm->uuid[i] = i;
	vm->machine_type = 3;
	vm->os_name = 2;
	vm->state = MODEL_VM_RUNNING;
	vm->cpu_ms = 123456;
	vm->vcpus = 2;
	vm->memory = UINT64_C(2) << 30;
	vm->memory_max = UINT64_C(4) << 30;
	vm->disk = (struct model_vm_disk){ true, 1, 2, 3, 4, 5, 6, 7, 8 };
	vm->net = (struct model_vm_net){ true, 1, 2, 3, 4, 5, 6, 7, 8 };
	vm->n_adapters = 1;
	*a = (struct model_adapter){ .ifindex = 7, .has_mac = true,
	    .mac = { 2, 0, 0, 0, 0, 1 } };
}

/* A record with its head, as it stands in a datagram of one sample. */
static struct reader
find(const uint8_t *bytes, size_t len, uint32_t wanted)
{
	struct reader r;

	reader_init(&r, bytes, len);
	reader_bytes(&r, HEADER + SAMPLE);
	while (reader_left(&r) > 0) {
		const uint8_t *at = bytes + r.pos;
		uint32_t tag = reader_u32(&r), n = reader_u32(&r);

		reader_bytes(&r, n);
		assert_false(r.overflow);
		if (tag != wanted)
			continue;
		reader_init(&r, at, n + 8);
		return r;
	}
	fail_msg("no record %u", wanted);
	abort();
}

/* The order of records is free: V2's, in the order of what came out. */
static void
a_vm_is_byte_for_byte_that_of_the_vector(void **state)
{
	struct model_adapter a;
	struct model_vm vm;
	struct vector v2;
	struct reader r;
	size_t at = HEADER + SAMPLE;

	(void)state;
	vector_load("v2", &v2);
	make_v2(&vm, &a);
	assert_int_equal(encode(start("192.0.2.1"), &vm, &a), 0);
	assert_int_equal(out.n, 1);
	assert_int_equal(out.len[0], v2.len);
	assert_int_equal(v2.len, 300);
	assert_memory_equal(out.bytes[0], v2.bytes, at);
	while (at < v2.len) {
		struct reader ours, theirs;

		reader_init(&r, out.bytes[0] + at, v2.len - at);
		ours = find(out.bytes[0] + 0, v2.len, reader_u32(&r));
		theirs = find(v2.bytes, v2.len, reader_u32(&ours));
		assert_int_equal(theirs.len, ours.len);
		assert_memory_equal(theirs.base, ours.base, ours.len);
		at += ours.len;
	}
	assert_int_equal(at, v2.len);
}

static void
a_node_is_in_the_order_of_its_record(void **state)
{
	static const uint8_t expected[] = { 0, 0, 8, 0x34, 0, 0, 0, 28,
	    0, 0, 9, 0x60, 0, 0, 0, 16,
	    0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5 };
	struct model_node node = { .have = true, .mhz = 2400, .cpus = 16,
	    .memory = (UINT64_C(1) << 32) + 2,
	    .memory_free = (UINT64_C(3) << 32) + 4, .domains = 5 };
	const struct datagram_source source = { 2, 1, &sequence };
	struct datagram *d = start("192.0.2.1");

	(void)state;
	datagram_sample(d, &source);
	assert_int_equal(encode_node(d, &node), 0);
	datagram_flush(d);
	assert_int_equal(out.n, 1);
	assert_int_equal(out.len[0], HEADER + SAMPLE + sizeof(expected));
	assert_memory_equal(out.bytes[0] + HEADER + SAMPLE, expected,
	    sizeof(expected));
	node.have = false;
	datagram_sample(d, &source);
	assert_int_equal(encode_node(d, &node), 0);
	datagram_flush(d);
	assert_int_equal(out.n, 1);
}

static void
what_is_not_known_is_not_sent(void **state)
{
	struct model_adapter a;
	struct model_vm vm;

	(void)state;
	make_v2(&vm, &a);
	vm.disk.have = vm.net.have = false;
	vm.n_adapters = 0;
	assert_int_equal(encode(start("192.0.2.1"), &vm, &a), 0);
	/* V2 without its disk, its network and its one adapter. */
	assert_int_equal(out.len[0], 300 - 60 - 48 - 16);
	assert_memory_equal(find(out.bytes[0], out.len[0], 2001).base + 4,
	    "\0\0\0\4\0\0\0\0", 8);
}

static void
an_adapter_without_mac_has_none(void **state)
{
	static const uint8_t expected[] = { 0, 0, 7, 0xd1, 0, 0, 0, 28,
	    0, 0, 0, 2, 0, 0, 0, 9, 0, 0, 0, 0,
	    0, 0, 0, 7, 0, 0, 0, 1, 2, 0, 0, 0, 0, 1, 0, 0 };
	struct model_adapter a[2];
	struct model_vm vm;
	struct reader r;

	(void)state;
	make_v2(&vm, &a[1]);
	a[0] = (struct model_adapter){ .ifindex = 9 };
	vm.n_adapters = 2;
	assert_int_equal(encode(start("192.0.2.1"), &vm, a), 0);
	r = find(out.bytes[0], out.len[0], 2001);
	assert_int_equal(r.len, sizeof(expected));
	assert_memory_equal(r.base, expected, sizeof(expected));
}

static void
counters_of_32_bits_keep_their_low_ones(void **state)
{
	struct model_adapter a;
	struct model_vm vm;
	struct reader r;

	(void)state;
	make_v2(&vm, &a);
	vm.cpu_ms = (UINT64_C(5) << 32) + 77;
	vm.disk.rd_req = UINT64_C(1) << 32;
	vm.disk.errs = MODEL_UNKNOWN64;
	vm.net.tx_drop = (UINT64_C(1) << 32) + 3;
	vm.net.rx_bytes = MODEL_UNKNOWN64;
	assert_int_equal(encode(start("192.0.2.1"), &vm, &a), 0);
	r = find(out.bytes[0], out.len[0], 2101);
	assert_memory_equal(r.base + 8, "\0\0\0\1\0\0\0\115\0\0\0\2", 12);
	r = find(out.bytes[0], out.len[0], 2103);
	assert_memory_equal(r.base + 8 + 24, "\0\0\0\0", 4);
	assert_memory_equal(r.base + 8 + 48, "\xff\xff\xff\xff", 4);
	r = find(out.bytes[0], out.len[0], 2104);
	assert_memory_equal(r.base + 8, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
	assert_memory_equal(r.base + 8 + 36, "\0\0\0\3", 4);
}

static void
fill_largest(struct model_vm *vm, struct model_adapter *a)
{
	struct model_adapter one;

	make_v2(vm, &one);
	/* 21 characters of three bytes, and one. */
	for (int i = 0; i < 21; i++)
		memcpy(vm->name + 3 * i, "\xe2\x82\xac", 3);
	strcpy(vm->name + 63, "x");
	memset(vm->os_release, 'r', MODEL_RELEASE_MAX);
	vm->n_adapters = MODEL_ADAPTERS_MAX;
	for (uint32_t i = 0; i < MODEL_ADAPTERS_MAX; i++)
		vm_build_adapter(&a[i], 1000 + i);
}

/* How many adapters, and one bit for each record that was seen. */
struct found {
	unsigned int	records, adapters, samples;
};

static const uint32_t tags[] = { 2000, 2001, 2002, 2101, 2102, 2103, 2104 };

static void
look_at_record(struct found *f, uint32_t tag, struct reader body)
{
	for (size_t i = 0; i < UNIT_COUNT(tags); i++)
		if (tags[i] == tag) {
			assert_int_equal(f->records >> i & 1, 0);
			f->records |= 1u << i;
		}
	if (tag != 2001)
		return;
	f->adapters = reader_u32(&body);
	assert_int_equal(body.len, 4 + 16 * f->adapters);
	for (uint32_t i = 0; i < f->adapters; i++) {
		assert_int_equal(reader_u32(&body), 1000 + i);
		reader_bytes(&body, 12);
	}
}

/* All samples are of the one source, by consecutive numbers. */
static void
look_at_datagram(struct found *f, unsigned int which)
{
	struct reader r;
	uint32_t samples;

	reader_init(&r, out.bytes[which], out.len[which]);
	reader_u32(&r);
	reader_bytes(&r, reader_u32(&r) == 1 ? 4 + 12 : 16 + 12);
	for (samples = reader_u32(&r); samples > 0; samples--) {
		bool expanded = reader_u32(&r) == 4;
		struct reader s = reader_sub(&r, reader_u32(&r));

		assert_int_equal(reader_u32(&s), ++f->samples);
		if (expanded) {
			assert_int_equal(reader_u32(&s), 3);
			assert_int_equal(reader_u32(&s), INDEX);
		} else
			assert_int_equal(reader_u32(&s), 3 << 24 | INDEX);
		for (uint32_t n = reader_u32(&s); n > 0; n--) {
			uint32_t tag = reader_u32(&s);

			look_at_record(f, tag, reader_sub(&s,
			    reader_u32(&s)));
			assert_false(s.overflow);
		}
		assert_int_equal(reader_left(&s), 0);
	}
	assert_int_equal(reader_left(&r), 0);
	assert_false(r.overflow);
}

static void
check_limit(struct datagram *d, const struct model_vm *vm,
    const struct model_adapter *a)
{
	struct found f = { 0 };
	size_t room;

	assert_int_equal(encode(d, vm, a), 0);
	assert_int_equal(d->n_dropped, 0);
	for (unsigned int i = 0; i < out.n; i++) {
		assert_true(out.len[i] <= d->max);
		look_at_datagram(&f, i);
	}
	assert_int_equal(f.records, (1u << UNIT_COUNT(tags)) - 1);
	assert_int_equal(f.samples, sequence);
	/* As many adapters as a datagram holds. */
	room = (datagram_record_max(d) - 4) / 16;
	assert_int_equal(f.adapters, room < MODEL_ADAPTERS_MAX ? room :
	    MODEL_ADAPTERS_MAX);
}

static void
any_limit_gives_whole_datagrams_with_everything(void **state)
{
	struct model_adapter a[MODEL_ADAPTERS_MAX];
	struct model_vm vm;

	(void)state;
	fill_largest(&vm, a);
	for (size_t max = SETTINGS_DATAGRAM_MIN; max <= 1600; max++)
		for (int form = 0; form < 4; form++) {
			struct datagram *d = start(form & 1 ? "2001:db8::1" :
			    "192.0.2.1");

			d->expanded = (form & 2) != 0;
			d->max = max;
			check_limit(d, &vm, a);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_vm_is_byte_for_byte_that_of_the_vector),
		cmocka_unit_test(a_node_is_in_the_order_of_its_record),
		cmocka_unit_test(what_is_not_known_is_not_sent),
		cmocka_unit_test(an_adapter_without_mac_has_none),
		cmocka_unit_test(counters_of_32_bits_keep_their_low_ones),
		cmocka_unit_test(
		    any_limit_gives_whole_datagrams_with_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
