/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names that Xen, its toolstacks and its guests' tools give things, and
 * what they stand for. Pure; total on any bytes, as some are a guest's.
 */
#ifndef XEN_NAMES_H
#define XEN_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

/* What serves a guest's disk or interface in dom0. */
enum xen_names_backend {
	XEN_NAMES_OTHER,
	XEN_NAMES_VIF,
	XEN_NAMES_VBD,		/* blkback: statistics in /sys */
	XEN_NAMES_TAPDISK,	/* vbd3: statistics in /dev/shm */
	XEN_NAMES_QDISK		/* QEMU: none that can be had */
};

struct xen_names_device {
	enum xen_names_backend	backend;
	uint32_t		domid;
	uint32_t		device;	/* number of the vif, or of xvda ... */
};

/* An entry of /sys/bus/xen-backend/devices: "vbd-3-51712". */
bool	xen_names_parse_entry(struct text, struct xen_names_device *);
/* device/nodename of an interface: "backend/vif/3/0", a line. */
bool	xen_names_parse_nodename(struct text, struct xen_names_device *);
/* An emulated interface's name: "tap3.0", or "vif3.0-emu". */
bool	xen_names_parse_tap(struct text, struct xen_names_device *);
/* The folder's name in xenstore: "vif", "vbd", "vbd3", "qdisk". */
const char	*xen_names_backend(enum xen_names_backend);

/* "/vm/UUID". False for the zero UUID, too. */
bool	xen_names_parse_vm(struct text, uint8_t uuid[16]);
/* "00:16:3e:77:00:01"; no group address, not all zero,
 * nor what the vif itself has, whichever guest's it is. */
bool	xen_names_parse_mac(struct text, uint8_t mac[6]);

/*
 * What blkfront says its ABI is ("x86_64-abi"), or a kernel's release as the
 * tools have it ("6.1.0-18-amd64"), as sFlow's machine_type; 0 unknown.
 */
uint32_t	xen_names_machine(struct text);

/* The tools' words, each of which may be empty, as sFlow's os_name. */
struct xen_names_os {
	struct text	name;		/* data/os_name */
	struct text	distro;		/* data/os_distro */
	struct text	uname;		/* data/os_uname */
	struct text	class;		/* attr/os/class */
};
uint32_t	xen_names_os(const struct xen_names_os *);

/*
 * Bytes that the guest uses, by what its tools say of all and of free memory
 * (decimal kB; `total` may be empty: then it is `given`). False for what cannot
 * be: no number, more free than there is.
 */
bool	xen_names_used_memory(struct text total, struct text free,
	    uint64_t given, uint64_t *used);

#endif
