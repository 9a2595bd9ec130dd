/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Questions to /sys: is this device a piece of hardware (or what a hypervisor
 * gives a VM for one), whose traffic is not counted by another device as well?
 * Each question costs one to seven system calls; the answers hold until a
 * device comes or goes. `root` is "" on the live system.
 */
#ifndef SYSFS_H
#define SYSFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * True for whole disks; `name` is that of /proc/diskstats. Of a stack the
 * bottom counts: not partitions, md, dm, loop, zram, nbd, nor the head of an
 * NVMe multipath (its paths, nvme0c0n1, carry the numbers on every kernel).
 */
bool		sysfs_disk_counts(const char *root, const char *name);
/*
 * True for NICs, virtual functions and a guest's virtio, xen-netfront and
 * netvsc among them. Not for bonds, bridges, VLANs, taps, veths and ports of
 * Open vSwitch; not for vifs and switchdev representors, which stand for
 * someone else's NIC; not for a slave of netvsc or net_failover, whose master
 * counts for both.
 */
bool		sysfs_nic_counts(const char *root, const char *name);
/* 0 when unknown. It stays when the interface is renamed. */
uint32_t	sysfs_nic_ifindex(const char *root, const char *name);
/*
 * Where in xenstore the interface has its place ("backend/vif/3/0", a line);
 * false where it is no guest's.
 */
bool		sysfs_nic_nodename(const char *root, const char *name,
		    char *buf, size_t cap);

#endif
