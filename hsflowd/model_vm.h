/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hypervisor and its VMs, measured: what hsflowd-xen fills in, what passes
 * to the agent (vm_record.h) and what encode.c writes. Units are those of the
 * sFlow host structures (0:2000 to 0:2002, 0:2100 to 0:2104); counters are kept
 * in 64 bits, so that one that steps back can be told from one that wraps, and
 * lose their high bits when they are written.
 */
#ifndef MODEL_VM_H
#define MODEL_VM_H

#include <stdbool.h>
#include <stdint.h>

#include "model.h"

#define MODEL_VM_NAME_MAX	64	/* bytes */
#define MODEL_VM_DOMID_MAX	0x7fef	/* Xen's own limit; 0 is no VM */

/* virDomainState */
enum model_vm_state {
	MODEL_VM_NOSTATE = 0,
	MODEL_VM_RUNNING = 1,
	MODEL_VM_BLOCKED = 2,
	MODEL_VM_PAUSED = 3,
	MODEL_VM_SHUTDOWN = 4,
	MODEL_VM_SHUTOFF = 5,
	MODEL_VM_CRASHED = 6
};

struct model_node {
	bool		have;
	uint32_t	mhz, cpus;	/* of the machine */
	uint64_t	memory, memory_free;	/* bytes */
	uint32_t	domains;	/* dom0 is one of them; 0 unknown */
};

/* MODEL_UNKNOWN64 where a counter is not known. */
struct model_vm_disk {
	bool		have;
	uint64_t	capacity, allocation, physical;	/* bytes; 0 unknown */
	uint64_t	rd_req, rd_bytes, wr_req, wr_bytes, errs;
};

/* As the VM sees it: rx is what it received. */
struct model_vm_net {
	bool		have;
	uint64_t	rx_bytes, rx_packets, rx_errs, rx_drop;
	uint64_t	tx_bytes, tx_packets, tx_errs, tx_drop;
};

struct model_vm {
	uint32_t		domid;
	uint8_t			uuid[16];
	char			name[MODEL_VM_NAME_MAX + 1];	/* UTF-8 */
	uint32_t		machine_type, os_name;	/* 0 unknown */
	char			os_release[MODEL_RELEASE_MAX + 1];
	enum model_vm_state	state;
	uint64_t		cpu_ms;
	uint32_t		vcpus;
	uint64_t		memory, memory_max;	/* bytes */
	struct model_vm_disk	disk;
	struct model_vm_net	net;
	/* Its vifs (and taps): dom0's ifIndex, the guest's own MAC. */
	uint32_t		n_adapters;
	uint32_t		first_adapter;	/* in the snapshot's list */
};

#endif
