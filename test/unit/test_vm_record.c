/* SPDX-License-Identifier: Apache-2.0 */
/* vm_record.c: what hsflowd-xen may tell the agent, and what it may not. */
#include "unit.h"

#include <stdbool.h>
#include <string.h>

#include "vm_build.h"
#include "vm_record.h"

/* Where fields stand in the record of a VM. */
#define AT_DOMID	0
#define AT_UUID		4
#define AT_NAME		20
#define AT_MACHINE	88
#define AT_OS		92
#define AT_RELEASE	96
#define AT_STATE	132
#define AT_DISK		164
#define AT_NET		232
#define AT_ADAPTERS	300

static uint8_t bytes[VM_RECORD_MESSAGE_MAX];
static struct writer w;
static struct reader r;

static int
reset(void **state)
{
	(void)state;
	writer_init(&w, bytes, sizeof(bytes));
	return 0;
}

static struct reader *
written(void)
{
	assert_false(w.overflow);
	reader_init(&r, bytes, w.len);
	return &r;
}

static void
set_u32(size_t at, uint32_t value)
{
	struct writer place;

	writer_init(&place, bytes + at, 4);
	writer_u32(&place, value);
}

static void
put_one_vm(void)
{
	struct model_vm vm;

	reset(NULL);
	vm_build(&vm, 5);
	vm_record_put_vm(&w, &vm);
}

static bool
takes_vm(void)
{
	struct model_vm vm;

	return vm_record_get_vm(written(), &vm);
}

static void
a_vm_comes_out_as_it_goes_in(void **state)
{
	struct model_vm vm, back;

	(void)state;
	vm_build(&vm, 5);
	vm.n_adapters = MODEL_ADAPTERS_MAX;
	vm_record_put_vm(&w, &vm);
	assert_int_equal(w.len, VM_RECORD_VM_BYTES);
	assert_true(vm_record_get_vm(written(), &back));
	assert_int_equal(reader_left(&r), 0);
	vm_build_assert_equal(&vm, &back);
}

static void
the_largest_and_the_least_vm_come_out_as_they_go_in(void **state)
{
	struct model_vm vm, back;

	(void)state;
	memset(&vm, 0, sizeof(vm));
	vm.domid = 1;
	vm.uuid[15] = 1;
	vm_record_put_vm(&w, &vm);
	assert_true(vm_record_get_vm(written(), &back));
	vm_build_assert_equal(&vm, &back);
	reset(NULL);
	vm_build(&vm, 0);
	vm.domid = MODEL_VM_DOMID_MAX;
	memset(vm.name, 'n', MODEL_VM_NAME_MAX);
	memset(vm.os_release, 'r', MODEL_RELEASE_MAX);
	vm.machine_type = vm.os_name = 255;
	vm.state = MODEL_VM_CRASHED;
	vm.cpu_ms = vm.memory_max = vm.net.tx_drop = vm.disk.errs = UINT64_MAX;
	vm.vcpus = UINT32_MAX;
	vm_record_put_vm(&w, &vm);
	assert_true(vm_record_get_vm(written(), &back));
	vm_build_assert_equal(&vm, &back);
}

static void
the_other_records_come_out_as_they_go_in(void **state)
{
	const struct model_node node = { .have = true, .mhz = 1, .cpus = 2,
	    .memory = UINT64_MAX, .memory_free = 4, .domains = 5 };
	const struct vm_record_ask ask = { VM_RECORD_GUEST_MEMORY };
	const struct vm_record_end end = { 1, 2, VM_RECORD_PROBLEMS };
	struct model_adapter a[2], a_back;
	struct model_node node_back;
	struct vm_record_ask ask_back;
	struct vm_record_end end_back;

	(void)state;
	vm_build_adapter(&a[0], INT32_MAX);
	a[1] = (struct model_adapter){ .ifindex = 1 };
	vm_record_put_node(&w, &node);
	vm_record_put_ask(&w, &ask);
	vm_record_put_end(&w, &end);
	vm_record_put_adapter(&w, &a[0]);
	vm_record_put_adapter(&w, &a[1]);
	assert_true(vm_record_get_node(written(), &node_back));
	assert_true(node_back.have);
	assert_int_equal(node_back.mhz, 1);
	assert_int_equal(node_back.cpus, 2);
	assert_int_equal(node_back.memory, UINT64_MAX);
	assert_int_equal(node_back.memory_free, 4);
	assert_int_equal(node_back.domains, 5);
	assert_true(vm_record_get_ask(&r, &ask_back));
	assert_int_equal(ask_back.flags, ask.flags);
	assert_true(vm_record_get_end(&r, &end_back));
	assert_int_equal(end_back.n_vms, 1);
	assert_int_equal(end_back.n_adapters, 2);
	assert_int_equal(end_back.problems, VM_RECORD_PROBLEMS);
	for (int i = 0; i < 2; i++) {
		assert_true(vm_record_get_adapter(&r, &a_back));
		vm_build_assert_equal_adapters(&a[i], &a_back);
	}
	assert_int_equal(reader_left(&r), 0);
}

static void
a_vm_out_of_range_is_refused(void **state)
{
	static const struct { size_t at; uint32_t last, first_bad; } cases[] = {
		{ AT_DOMID, MODEL_VM_DOMID_MAX, MODEL_VM_DOMID_MAX + 1 },
		{ AT_DOMID, 1, 0 },
		{ AT_DOMID, 1, UINT32_MAX },
		{ AT_MACHINE, 255, 256 },
		{ AT_OS, 255, 256 },
		{ AT_STATE, MODEL_VM_CRASHED, MODEL_VM_CRASHED + 1 },
		{ AT_STATE, 0, UINT32_MAX },
		{ AT_DISK, 1, 2 },
		{ AT_DISK, 0, UINT32_MAX },
		{ AT_NET, 1, 2 },
		{ AT_NET, 0, UINT32_MAX },
		{ AT_ADAPTERS, MODEL_ADAPTERS_MAX, MODEL_ADAPTERS_MAX + 1 },
		{ AT_ADAPTERS, 0, UINT32_MAX },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		put_one_vm();
		assert_true(takes_vm());
		set_u32(cases[i].at, cases[i].last);
		assert_true(takes_vm());
		set_u32(cases[i].at, cases[i].first_bad);
		assert_false(takes_vm());
	}
}

static void
a_vm_without_a_uuid_is_refused(void **state)
{
	(void)state;
	put_one_vm();
	memset(bytes + AT_UUID, 0, 16);
	assert_false(takes_vm());
	bytes[AT_UUID + 15] = 1;
	assert_true(takes_vm());
}

/* Both texts of a VM: length, bytes, and what is said of them. */
static void
texts_are_bounded_and_clean(void **state)
{
	static const struct { const char *text; uint32_t len; bool ok; } t[] = {
		{ "", 0, true },
		{ "web", 3, true },
		{ "web", 2, true },		/* the rest is not looked at */
		{ "web", 4, false },		/* holds a NUL */
		{ "we\nb", 4, false },
		{ "\xe2\x82\xac", 3, true },
		{ "\xe2\x82\xac", 2, false },	/* cut */
		{ "\xc0\xaf", 2, false },
		{ "", UINT32_MAX, false },
	};
	static const struct { size_t at, max; } fields[] = {
		{ AT_NAME, MODEL_VM_NAME_MAX },
		{ AT_RELEASE, MODEL_RELEASE_MAX }
	};

	(void)state;
	for (size_t f = 0; f < UNIT_COUNT(fields); f++) {
		uint8_t *text = bytes + fields[f].at + 4;

		for (size_t i = 0; i < UNIT_COUNT(t); i++) {
			put_one_vm();
			memset(text, 0, fields[f].max);
			memcpy(text, t[i].text, strlen(t[i].text));
			set_u32(fields[f].at, t[i].len);
			assert_int_equal(takes_vm(), t[i].ok);
		}
		/* All of the field, and one byte of the next. */
		put_one_vm();
		memset(text, 'x', fields[f].max);
		set_u32(fields[f].at, (uint32_t)fields[f].max);
		assert_true(takes_vm());
		set_u32(fields[f].at, (uint32_t)fields[f].max + 1);
		assert_false(takes_vm());
	}
}

static void
other_records_out_of_range_are_refused(void **state)
{
	struct model_adapter a;
	struct vm_record_ask ask = { VM_RECORD_PING | VM_RECORD_GUEST_MEMORY };
	struct vm_record_end end = { 0, 0, VM_RECORD_PROBLEMS + 1 };

	(void)state;
	vm_record_put_ask(&w, &ask);
	assert_true(vm_record_get_ask(written(), &ask));
	set_u32(0, 4);
	assert_false(vm_record_get_ask(written(), &ask));
	reset(NULL);
	vm_record_put_end(&w, &end);
	assert_false(vm_record_get_end(written(), &end));
	reset(NULL);
	vm_build_adapter(&a, 1);
	vm_record_put_adapter(&w, &a);
	assert_true(vm_record_get_adapter(written(), &a));
	set_u32(4, 2);			/* neither with a MAC nor without */
	assert_false(vm_record_get_adapter(written(), &a));
	set_u32(4, 1);
	set_u32(0, 0);
	assert_false(vm_record_get_adapter(written(), &a));
	set_u32(0, (uint32_t)INT32_MAX + 1);
	assert_false(vm_record_get_adapter(written(), &a));
}

static bool
takes_cut(enum vm_record_kind kind, struct reader *cut)
{
	struct vm_record_ask ask;
	struct model_node node;
	struct model_vm vm;
	struct model_adapter adapter;
	struct vm_record_end end;

	switch (kind) {
	case VM_RECORD_ASK:
		return vm_record_get_ask(cut, &ask);
	case VM_RECORD_NODE:
		return vm_record_get_node(cut, &node);
	case VM_RECORD_VM:
		return vm_record_get_vm(cut, &vm);
	case VM_RECORD_ADAPTER:
		return vm_record_get_adapter(cut, &adapter);
	case VM_RECORD_END:
		return vm_record_get_end(cut, &end);
	case VM_RECORD_HELLO:
		break;
	}
	return false;
}

/* The bytes are those of a good VM, whose first words suit the others too. */
static void
cut_records_are_refused(void **state)
{
	static const struct { enum vm_record_kind kind; size_t len; } all[] = {
		{ VM_RECORD_ASK, 4 }, { VM_RECORD_NODE, 28 },
		{ VM_RECORD_VM, VM_RECORD_VM_BYTES },
		{ VM_RECORD_ADAPTER, VM_RECORD_ADAPTER_BYTES },
		{ VM_RECORD_END, 12 }
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(all); i++) {
		put_one_vm();
		set_u32(AT_DOMID, 1);
		if (all[i].kind != VM_RECORD_VM)
			memset(bytes + 4, 0, 32);
		for (size_t len = 0; len <= all[i].len; len++) {
			uint8_t *exact = test_malloc(len + 1);
			struct reader cut;

			memcpy(exact + 1, bytes, len);
			reader_init(&cut, exact + 1, len);
			assert_int_equal(takes_cut(all[i].kind, &cut),
			    len == all[i].len);
			test_free(exact);
		}
	}
}

static bool
takes_head(enum vm_record_kind kind, uint32_t count, size_t body)
{
	struct vm_record_head head = { kind, 77, count }, back;
	bool ok;

	reset(NULL);
	vm_record_put_head(&w, &head);
	assert_int_equal(w.len, VM_RECORD_HEAD_BYTES);
	reader_init(&r, bytes, w.len + body);
	ok = vm_record_get_head(&r, &back);
	if (ok) {
		assert_int_equal(back.kind, kind);
		assert_int_equal(back.number, 77);
		assert_int_equal(back.count, count);
		assert_int_equal(reader_left(&r), body);
	}
	return ok;
}

static void
a_head_counts_what_follows_it(void **state)
{
	static const struct { enum vm_record_kind kind; size_t size; } all[] = {
		{ VM_RECORD_ASK, 4 }, { VM_RECORD_NODE, 28 },
		{ VM_RECORD_VM, VM_RECORD_VM_BYTES },
		{ VM_RECORD_ADAPTER, VM_RECORD_ADAPTER_BYTES },
		{ VM_RECORD_END, 12 }
	};

	(void)state;
	assert_true(takes_head(VM_RECORD_HELLO, 0, 0));
	assert_false(takes_head(VM_RECORD_HELLO, 1, 0));
	assert_false(takes_head(VM_RECORD_HELLO, 0, 4));
	for (size_t i = 0; i < UNIT_COUNT(all); i++) {
		size_t size = all[i].size;

		assert_true(takes_head(all[i].kind, 1, size));
		assert_true(takes_head(all[i].kind, 100, 100 * size));
		assert_false(takes_head(all[i].kind, 0, 0));
		assert_false(takes_head(all[i].kind, 1, 0));
		assert_false(takes_head(all[i].kind, 1, size - 1));
		assert_false(takes_head(all[i].kind, 1, size + 1));
		assert_false(takes_head(all[i].kind, 1, 2 * size));
		assert_false(takes_head(all[i].kind, 2, size));
		/* A product that would wrap in 32 bits. */
		assert_false(takes_head(all[i].kind, 0x40000001, size));
		assert_false(takes_head(all[i].kind, UINT32_MAX, size));
	}
}

static void
other_heads_are_refused(void **state)
{
	const struct vm_record_head head = { VM_RECORD_HELLO, 1, 0 };
	struct vm_record_head back;

	(void)state;
	for (size_t len = 0; len < VM_RECORD_HEAD_BYTES; len++) {
		reset(NULL);
		vm_record_put_head(&w, &head);
		reader_init(&r, bytes, len);
		assert_false(vm_record_get_head(&r, &back));
	}
	assert_true(vm_record_get_head(written(), &back));
	for (size_t i = 0; i < 4; i++) {
		bytes[i] ^= 0x20;		/* magic */
		assert_false(vm_record_get_head(written(), &back));
		bytes[i] ^= 0x20;
	}
	set_u32(4, 0);
	assert_false(vm_record_get_head(written(), &back));
	set_u32(4, VM_RECORD_END + 1);
	assert_false(vm_record_get_head(written(), &back));
	set_u32(4, UINT32_MAX);
	assert_false(vm_record_get_head(written(), &back));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(f)	cmocka_unit_test_setup(f, reset)
		TEST(a_vm_comes_out_as_it_goes_in),
		TEST(the_largest_and_the_least_vm_come_out_as_they_go_in),
		TEST(the_other_records_come_out_as_they_go_in),
		TEST(a_vm_out_of_range_is_refused),
		TEST(a_vm_without_a_uuid_is_refused),
		TEST(texts_are_bounded_and_clean),
		TEST(other_records_out_of_range_are_refused),
		TEST(cut_records_are_refused),
		TEST(a_head_counts_what_follows_it),
		TEST(other_heads_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
