/* SPDX-License-Identifier: Apache-2.0 */
/* VMs and adapters for tests, in which every number differs. */
#ifndef VM_BUILD_H
#define VM_BUILD_H

#include <stdio.h>
#include <string.h>

#include "model_vm.h"

/* Distinct for distinct `seed`; as good as any VM that Xen could have. */
static inline void
vm_build(struct model_vm *vm, uint32_t seed)
{
	uint64_t n = (uint64_t)seed << 40;

	memset(vm, 0, sizeof(*vm));
	vm->domid = 1 + seed % MODEL_VM_DOMID_MAX;
	for (uint32_t i = 0; i < 16; i++)
		vm->uuid[i] = (uint8_t)(i < 4 ? seed >> 8 * i : 0xa0 + i);
	snprintf(vm->name, sizeof(vm->name), "vm-%u \xe2\x82\xac", seed);
	vm->machine_type = 3;
	vm->os_name = 2;
	snprintf(vm->os_release, sizeof(vm->os_release), "6.1.0-%u", seed);
	vm->state = (enum model_vm_state)(1 + seed % MODEL_VM_CRASHED);
	vm->cpu_ms = n + 1;
	vm->vcpus = 7 + seed;
	vm->memory = n + 2;
	vm->memory_max = n + 3;
	vm->disk = (struct model_vm_disk){ .have = true, .capacity = n + 4,
	    .allocation = n + 5, .physical = n + 6, .rd_req = n + 7,
	    .rd_bytes = n + 8, .wr_req = n + 9, .wr_bytes = n + 10,
	    .errs = n + 11 };
	vm->net = (struct model_vm_net){ .have = true, .rx_bytes = n + 12,
	    .rx_packets = n + 13, .rx_errs = n + 14, .rx_drop = n + 15,
	    .tx_bytes = n + 16, .tx_packets = n + 17, .tx_errs = n + 18,
	    .tx_drop = n + 19 };
}

static inline void
vm_build_adapter(struct model_adapter *a, uint32_t ifindex)
{
	memset(a, 0, sizeof(*a));
	a->ifindex = ifindex;
	a->has_mac = true;
	memcpy(a->mac, "\x00\x16\x3e", 3);
	for (int i = 0; i < 3; i++)
		a->mac[5 - i] = (uint8_t)(ifindex >> 8 * i);
}

static inline void
vm_build_assert_equal_adapters(const struct model_adapter *a,
    const struct model_adapter *b)
{
	assert_int_equal(a->ifindex, b->ifindex);
	assert_int_equal(a->has_mac, b->has_mac);
	assert_memory_equal(a->mac, b->mac, sizeof(a->mac));
}

/* Field by field, as there are gaps between them. */
static inline void
vm_build_assert_equal(const struct model_vm *a, const struct model_vm *b)
{
	assert_int_equal(a->domid, b->domid);
	assert_memory_equal(a->uuid, b->uuid, sizeof(a->uuid));
	assert_string_equal(a->name, b->name);
	assert_int_equal(a->machine_type, b->machine_type);
	assert_int_equal(a->os_name, b->os_name);
	assert_string_equal(a->os_release, b->os_release);
	assert_int_equal(a->state, b->state);
	assert_int_equal(a->cpu_ms, b->cpu_ms);
	assert_int_equal(a->vcpus, b->vcpus);
	assert_int_equal(a->memory, b->memory);
	assert_int_equal(a->memory_max, b->memory_max);
	assert_int_equal(a->disk.have, b->disk.have);
	assert_int_equal(a->disk.capacity, b->disk.capacity);
	assert_int_equal(a->disk.allocation, b->disk.allocation);
	assert_int_equal(a->disk.physical, b->disk.physical);
	assert_int_equal(a->disk.rd_req, b->disk.rd_req);
	assert_int_equal(a->disk.rd_bytes, b->disk.rd_bytes);
	assert_int_equal(a->disk.wr_req, b->disk.wr_req);
	assert_int_equal(a->disk.wr_bytes, b->disk.wr_bytes);
	assert_int_equal(a->disk.errs, b->disk.errs);
	assert_int_equal(a->net.have, b->net.have);
	assert_int_equal(a->net.rx_bytes, b->net.rx_bytes);
	assert_int_equal(a->net.rx_packets, b->net.rx_packets);
	assert_int_equal(a->net.rx_errs, b->net.rx_errs);
	assert_int_equal(a->net.rx_drop, b->net.rx_drop);
	assert_int_equal(a->net.tx_bytes, b->net.tx_bytes);
	assert_int_equal(a->net.tx_packets, b->net.tx_packets);
	assert_int_equal(a->net.tx_errs, b->net.tx_errs);
	assert_int_equal(a->net.tx_drop, b->net.tx_drop);
	assert_int_equal(a->n_adapters, b->n_adapters);
}

#endif
