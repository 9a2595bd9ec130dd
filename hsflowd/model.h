/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One host, measured: what the parsers of /proc and /sys fill in and the
 * encoder writes. Fields, units and their order are those of the sFlow host
 * structures (0:2000 to 0:2010).
 *
 * A group is sent when `have` says so. Within a group, what is not known holds
 * MODEL_UNKNOWN32 or MODEL_UNKNOWN64 (counters) or 0 (gauges), as sFlow v5
 * asks for. Counters of 32 bits hold the low 32 bits: they wrap, never
 * saturate.
 */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define MODEL_UNKNOWN32		UINT32_MAX
#define MODEL_UNKNOWN64		UINT64_MAX
#define MODEL_ADAPTERS_MAX	32
#define MODEL_HOSTNAME_MAX	64
#define MODEL_RELEASE_MAX	32

struct model_descr {
	char		hostname[MODEL_HOSTNAME_MAX + 1];
	uint8_t		uuid[16];	/* zeros when unknown */
	uint32_t	machine_type;	/* 3 is x86_64 ... */
	uint32_t	os_name;	/* 2 is linux */
	char		os_release[MODEL_RELEASE_MAX + 1];
};

struct model_adapter {
	uint32_t	ifindex;
	bool		has_mac;
	uint8_t		mac[6];
};

struct model_adapters {
	unsigned int		n;
	struct model_adapter	adapter[MODEL_ADAPTERS_MAX];
};

struct model_cpu {
	bool		have;
	float		load_one, load_five, load_fifteen;
	uint32_t	proc_run, proc_total;	/* threads */
	uint32_t	cpu_num;
	uint32_t	cpu_speed;		/* MHz */
	uint32_t	uptime;			/* seconds */
	/* ms, over all CPUs; guest time is part of user, as Linux counts */
	uint32_t	user, nice, system, idle, wio, intr, sintr;
	uint32_t	interrupts, contexts;
	uint32_t	steal, guest, guest_nice;
};

struct model_memory {
	bool		have;
	uint64_t	total, free, shared, buffers, cached;	/* bytes */
	uint64_t	swap_total, swap_free;			/* bytes */
	uint32_t	page_in, page_out, swap_in, swap_out;	/* pages */
};

struct model_disk {
	bool		have;
	uint64_t	total, free;		/* bytes, of file systems */
	int32_t		part_max_used;		/* percent x 100; -1 unknown */
	uint32_t	reads;
	uint64_t	bytes_read;
	uint32_t	read_time;		/* ms */
	uint32_t	writes;
	uint64_t	bytes_written;
	uint32_t	write_time;		/* ms */
};

struct model_net {
	bool		have;
	uint64_t	bytes_in;
	uint32_t	pkts_in, errs_in, drops_in;
	uint64_t	bytes_out;
	uint32_t	pkts_out, errs_out, drops_out;
};

/* The mib2 groups are sent field by field, in the order of their record. */
#define MODEL_IP_FIELDS		19
#define MODEL_ICMP_FIELDS	25
#define MODEL_TCP_FIELDS	15
#define MODEL_UDP_FIELDS	7

struct model_mib2 {
	bool		have;
	uint32_t	ip[MODEL_IP_FIELDS];
	uint32_t	icmp[MODEL_ICMP_FIELDS];
	uint32_t	tcp[MODEL_TCP_FIELDS];
	uint32_t	udp[MODEL_UDP_FIELDS];
};

struct model_host {
	struct model_descr	descr;
	struct model_adapters	adapters;
	struct model_cpu	cpu;
	struct model_memory	memory;
	struct model_disk	disk;
	struct model_net	net;
	struct model_mib2	mib2;
};

#endif
