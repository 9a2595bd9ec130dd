/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vm_snapshot.c: an answer counts when it is whole and all of it agrees, and
 * not before.
 */
#include "unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "vm_build.h"
#include "vm_record.h"
#include "vm_snapshot.h"

#define NUMBER	7	/* of the answer that is awaited */

/* A message under construction. */
static uint8_t bytes[VM_RECORD_MESSAGE_MAX];
static struct writer w;
static struct vm_record_head head;

static int
make_snapshot(void **state)
{
	*state = malloc(sizeof(struct vm_snapshot));
	assert_non_null(*state);
	vm_snapshot_init(*state);
	vm_snapshot_await(*state, NUMBER);
	return 0;
}

static int
free_snapshot(void **state)
{
	vm_snapshot_clear(*state);
	free(*state);
	return 0;
}

static void
begin(enum vm_record_kind kind, uint32_t number)
{
	head = (struct vm_record_head){ .kind = kind, .number = number };
	writer_init(&w, bytes, sizeof(bytes));
	vm_record_put_head(&w, &head);
}

static enum vm_snapshot_result
feed(struct vm_snapshot *s)
{
	struct writer at;
	enum vm_snapshot_result result;
	uint8_t *exact;

	assert_false(w.overflow);
	writer_init(&at, bytes, VM_RECORD_HEAD_BYTES);
	vm_record_put_head(&at, &head);
	/* Exactly as long, so that a read behind it is seen. */
	exact = test_malloc(w.len);
	memcpy(exact, bytes, w.len);
	result = vm_snapshot_feed(s, exact, w.len);
	test_free(exact);
	return result;
}

static void
add_vm(uint32_t seed, uint32_t n_adapters)
{
	struct model_vm vm;

	vm_build(&vm, seed);
	vm.n_adapters = n_adapters;
	vm_record_put_vm(&w, &vm);
	head.count++;
}

static void
add_adapters(uint32_t ifindex, uint32_t n)
{
	struct model_adapter a;

	for (uint32_t i = 0; i < n; i++) {
		vm_build_adapter(&a, ifindex + i);
		vm_record_put_adapter(&w, &a);
		head.count++;
	}
}

static enum vm_snapshot_result
feed_vm(struct vm_snapshot *s, uint32_t seed, uint32_t n_adapters)
{
	begin(VM_RECORD_VM, NUMBER);
	add_vm(seed, n_adapters);
	return feed(s);
}

static enum vm_snapshot_result
feed_adapters(struct vm_snapshot *s, uint32_t ifindex, uint32_t n)
{
	begin(VM_RECORD_ADAPTER, NUMBER);
	add_adapters(ifindex, n);
	return feed(s);
}

static enum vm_snapshot_result
feed_node(struct vm_snapshot *s)
{
	const struct model_node node = { .have = true, .mhz = 2300,
	    .cpus = 2, .memory = 3, .memory_free = 4, .domains = 5 };

	begin(VM_RECORD_NODE, NUMBER);
	vm_record_put_node(&w, &node);
	head.count++;
	return feed(s);
}

static enum vm_snapshot_result
feed_end(struct vm_snapshot *s, uint32_t n_vms, uint32_t n_adapters,
    uint32_t problems)
{
	const struct vm_record_end end = { n_vms, n_adapters, problems };

	begin(VM_RECORD_END, NUMBER);
	vm_record_put_end(&w, &end);
	head.count++;
	return feed(s);
}

static void
an_answer_is_whole_at_its_end(void **state)
{
	struct vm_snapshot *s = *state;
	struct model_vm vm;
	struct model_adapter a;

	assert_int_equal(feed_node(s), VM_SNAPSHOT_MORE);
	begin(VM_RECORD_VM, NUMBER);
	add_vm(1, 2);
	add_vm(2, 0);
	add_vm(3, 1);
	assert_int_equal(feed(s), VM_SNAPSHOT_MORE);
	assert_int_equal(feed_adapters(s, 10, 3), VM_SNAPSHOT_MORE);
	assert_int_equal(feed_end(s, 3, 3, VM_RECORD_NO_DISK),
	    VM_SNAPSHOT_WHOLE);
	assert_true(s->node.have);
	assert_int_equal(s->node.mhz, 2300);
	assert_int_equal(s->problems, VM_RECORD_NO_DISK);
	assert_int_equal(s->n_vms, 3);
	assert_int_equal(s->n_adapters, 3);
	for (uint32_t i = 0; i < 3; i++) {
		vm_build(&vm, i + 1);
		vm.n_adapters = (const uint32_t[]){ 2, 0, 1 }[i];
		vm_build_assert_equal(&s->vms[i], &vm);
		vm_build_adapter(&a, 10 + i);
		vm_build_assert_equal_adapters(&s->adapters[i], &a);
	}
	assert_int_equal(s->vms[0].first_adapter, 0);
	assert_int_equal(s->vms[2].first_adapter, 2);
}

static void
adapters_belong_to_the_first_vm_that_lacks_some(void **state)
{
	struct vm_snapshot *s = *state;

	assert_int_equal(feed_vm(s, 1, 2), VM_SNAPSHOT_MORE);
	assert_int_equal(feed_adapters(s, 10, 1), VM_SNAPSHOT_MORE);
	assert_int_equal(feed_vm(s, 2, 1), VM_SNAPSHOT_MORE);
	assert_int_equal(feed_adapters(s, 11, 1), VM_SNAPSHOT_MORE);
	assert_int_equal(feed_adapters(s, 20, 1), VM_SNAPSHOT_MORE);
	assert_int_equal(feed_end(s, 2, 3, 0), VM_SNAPSHOT_WHOLE);
	assert_int_equal(s->adapters[s->vms[0].first_adapter].ifindex, 10);
	assert_int_equal(s->adapters[s->vms[0].first_adapter + 1].ifindex, 11);
	assert_int_equal(s->adapters[s->vms[1].first_adapter].ifindex, 20);
}

static void
an_answer_may_have_nothing(void **state)
{
	struct vm_snapshot *s = *state;

	assert_int_equal(feed_end(s, 0, 0, VM_RECORD_NO_XENSTORE),
	    VM_SNAPSHOT_WHOLE);
	assert_false(s->node.have);
	assert_int_equal(s->n_vms, 0);
	assert_int_equal(s->n_adapters, 0);
}

static void
counts_that_do_not_agree_make_no_answer(void **state)
{
	/* One VM that promises two adapters. */
	static const struct {
		uint32_t	sent;			/* adapters */
		uint32_t	n_vms, n_adapters;	/* as the end says */
	} cases[] = {
		{ 2, 0, 2 }, { 2, 2, 2 }, { 2, 1, 1 }, { 2, 1, 3 },
		{ 1, 1, 1 }, { 1, 1, 2 }, { 2, UINT32_MAX, 2 },
		{ 2, 1, UINT32_MAX }
	};
	struct vm_snapshot *s = *state;

	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		vm_snapshot_await(s, NUMBER);
		assert_int_equal(feed_vm(s, 1, 2), VM_SNAPSHOT_MORE);
		assert_int_equal(feed_adapters(s, 10, cases[i].sent),
		    VM_SNAPSHOT_MORE);
		assert_int_equal(feed_end(s, cases[i].n_vms,
		    cases[i].n_adapters, 0), VM_SNAPSHOT_BAD);
	}
	vm_snapshot_await(s, NUMBER);
	assert_int_equal(feed_vm(s, 1, 2), VM_SNAPSHOT_MORE);
	assert_int_equal(feed_adapters(s, 10, 2), VM_SNAPSHOT_MORE);
	assert_int_equal(feed_end(s, 1, 2, 0), VM_SNAPSHOT_WHOLE);
}

static void
an_adapter_that_no_vm_has_is_refused(void **state)
{
	struct vm_snapshot *s = *state;

	assert_int_equal(feed_vm(s, 1, 1), VM_SNAPSHOT_MORE);
	assert_int_equal(feed_adapters(s, 10, 2), VM_SNAPSHOT_BAD);
}

/* The list was full, or not there yet, when the one too many came. */
static void
an_adapter_too_many_does_no_harm_to_the_next_answer(void **state)
{
	static const uint32_t full[] = { 0, 16, 32 };
	struct vm_snapshot *s = *state;

	for (size_t i = 0; i < UNIT_COUNT(full); i++) {
		vm_snapshot_await(s, NUMBER);
		assert_int_equal(feed_vm(s, 1, full[i]), VM_SNAPSHOT_MORE);
		assert_int_equal(feed_adapters(s, 10, full[i] + 1),
		    VM_SNAPSHOT_BAD);
		vm_snapshot_await(s, NUMBER);
		assert_int_equal(feed_vm(s, 1, 8), VM_SNAPSHOT_MORE);
		assert_int_equal(feed_adapters(s, 10, 8), VM_SNAPSHOT_MORE);
		assert_int_equal(feed_end(s, 1, 8, 0), VM_SNAPSHOT_WHOLE);
		assert_int_equal(s->adapters[7].ifindex, 17);
	}
}

static void
what_belongs_to_another_answer_is_passed_over(void **state)
{
	struct vm_snapshot *s = *state;

	assert_int_equal(feed_vm(s, 1, 0), VM_SNAPSHOT_MORE);
	for (uint32_t number = NUMBER - 1; number <= NUMBER + 1; number += 2) {
		begin(VM_RECORD_VM, number);
		add_vm(2, 0);
		assert_int_equal(feed(s), VM_SNAPSHOT_MORE);
		begin(VM_RECORD_ADAPTER, number);
		add_adapters(10, 3);
		assert_int_equal(feed(s), VM_SNAPSHOT_MORE);
		begin(VM_RECORD_END, number);
		vm_record_put_end(&w, &(struct vm_record_end){ 1, 0, 0 });
		head.count++;
		assert_int_equal(feed(s), VM_SNAPSHOT_MORE);
	}
	assert_int_equal(feed_end(s, 1, 0, 0), VM_SNAPSHOT_WHOLE);
}

static void
a_hello_is_told_at_any_time_and_changes_nothing(void **state)
{
	struct vm_snapshot *s = *state;

	for (uint32_t number = 0; number <= NUMBER; number += NUMBER) {
		begin(VM_RECORD_HELLO, number);
		assert_int_equal(feed(s), VM_SNAPSHOT_HELLO);
		assert_int_equal(feed_vm(s, 1 + number, 0), VM_SNAPSHOT_MORE);
	}
	assert_int_equal(feed_end(s, 2, 0, 0), VM_SNAPSHOT_WHOLE);
}

static void
a_new_answer_begins_empty(void **state)
{
	struct vm_snapshot *s = *state;

	feed_node(s);
	feed_vm(s, 1, 3);
	feed_adapters(s, 10, 3);
	assert_int_equal(feed_end(s, 1, 3, VM_RECORD_NO_NETWORK),
	    VM_SNAPSHOT_WHOLE);
	vm_snapshot_await(s, NUMBER);
	assert_int_equal(feed_vm(s, 2, 1), VM_SNAPSHOT_MORE);
	assert_int_equal(feed_adapters(s, 20, 1), VM_SNAPSHOT_MORE);
	assert_int_equal(feed_end(s, 1, 1, 0), VM_SNAPSHOT_WHOLE);
	assert_false(s->node.have);
	assert_int_equal(s->problems, 0);
	assert_int_equal(s->vms[0].first_adapter, 0);
	assert_int_equal(s->adapters[0].ifindex, 20);
}

static void
messages_that_cannot_be_are_bad(void **state)
{
	struct vm_snapshot *s = *state;

	assert_int_equal(vm_snapshot_feed(s, "", 0), VM_SNAPSHOT_BAD);
	assert_int_equal(vm_snapshot_feed(s, "hello", 5), VM_SNAPSHOT_BAD);
	/* The agent's own question. */
	begin(VM_RECORD_ASK, NUMBER);
	vm_record_put_ask(&w, &(struct vm_record_ask){ 0 });
	head.count++;
	assert_int_equal(feed(s), VM_SNAPSHOT_BAD);
	/* One record fewer than was said. */
	begin(VM_RECORD_VM, NUMBER);
	add_vm(1, 0);
	head.count++;
	assert_int_equal(feed(s), VM_SNAPSHOT_BAD);
	/* The second of three is no VM. */
	begin(VM_RECORD_VM, NUMBER);
	add_vm(1, 0);
	add_vm(2, MODEL_ADAPTERS_MAX + 1);
	add_vm(3, 0);
	assert_int_equal(feed(s), VM_SNAPSHOT_BAD);
	begin(VM_RECORD_END, NUMBER);
	vm_record_put_end(&w, &(struct vm_record_end){ 0, 0, 0x80 });
	head.count++;
	assert_int_equal(feed(s), VM_SNAPSHOT_BAD);
}

/* As many as a message holds, until all are told. */
static void
feed_many(struct vm_snapshot *s, uint32_t n, uint32_t n_adapters)
{
	uint32_t at = 0, adapters = 0;

	while (at < n) {
		begin(VM_RECORD_VM, NUMBER);
		for (; at < n && w.cap - w.len >= VM_RECORD_VM_BYTES; at++)
			add_vm(at, at % (n_adapters + 1));
		assert_int_equal(feed(s), VM_SNAPSHOT_MORE);
	}
	for (at = 0; at < n; at++) {
		if (at % (n_adapters + 1) == 0)
			continue;
		assert_int_equal(feed_adapters(s, 1 + adapters,
		    at % (n_adapters + 1)), VM_SNAPSHOT_MORE);
		adapters += at % (n_adapters + 1);
	}
	assert_int_equal(feed_end(s, n, adapters, 0), VM_SNAPSHOT_WHOLE);
}

static void
thousands_of_vms_keep_their_adapters(void **state)
{
	struct vm_snapshot *s = *state;
	uint32_t ifindex = 1;

	feed_many(s, 4000, MODEL_ADAPTERS_MAX);
	for (uint32_t i = 0; i < 4000; i++) {
		const struct model_vm *vm = &s->vms[i];

		assert_int_equal(vm->domid, 1 + i);
		assert_int_equal(vm->n_adapters, i % (MODEL_ADAPTERS_MAX + 1));
		for (uint32_t j = 0; j < vm->n_adapters; j++)
			assert_int_equal(s->adapters[vm->first_adapter +
			    j].ifindex, ifindex++);
	}
}

static void
there_are_no_more_vms_than_xen_can_have(void **state)
{
	struct vm_snapshot *s = *state;

	feed_many(s, MODEL_VM_DOMID_MAX, 0);
	assert_int_equal(feed_vm(s, 1, 0), VM_SNAPSHOT_BAD);
}

#define SNAPSHOT_TEST(f) \
	cmocka_unit_test_setup_teardown(f, make_snapshot, free_snapshot)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SNAPSHOT_TEST(an_answer_is_whole_at_its_end),
		SNAPSHOT_TEST(adapters_belong_to_the_first_vm_that_lacks_some),
		SNAPSHOT_TEST(an_answer_may_have_nothing),
		SNAPSHOT_TEST(counts_that_do_not_agree_make_no_answer),
		SNAPSHOT_TEST(an_adapter_that_no_vm_has_is_refused),
		SNAPSHOT_TEST(
		    an_adapter_too_many_does_no_harm_to_the_next_answer),
		SNAPSHOT_TEST(what_belongs_to_another_answer_is_passed_over),
		SNAPSHOT_TEST(a_hello_is_told_at_any_time_and_changes_nothing),
		SNAPSHOT_TEST(a_new_answer_begins_empty),
		SNAPSHOT_TEST(messages_that_cannot_be_are_bad),
		SNAPSHOT_TEST(thousands_of_vms_keep_their_adapters),
		SNAPSHOT_TEST(there_are_no_more_vms_than_xen_can_have),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
