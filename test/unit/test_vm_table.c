/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vm_table.c: which data source a VM is, for how long, and when its sequence
 * starts again.
 */
#include "unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "vm_build.h"
#include "vm_table.h"

#define ROUND_MAX	8

static int
make_table(void **state)
{
	*state = malloc(sizeof(struct vm_table));
	assert_non_null(*state);
	vm_table_init(*state);
	return 0;
}

static int
free_table(void **state)
{
	vm_table_clear(*state);
	free(*state);
	return 0;
}

static struct vm_table_row *
row_of(const struct vm_table *t, const struct model_vm *vm)
{
	for (size_t i = 0; i < t->n; i++)
		if (memcmp(t->rows[i].uuid, vm->uuid, 16) == 0)
			return &t->rows[i];
	fail_msg("domain %u has no row", vm->domid);
	abort();
}

/* A round of copies; each VM that is left has its own row beside it. */
static size_t
run_round(struct vm_table *t, const struct model_vm *vms, size_t n)
{
	struct model_vm copy[ROUND_MAX];
	size_t kept;

	assert_true(n <= ROUND_MAX);
	if (n > 0)
		memcpy(copy, vms, n * sizeof(*vms));
	kept = vm_table_update(t, copy, n);
	assert_int_equal(t->n, kept);
	for (size_t i = 0; i < kept; i++)
		assert_memory_equal(t->rows[i].uuid, copy[i].uuid, 16);
	return kept;
}

static uint32_t
index_alone(const struct model_vm *vm)
{
	struct vm_table t;
	uint32_t index;

	vm_table_init(&t);
	assert_int_equal(run_round(&t, vm, 1), 1);
	index = t.rows[0].index;
	vm_table_clear(&t);
	return index;
}

static void
a_vm_has_the_same_index_everywhere_and_always(void **state)
{
	struct model_vm vms[3];

	for (uint32_t i = 0; i < 3; i++)
		vm_build(&vms[i], i);
	/* No later version may say another number for this one. */
	for (uint8_t i = 0; i < 16; i++)
		vms[1].uuid[i] = i;
	assert_int_equal(index_alone(&vms[1]), 6409185);
	assert_int_equal(run_round(*state, vms, 3), 3);
	for (uint32_t i = 0; i < 3; i++)
		assert_int_equal(row_of(*state, &vms[i])->index,
		    index_alone(&vms[i]));
}

static void
indexes_differ_and_fit_24_bits(void **state)
{
	enum { N = 3000 };
	struct model_vm *vms = test_calloc(N, sizeof(*vms));
	struct vm_table *t = *state;
	uint8_t *seen = test_calloc(1, 0x1000000);

	for (uint32_t i = 0; i < N; i++)
		vm_build(&vms[i], i * 2654435761u);
	assert_int_equal(vm_table_update(t, vms, N), N);
	for (size_t i = 0; i < N; i++) {
		uint32_t index = t->rows[i].index;

		assert_true(index >= VM_TABLE_INDEX_MIN);
		assert_true(index < 0x1000000);
		assert_false(seen[index]);
		seen[index] = 1;
	}
	test_free(seen);
	test_free(vms);
}

/*
 * Two UUIDs whose hashes meet on the last number that there is, so that the
 * one which gives way goes on at the first.
 */
static void
make_rivals(struct model_vm vms[2])
{
	static const uint8_t uuids[2][16] = {
		{ 0x4c, 0x4c, 0x45, 0x44, 0x00, 0x51, 0x35, 0x10, 0x80, 0x52,
		  0xb4, 0xc0, 0xc1, 0x3f, 0x8d, 0x01 },
		{ 0x4c, 0x4c, 0x45, 0x44, 0x00, 0x51, 0x35, 0x10, 0x80, 0x52,
		  0xb4, 0xc0, 0xfd, 0xce, 0xcc, 0x00 },
	};

	for (uint32_t i = 0; i < 2; i++) {
		vm_build(&vms[i], i);
		memcpy(vms[i].uuid, uuids[i], 16);
		assert_int_equal(index_alone(&vms[i]), 0xffffff);
	}
}

static void
of_two_that_meet_the_later_one_gives_way(void **state)
{
	struct model_vm vms[2];

	make_rivals(vms);
	for (int first = 0; first < 2; first++) {
		const struct model_vm *a = &vms[first], *b = &vms[1 - first];

		run_round(*state, NULL, 0);
		run_round(*state, a, 1);
		assert_int_equal(run_round(*state, vms, 2), 2);
		assert_int_equal(row_of(*state, a)->index, 0xffffff);
		assert_int_equal(row_of(*state, b)->index,
		    VM_TABLE_INDEX_MIN);
		/* While it is there it is not renumbered. */
		run_round(*state, b, 1);
		assert_int_equal(row_of(*state, b)->index,
		    VM_TABLE_INDEX_MIN);
		run_round(*state, vms, 2);
		assert_int_equal(row_of(*state, b)->index,
		    VM_TABLE_INDEX_MIN);
		assert_int_equal(row_of(*state, a)->index, 0xffffff);
	}
}

static void
the_sequence_goes_on_while_counters_do(void **state)
{
	struct model_vm vm;

	vm_build(&vm, 1);
	run_round(*state, &vm, 1);
	assert_int_equal(row_of(*state, &vm)->sequence, 0);
	row_of(*state, &vm)->sequence = 41;
	for (int i = 0; i < 3; i++) {
		run_round(*state, &vm, 1);	/* equal ones are no fall */
		vm.cpu_ms++;
		vm.net.rx_bytes++;
		vm.disk.wr_req++;
		run_round(*state, &vm, 1);
		assert_int_equal(row_of(*state, &vm)->sequence, 41);
	}
}

static void
the_sequence_starts_again_when_a_counter_fell(void **state)
{
	struct model_vm vm;
	uint64_t *const counters[] = {
		&vm.disk.rd_req, &vm.disk.rd_bytes, &vm.disk.wr_req,
		&vm.disk.wr_bytes, &vm.disk.errs, &vm.net.rx_bytes, &vm.net.rx_packets,
		&vm.net.rx_errs, &vm.net.rx_drop, &vm.net.tx_bytes,
		&vm.net.tx_packets, &vm.net.tx_errs, &vm.net.tx_drop
	};

	vm_build(&vm, 1);
	run_round(*state, &vm, 1);
	for (size_t i = 0; i < UNIT_COUNT(counters); i++) {
		row_of(*state, &vm)->sequence = 41;
		--*counters[i];
		run_round(*state, &vm, 1);
		assert_int_equal(row_of(*state, &vm)->sequence, 0);
		row_of(*state, &vm)->sequence = 1;
		run_round(*state, &vm, 1);
		assert_int_equal(row_of(*state, &vm)->sequence, 1);
	}
}

static void
the_sequence_starts_again_with_another_domain(void **state)
{
	struct model_vm vm;

	vm_build(&vm, 1);
	run_round(*state, &vm, 1);
	row_of(*state, &vm)->sequence = 41;
	/* A reboot, so quick that everything is beyond where it was. */
	vm.domid++;
	vm.cpu_ms++;
	run_round(*state, &vm, 1);
	assert_int_equal(row_of(*state, &vm)->sequence, 0);
	row_of(*state, &vm)->sequence = 1;
	run_round(*state, &vm, 1);
	assert_int_equal(row_of(*state, &vm)->sequence, 1);
}

static void
cpu_time_that_stepped_back_is_held(void **state)
{
	struct model_vm vm, seen;

	vm_build(&vm, 1);
	vm.cpu_ms = 5000;
	run_round(*state, &vm, 1);
	row_of(*state, &vm)->sequence = 41;
	seen = vm;
	seen.cpu_ms = 4990;
	assert_int_equal(vm_table_update(*state, &seen, 1), 1);
	assert_int_equal(seen.cpu_ms, 5000);
	assert_int_equal(row_of(*state, &vm)->sequence, 41);
	seen.cpu_ms = 5001;
	vm_table_update(*state, &seen, 1);
	assert_int_equal(seen.cpu_ms, 5001);
	/* In another domain it has begun anew. */
	seen.domid++;
	seen.cpu_ms = 3;
	vm_table_update(*state, &seen, 1);
	assert_int_equal(seen.cpu_ms, 3);
	assert_int_equal(row_of(*state, &vm)->sequence, 0);
}

static void
counters_that_are_missing_for_a_round_have_not_fallen(void **state)
{
	struct model_vm vm, without;

	vm_build(&vm, 1);
	run_round(*state, &vm, 1);
	row_of(*state, &vm)->sequence = 41;
	without = vm;
	memset(&without.disk, 0, sizeof(without.disk));
	memset(&without.net, 0, sizeof(without.net));
	run_round(*state, &without, 1);
	run_round(*state, &vm, 1);
	assert_int_equal(row_of(*state, &vm)->sequence, 41);
	/* But a fall meanwhile is one. */
	run_round(*state, &without, 1);
	vm.net.tx_bytes--;
	run_round(*state, &vm, 1);
	assert_int_equal(row_of(*state, &vm)->sequence, 0);
}

static void
counters_that_become_known_start_the_sequence_again(void **state)
{
	struct model_vm vm;

	vm_build(&vm, 1);
	vm.disk.rd_req = vm.disk.rd_bytes = vm.disk.wr_req =
	    vm.disk.wr_bytes = MODEL_UNKNOWN64;
	run_round(*state, &vm, 1);
	row_of(*state, &vm)->sequence = 41;
	run_round(*state, &vm, 1);
	assert_int_equal(row_of(*state, &vm)->sequence, 41);
	vm_build(&vm, 1);
	run_round(*state, &vm, 1);
	assert_int_equal(row_of(*state, &vm)->sequence, 0);
}

static void
a_vm_that_comes_back_is_a_new_one(void **state)
{
	struct model_vm vms[2];

	vm_build(&vms[0], 1);
	vm_build(&vms[1], 2);
	assert_int_equal(run_round(*state, vms, 2), 2);
	row_of(*state, &vms[0])->sequence = 41;
	row_of(*state, &vms[1])->sequence = 42;
	assert_int_equal(run_round(*state, &vms[1], 1), 1);
	assert_int_equal(row_of(*state, &vms[1])->sequence, 42);
	/* Moved away and back; it starts with whatever it has. */
	vms[0].cpu_ms += 100;
	assert_int_equal(run_round(*state, vms, 2), 2);
	assert_int_equal(row_of(*state, &vms[0])->sequence, 0);
	assert_int_equal(row_of(*state, &vms[1])->sequence, 42);
	assert_int_equal(run_round(*state, NULL, 0), 0);
	assert_int_equal(run_round(*state, vms, 2), 2);
	assert_int_equal(row_of(*state, &vms[1])->sequence, 0);
}

/* Which domain stays of two with one UUID, in whichever order they come. */
static uint32_t
kept_of(enum model_vm_state x, enum model_vm_state y)
{
	uint32_t kept[2];

	for (int swap = 0; swap < 2; swap++) {
		struct model_vm vms[3];
		struct vm_table t;

		/* The third is another VM. */
		for (uint32_t i = 0; i < 3; i++)
			vm_build(&vms[i], i == 2);
		vms[swap].domid = 10;
		vms[swap].state = x;
		vms[1 - swap].domid = 20;
		vms[1 - swap].state = y;
		vm_table_init(&t);
		assert_int_equal(run_round(&t, vms, 3), 2);
		kept[swap] = row_of(&t, &vms[0])->domid;
		vm_table_clear(&t);
	}
	assert_int_equal(kept[0], kept[1]);
	return kept[0];
}

static void
of_several_with_one_uuid_the_liveliest_stays(void **state)
{
	/* The first of each pair is livelier. */
	static const enum model_vm_state pairs[][2] = {
		{ MODEL_VM_RUNNING, MODEL_VM_PAUSED },
		{ MODEL_VM_BLOCKED, MODEL_VM_PAUSED },
		{ MODEL_VM_BLOCKED, MODEL_VM_NOSTATE },
		{ MODEL_VM_RUNNING, MODEL_VM_CRASHED },
		{ MODEL_VM_PAUSED, MODEL_VM_SHUTDOWN },
		{ MODEL_VM_PAUSED, MODEL_VM_SHUTOFF },
		{ MODEL_VM_SHUTDOWN, MODEL_VM_SHUTOFF },
		{ MODEL_VM_SHUTDOWN, MODEL_VM_CRASHED },
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(pairs); i++) {
		assert_int_equal(kept_of(pairs[i][0], pairs[i][1]), 10);
		assert_int_equal(kept_of(pairs[i][1], pairs[i][0]), 20);
	}
}

static void
of_equally_lively_ones_the_newest_stays(void **state)
{
	(void)state;
	assert_int_equal(kept_of(MODEL_VM_RUNNING, MODEL_VM_RUNNING), 20);
	assert_int_equal(kept_of(MODEL_VM_RUNNING, MODEL_VM_BLOCKED), 20);
	assert_int_equal(kept_of(MODEL_VM_PAUSED, MODEL_VM_PAUSED), 20);
	assert_int_equal(kept_of(MODEL_VM_SHUTOFF, MODEL_VM_CRASHED), 20);
}

static void
what_belongs_to_a_vm_moves_with_it(void **state)
{
	struct model_vm vms[3], want;

	for (uint32_t i = 0; i < 3; i++) {
		vm_build(&vms[i], 3 - i);
		vms[i].n_adapters = vms[i].first_adapter = 3 - i;
	}
	assert_int_equal(vm_table_update(*state, vms, 3), 3);
	for (uint32_t i = 0; i < 3; i++) {
		vm_build(&want, 1 + i);
		want.n_adapters = 1 + i;
		vm_build_assert_equal(&vms[i], &want);
		assert_int_equal(vms[i].first_adapter, 1 + i);
	}
}

#define TABLE_TEST(f) \
	cmocka_unit_test_setup_teardown(f, make_table, free_table)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TABLE_TEST(a_vm_has_the_same_index_everywhere_and_always),
		TABLE_TEST(indexes_differ_and_fit_24_bits),
		TABLE_TEST(of_two_that_meet_the_later_one_gives_way),
		TABLE_TEST(the_sequence_goes_on_while_counters_do),
		TABLE_TEST(the_sequence_starts_again_when_a_counter_fell),
		TABLE_TEST(the_sequence_starts_again_with_another_domain),
		TABLE_TEST(cpu_time_that_stepped_back_is_held),
		TABLE_TEST(
		    counters_that_are_missing_for_a_round_have_not_fallen),
		TABLE_TEST(counters_that_become_known_start_the_sequence_again),
		TABLE_TEST(a_vm_that_comes_back_is_a_new_one),
		TABLE_TEST(of_several_with_one_uuid_the_liveliest_stays),
		TABLE_TEST(of_equally_lively_ones_the_newest_stays),
		TABLE_TEST(what_belongs_to_a_vm_moves_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
