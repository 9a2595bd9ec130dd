/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host, measured: one call reads what /proc and /sys say now and fills in
 * a struct model_host.
 *
 * Filled in: cpu, memory, disk, net and mib2, with their `have`, and of descr
 * machine_type, os_name and os_release. Host name, UUID and adapters are
 * others' and stay untouched.
 *
 * A round costs about ten system calls and one for each file system that
 * counts. Sums over disks and NICs never go back; tally.h says how. They are
 * unknown (not 0) until there is a first disk or NIC.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdint.h>

#include "model.h"

enum measure_source {
	MEASURE_STAT,
	MEASURE_LOADAVG,
	MEASURE_CPUINFO,
	MEASURE_UPTIME,
	MEASURE_MEMINFO,
	MEASURE_VMSTAT,
	MEASURE_DISKSTATS,
	MEASURE_MOUNTS,
	MEASURE_NETDEV,
	MEASURE_SNMP,
	MEASURE_SOURCES		/* how many there are */
};

struct measure;

/*
 * "" is the live system. Any other root is a tree with copies of /proc and
 * /sys, for tests: its files are read in place (rewrite them, do not replace
 * them), uptime comes from its proc/uptime and the release and machine from
 * its proc/sys/kernel/{osrelease,arch}. The space on file systems is unknown
 * there, as a copy of /proc/self/mounts says nothing about space.
 * Fatal without memory.
 */
struct measure	*measure_new(const char *root);
void		 measure_free(struct measure *);
/*
 * Returns the sources that could not be read or understood, as bits
 * 1 << MEASURE_...; a change of these is logged. What they would have told is
 * unknown, or its group is marked as not there.
 */
uint32_t	 measure_round(struct measure *, struct model_host *);
/* "/proc/stat" ... */
const char	*measure_source_path(enum measure_source);

#endif
