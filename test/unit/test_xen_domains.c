/* SPDX-License-Identifier: Apache-2.0 */
/* xen_domains.c: which domains there are, and what the agent gets of them. */
#include "unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "xen_domains.h"

static int
make_domains(void **state)
{
	*state = malloc(sizeof(struct xen_domains));
	assert_non_null(*state);
	xen_domains_init(*state);
	return 0;
}

static int
free_domains(void **state)
{
	xen_domains_clear(*state);
	free(*state);
	return 0;
}

/* The domains that Xen lists; the list ends with 0. */
static void
run_round(struct xen_domains *t, const uint32_t *domids)
{
	xen_domains_begin(t);
	for (; *domids != 0; domids++)
		assert_non_null(xen_domains_touch(t, *domids));
	xen_domains_sweep(t);
}

#define ROUND(t, ...) \
	run_round(t, (const uint32_t[]){ __VA_ARGS__, 0 })

static void
those_that_are_listed_are_there_by_number(void **state)
{
	static const uint32_t sorted[] = { 1, 3, 5, 9 };
	struct xen_domains *t = *state;

	ROUND(t, 5, 1, 9, 3);
	assert_int_equal(t->n, UNIT_COUNT(sorted));
	for (size_t i = 0; i < t->n; i++)
		assert_int_equal(t->list[i].domid, sorted[i]);
	assert_ptr_equal(xen_domains_find(t, 5), &t->list[2]);
	for (uint32_t domid = 0; domid < 11; domid += 2)
		assert_null(xen_domains_find(t, domid));
}

static void
what_is_known_of_a_domain_stays_while_it_is_listed(void **state)
{
	struct xen_domains *t = *state;

	ROUND(t, 1, 3, 5);
	for (size_t i = 0; i < t->n; i++) {
		assert_int_equal(t->list[i].seen, 1);
		t->list[i].os_name = t->list[i].domid;
	}
	ROUND(t, 5, 4, 3);
	assert_int_equal(t->n, 3);
	assert_int_equal(xen_domains_find(t, 3)->os_name, 3);
	assert_int_equal(xen_domains_find(t, 3)->seen, 2);
	assert_int_equal(xen_domains_find(t, 4)->os_name, 0);
	assert_int_equal(xen_domains_find(t, 4)->seen, 1);
	assert_int_equal(xen_domains_find(t, 5)->os_name, 5);
	assert_null(xen_domains_find(t, 1));
	ROUND(t, 1);
	assert_int_equal(t->n, 1);
	/* Nothing is left of the one that had this number. */
	assert_int_equal(xen_domains_find(t, 1)->os_name, 0);
	assert_int_equal(xen_domains_find(t, 1)->seen, 1);
	run_round(t, (const uint32_t[]){ 0 });
	assert_int_equal(t->n, 0);
}

static void
dom0_and_numbers_that_xen_has_not_are_no_domains(void **state)
{
	struct xen_domains *t = *state;

	xen_domains_begin(t);
	assert_null(xen_domains_touch(t, 0));
	assert_null(xen_domains_touch(t, MODEL_VM_DOMID_MAX + 1));
	assert_null(xen_domains_touch(t, UINT32_MAX));
	assert_non_null(xen_domains_touch(t, MODEL_VM_DOMID_MAX));
	assert_non_null(xen_domains_touch(t, 1));
	xen_domains_sweep(t);
	assert_int_equal(t->n, 2);
	assert_null(xen_domains_find(t, 0));
}

static void
thousands_of_domains_are_found(void **state)
{
	struct xen_domains *t = *state;

	/* From both ends, then every second one goes. */
	for (uint32_t step = 1; step <= 2; step++) {
		xen_domains_begin(t);
		for (uint32_t i = 1; i <= 2000; i += step) {
			xen_domains_touch(t, i)->vcpus = i;
			xen_domains_touch(t, 10000 - i)->vcpus = 10000 - i;
		}
		xen_domains_sweep(t);
		assert_int_equal(t->n, 4000 / step);
		for (size_t i = 0; i < t->n; i++) {
			assert_int_equal(t->list[i].vcpus, t->list[i].domid);
			assert_true(i == 0 ||
			    t->list[i - 1].domid < t->list[i].domid);
			assert_ptr_equal(xen_domains_find(t,
			    t->list[i].domid), &t->list[i]);
		}
	}
}

/* A domain in which every number differs. */
static struct xen_domain *
make_domain(struct xen_domains *t)
{
	struct xen_domain *d;

	ROUND(t, 7);
	d = xen_domains_find(t, 7);
	strcpy(d->name, "web-1");
	strcpy(d->os_release, "6.1.0");
	d->state = MODEL_VM_BLOCKED;
	d->cpu_ns = UINT64_C(123456999999);
	d->vcpus = 2;
	d->memory = 30;
	d->memory_max = 40;
	d->has_uuid = true;
	for (uint8_t i = 0; i < 16; i++)
		d->uuid[i] = i;
	d->os_name = 2;
	d->machine_type = 3;
	d->net.known = d->disk.known = d->has_errors = true;
	for (uint64_t i = 0; i < XEN_SUM_COUNTERS; i++) {
		d->net.now[i] = 100 + i;
		d->disk.now[i] = 200 + i;
	}
	d->space = (struct xen_domains_space){ .capacity = 50, .physical = 60,
	    .allocation = 70 };
	return d;
}

static void
the_agent_gets_what_is_known(void **state)
{
	const struct xen_domain *d = make_domain(*state);
	struct model_vm vm;

	memset(&vm, 0xee, sizeof(vm));
	assert_true(xen_domains_model(d, &vm));
	assert_int_equal(vm.domid, 7);
	assert_memory_equal(vm.uuid, d->uuid, 16);
	assert_string_equal(vm.name, "web-1");
	assert_string_equal(vm.os_release, "6.1.0");
	assert_int_equal(vm.os_name, 2);
	assert_int_equal(vm.machine_type, 3);
	assert_int_equal(vm.state, MODEL_VM_BLOCKED);
	assert_int_equal(vm.cpu_ms, 123456);
	assert_int_equal(vm.vcpus, 2);
	assert_int_equal(vm.memory, 30);
	assert_int_equal(vm.memory_max, 40);
	assert_int_equal(vm.n_adapters, 0);
}

static void
what_dom0_s_interface_sends_the_guest_receives(void **state)
{
	struct xen_domain *d = make_domain(*state);
	struct model_vm vm;

	assert_true(xen_domains_model(d, &vm));
	assert_true(vm.net.have);
	assert_int_equal(vm.net.rx_bytes, 100 + RTSTATS_TX_BYTES);
	assert_int_equal(vm.net.rx_packets, 100 + RTSTATS_TX_PACKETS);
	assert_int_equal(vm.net.rx_errs, 100 + RTSTATS_TX_ERRORS);
	assert_int_equal(vm.net.rx_drop, 100 + RTSTATS_TX_DROPPED);
	assert_int_equal(vm.net.tx_bytes, 100 + RTSTATS_RX_BYTES);
	assert_int_equal(vm.net.tx_packets, 100 + RTSTATS_RX_PACKETS);
	assert_int_equal(vm.net.tx_errs, 100 + RTSTATS_RX_ERRORS);
	assert_int_equal(vm.net.tx_drop, 100 + RTSTATS_RX_DROPPED);
	d->net.known = false;
	assert_true(xen_domains_model(d, &vm));
	assert_false(vm.net.have);
	assert_true(vm.disk.have);
}

static void
sectors_are_512_bytes(void **state)
{
	struct xen_domain *d = make_domain(*state);
	struct model_vm vm;

	assert_true(xen_domains_model(d, &vm));
	assert_true(vm.disk.have);
	assert_int_equal(vm.disk.capacity, 50);
	assert_int_equal(vm.disk.physical, 60);
	assert_int_equal(vm.disk.allocation, 70);
	assert_int_equal(vm.disk.rd_req, 200 + XEN_DOMAINS_RD_REQ);
	assert_int_equal(vm.disk.rd_bytes,
	    (200 + XEN_DOMAINS_RD_SECTORS) * 512);
	assert_int_equal(vm.disk.wr_req, 200 + XEN_DOMAINS_WR_REQ);
	assert_int_equal(vm.disk.wr_bytes,
	    (200 + XEN_DOMAINS_WR_SECTORS) * 512);
	assert_int_equal(vm.disk.errs, 200 + XEN_DOMAINS_ERRORS);
	d->disk.known = false;
	assert_true(xen_domains_model(d, &vm));
	assert_false(vm.disk.have);
	assert_true(vm.net.have);
}

static void
what_is_unknown_of_disks_is_said_as_sflow_has_it(void **state)
{
	struct xen_domain *d = make_domain(*state);
	struct model_vm vm;

	/* Gauges are 0, counters all ones. */
	d->space.physical = d->space.allocation = MODEL_UNKNOWN64;
	d->lacks_errors = true;
	assert_true(xen_domains_model(d, &vm));
	assert_int_equal(vm.disk.capacity, 50);
	assert_int_equal(vm.disk.physical, 0);
	assert_int_equal(vm.disk.allocation, 0);
	assert_int_equal(vm.disk.rd_req, 200 + XEN_DOMAINS_RD_REQ);
	assert_int_equal(vm.disk.errs, MODEL_UNKNOWN64);
	d->lacks_errors = false;
	d->uncounted = true;
	assert_true(xen_domains_model(d, &vm));
	assert_true(vm.disk.have);
	assert_int_equal(vm.disk.capacity, 50);
	assert_int_equal(vm.disk.rd_req, MODEL_UNKNOWN64);
	assert_int_equal(vm.disk.rd_bytes, MODEL_UNKNOWN64);
	assert_int_equal(vm.disk.wr_req, MODEL_UNKNOWN64);
	assert_int_equal(vm.disk.wr_bytes, MODEL_UNKNOWN64);
	assert_int_equal(vm.disk.errs, MODEL_UNKNOWN64);
}

static void
memory_is_what_the_guest_uses_where_that_is_known(void **state)
{
	struct xen_domain *d = make_domain(*state);
	struct model_vm vm;

	d->used_memory = 20;
	assert_true(xen_domains_model(d, &vm));
	assert_int_equal(vm.memory, 20);
	assert_int_equal(vm.memory_max, 40);
}

static void
a_dying_domain_and_one_without_uuid_are_not_reported(void **state)
{
	struct xen_domain *d = make_domain(*state);
	struct model_vm vm;

	d->dying = true;
	assert_false(xen_domains_model(d, &vm));
	d->dying = false;
	assert_true(xen_domains_model(d, &vm));
	d->has_uuid = false;
	assert_false(xen_domains_model(d, &vm));
}

static void
a_domain_without_a_name_is_reported(void **state)
{
	struct xen_domain *d = make_domain(*state);
	struct model_vm vm;

	d->name[0] = '\0';
	assert_true(xen_domains_model(d, &vm));
	assert_string_equal(vm.name, "");
	memset(d->name, 'n', MODEL_VM_NAME_MAX);
	d->name[MODEL_VM_NAME_MAX] = '\0';
	assert_true(xen_domains_model(d, &vm));
	assert_string_equal(vm.name, d->name);
}

#define DOMAINS_TEST(f) \
	cmocka_unit_test_setup_teardown(f, make_domains, free_domains)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		DOMAINS_TEST(those_that_are_listed_are_there_by_number),
		DOMAINS_TEST(
		    what_is_known_of_a_domain_stays_while_it_is_listed),
		DOMAINS_TEST(dom0_and_numbers_that_xen_has_not_are_no_domains),
		DOMAINS_TEST(thousands_of_domains_are_found),
		DOMAINS_TEST(the_agent_gets_what_is_known),
		DOMAINS_TEST(what_dom0_s_interface_sends_the_guest_receives),
		DOMAINS_TEST(sectors_are_512_bytes),
		DOMAINS_TEST(what_is_unknown_of_disks_is_said_as_sflow_has_it),
		DOMAINS_TEST(memory_is_what_the_guest_uses_where_that_is_known),
		DOMAINS_TEST(
		    a_dying_domain_and_one_without_uuid_are_not_reported),
		DOMAINS_TEST(a_domain_without_a_name_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
