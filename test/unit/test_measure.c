/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure.c: whole rounds against trees whose numbers were added up by hand,
 * against trees that change, and against this system's own tools.
 */
#include "unit.h"

#include <inttypes.h>
#include <stdbool.h>
#include <sys/utsname.h>
#include <time.h>

#include "measure.h"
#include "tree.h"

#define KB	1024ull
#define SECTOR	512ull

static struct model_host host;

/* One round of a fixture, from which nothing is missing. */
static void
measure_fixture(const char *name)
{
	char root[256];
	struct measure *m;

	snprintf(root, sizeof(root), "test/fixtures/root-%s", name);
	memset(&host, 0xee, sizeof(host));
	m = measure_new(root);
	assert_int_equal(measure_round(m, &host), 0);
	measure_free(m);
	assert_true(host.cpu.have && host.memory.have && host.disk.have &&
	    host.net.have && host.mib2.have);
	/* A copy of /proc says nothing about space. */
	assert_int_equal(host.disk.total, 0);
	assert_int_equal(host.disk.free, 0);
	assert_int_equal(host.disk.part_max_used, -1);
	assert_int_equal(host.descr.os_name, 2);
	assert_int_equal(host.descr.machine_type, 3);
}

static uint32_t
pages(uint64_t kb)
{
	return (uint32_t)(kb / ((uint64_t)sysconf(_SC_PAGESIZE) / KB));
}

static uint32_t
ms(uint64_t ticks)
{
	return (uint32_t)(ticks * 1000 / (uint64_t)sysconf(_SC_CLK_TCK));
}

static void
assert_io(const struct model_disk *d, uint64_t reads, uint64_t sectors_read,
    uint64_t read_ms, uint64_t writes, uint64_t sectors_written,
    uint64_t write_ms)
{
	assert_int_equal(d->reads, (uint32_t)reads);
	assert_int_equal(d->bytes_read, sectors_read * SECTOR);
	assert_int_equal(d->read_time, (uint32_t)read_ms);
	assert_int_equal(d->writes, (uint32_t)writes);
	assert_int_equal(d->bytes_written, sectors_written * SECTOR);
	assert_int_equal(d->write_time, (uint32_t)write_ms);
}

static void
bare_metal_cpu_and_memory(void **state)
{
	(void)state;
	measure_fixture("baremetal");
	assert_string_equal(host.descr.os_release, "6.1.0-28-amd64");
	assert_true(host.cpu.load_one == 1.52f);
	assert_true(host.cpu.load_five == 0.98f);
	assert_true(host.cpu.load_fifteen == 0.87f);
	assert_int_equal(host.cpu.proc_run, 3);
	assert_int_equal(host.cpu.proc_total, 1042);
	assert_int_equal(host.cpu.cpu_num, 8);
	assert_int_equal(host.cpu.cpu_speed, 2500);	/* 2499.612 */
	assert_int_equal(host.cpu.uptime, 2414265);
	/* Guest time is in user already. */
	assert_int_equal(host.cpu.user, ms(48213377));
	assert_int_equal(host.cpu.nice, ms(19204));
	assert_int_equal(host.cpu.system, ms(9120455));
	assert_int_equal(host.cpu.idle, ms(1873345210));
	assert_int_equal(host.cpu.wio, ms(402116));
	assert_int_equal(host.cpu.intr, 0);
	assert_int_equal(host.cpu.sintr, ms(311873));
	assert_int_equal(host.cpu.steal, 0);
	assert_int_equal(host.cpu.guest, ms(2204511));
	assert_int_equal(host.cpu.guest_nice, ms(310));
	assert_int_equal(host.cpu.interrupts, 9482173655 - 2 * 4294967296);
	assert_int_equal(host.cpu.contexts, 17342919482 - 4 * 4294967296);
	assert_int_equal(host.memory.total, 131722524 * KB);
	assert_int_equal(host.memory.free, 48213376 * KB);
	assert_int_equal(host.memory.shared, 1250436 * KB);
	assert_int_equal(host.memory.buffers, 1843220 * KB);
	assert_int_equal(host.memory.cached, (61234112 + 3120044) * KB);
	assert_int_equal(host.memory.swap_total, 8388604 * KB);
	assert_int_equal(host.memory.swap_free, 8301312 * KB);
	assert_int_equal(host.memory.page_in, pages(263940400));
	assert_int_equal(host.memory.page_out, pages(1249940868));
	assert_int_equal(host.memory.swap_in, 1022);
	assert_int_equal(host.memory.swap_out, 23144);
}

/*
 * Of disks: nvme0n1, nvme1c1n1 (the path below nvme1n1), sda, sdb; no
 * partition, md, dm, zram, loop or CD-ROM. Of NICs: eth0 and eth1; not the
 * bond over them, nor VLAN, bridge, Open vSwitch ports, vif and tap.
 */
static void
bare_metal_counts_each_byte_once(void **state)
{
	(void)state;
	measure_fixture("baremetal");
	assert_io(&host.disk,
	    4381250 + 880122 + 1203344 + 1198830,
	    351742106 + 70412344 + 96410338 + 96102338,
	    902113 + 210331 + 4120033 + 4098811,
	    18823411 + 1203345 + 2203119 + 2203119,
	    1820431664ull + 88214400 + 310220184 + 310220184,
	    15120322 + 702331 + 30112903 + 29871120);
	assert_int_equal(host.net.bytes_in, 1203344912203 + 903344120334);
	assert_int_equal(host.net.pkts_in, 1602233412u + 1202334120u);
	assert_int_equal(host.net.errs_in, 3);
	assert_int_equal(host.net.drops_in, 1204 + 802);
	assert_int_equal(host.net.bytes_out, 880122334120 + 1120334412091);
	assert_int_equal(host.net.pkts_out, 1203344120u + 1403344120u);
	assert_int_equal(host.net.errs_out, 2);
	assert_int_equal(host.net.drops_out, 0);
}

static void
bare_metal_protocols(void **state)
{
	static const uint32_t ip[MODEL_IP_FIELDS] = {
		1, 64, 2804120331, 12, 3, 120334, 0, 0, 2801203344,
		2606120334, 20, 4, 0, 120, 60, 0, 44, 0, 88
	};
	static const uint32_t icmp[MODEL_ICMP_FIELDS] = {
		10233, 12, 8120, 11, 0, 0, 4, 2011, 87, 0, 0, 0, 12044, 0,
		9811, 220, 0, 0, 2, 0, 2011, 0, 0, 0, 0
	};
	static const uint32_t tcp[MODEL_TCP_FIELDS] = {
		1, 200, 120000, 4294967295, 1203344, 402331, 20331, 10233,
		412, 2701203344, 2502033441, 120334, 44, 203312, 2
	};
	static const uint32_t udp[MODEL_UDP_FIELDS] = {
		99120334, 8120, 3, 101203344, 3, 0, 0
	};

	(void)state;
	measure_fixture("baremetal");
	assert_memory_equal(host.mib2.ip, ip, sizeof(ip));
	assert_memory_equal(host.mib2.icmp, icmp, sizeof(icmp));
	assert_memory_equal(host.mib2.tcp, tcp, sizeof(tcp));
	assert_memory_equal(host.mib2.udp, udp, sizeof(udp));
}

/* virtio disks have major 253 here and dm has 254: vda and vdb; ens3. */
static void
a_virtual_machine_has_its_virtio_disks_and_nic(void **state)
{
	(void)state;
	measure_fixture("debian-vm");
	assert_string_equal(host.descr.os_release, "6.1.0-26-cloud-amd64");
	assert_int_equal(host.cpu.steal, ms(10233));
	assert_int_equal(host.cpu.cpu_speed, 2295);	/* 2294.608 */
	assert_int_equal(host.cpu.uptime, 86523);
	assert_int_equal(host.memory.swap_total, 0);
	assert_io(&host.disk, 102331 + 1022, 8240664 + 81920, 41022 + 331,
	    302331 + 2033, 18240672 + 40960, 220334 + 1204);
	assert_int_equal(host.net.bytes_in, 4402033412);
	assert_int_equal(host.net.pkts_in, 12033441);
	assert_int_equal(host.net.drops_in, 331);
	assert_int_equal(host.net.bytes_out, 902033441);
	assert_int_equal(host.net.pkts_out, 8120334);
}

/* sda and cciss/c0d0; em1 and em2. Counters beyond 32 bits. */
static void
an_old_kernel_is_understood(void **state)
{
	(void)state;
	measure_fixture("el7");
	assert_string_equal(host.descr.os_release,
	    "3.10.0-1160.119.1.el7.x86_64");
	assert_int_equal(host.cpu.cpu_num, 8);
	assert_int_equal(host.cpu.idle, ms(15023344120));
	assert_int_equal(host.cpu.uptime, 19440012);
	assert_int_equal(host.memory.cached, (20122334 + 802334) * KB);
	assert_int_equal(host.memory.page_out, pages(4402033444));
	assert_io(&host.disk, 9120334 + 412033, 1203344120ull + 33120334,
	    12033441 + 802331, 20122334 + 1203344,
	    2203344120ull + 48120334, 301223344 + 4120331);
	assert_int_equal(host.net.bytes_in, 9120334412033);
	assert_int_equal(host.net.pkts_in, 8120334412 - 4294967296);
	assert_int_equal(host.net.bytes_out, 4402033441203);
	assert_int_equal(host.net.pkts_out, 6120334412 - 4294967296);
	assert_int_equal(host.mib2.ip[2], 8120334412 - 4294967296);
	assert_int_equal(host.mib2.udp[6], 10);
}

/* sda and sdb, not dm, nor the tapdisk of a guest; eth0 and eth1, no vif. */
static void
dom0_counts_hardware_and_not_its_guests(void **state)
{
	(void)state;
	measure_fixture("xen-dom0");
	assert_string_equal(host.descr.os_release, "4.19.0+1");
	assert_int_equal(host.cpu.cpu_num, 4);
	assert_int_equal(host.cpu.steal, ms(1203344));
	assert_int_equal(host.memory.total, 4093584 * KB);
	assert_io(&host.disk, 812033 + 302033, 66120334 + 24120334,
	    1203344 + 902033, 4402033 + 1203344, 120334412 + 48120334,
	    8120334 + 2203344);
	assert_int_equal(host.net.bytes_in, 802033441203 + 120334412033);
	assert_int_equal(host.net.pkts_in, 902033441 + 102033441);
	assert_int_equal(host.net.errs_in, 1);
	assert_int_equal(host.net.drops_in, 12033 + 33);
	assert_int_equal(host.net.bytes_out, 1203344120334 + 20334412033);
	assert_int_equal(host.net.pkts_out, 1102033441 + 42033441);
}

/* Trees that change. */

#define DISK_LINE(name, n)	" 8 0 " name " " n " 0 " n " " n " " n " 0 " \
	n " " n " 0 0 0\n"
#define NIC_LINE(name, n)	name ":" n " " n " 0 0 0 0 0 0 " n " " n \
	" 0 0 0 0 0 0\n"

static void
put_device(const char *folder, const char *name, const char *where)
{
	char path[256], target[256];

	snprintf(path, sizeof(path), "/sys/devices/%s/%s/ifindex", where,
	    name);
	tree_put(path, "1\n");
	snprintf(path, sizeof(path), "/sys/%s/%s", folder, name);
	snprintf(target, sizeof(target), "%s/devices/%s/%s",
	    strchr(folder, '/') == NULL ? ".." : "../..", where, name);
	tree_link(path, target);
}

static void
an_empty_root_has_nothing(void **state)
{
	struct measure *m = measure_new(tree_root);
	uint32_t missing;

	(void)state;
	memset(&host, 0xee, sizeof(host));
	missing = measure_round(m, &host);
	assert_int_equal(missing, 1u << MEASURE_STAT | 1u << MEASURE_MEMINFO |
	    1u << MEASURE_DISKSTATS | 1u << MEASURE_NETDEV |
	    1u << MEASURE_SNMP);
	assert_false(host.cpu.have);
	assert_false(host.memory.have);
	assert_false(host.disk.have);
	assert_false(host.net.have);
	assert_false(host.mib2.have);
	assert_string_equal(measure_source_path(MEASURE_SNMP),
	    "/proc/net/snmp");
	measure_free(m);
}

static void
what_one_file_lacks_is_unknown_until_it_comes(void **state)
{
	struct measure *m = measure_new(tree_root);

	(void)state;
	tree_put("/proc/stat", "cpu 1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3\n");
	tree_put("/proc/meminfo", "MemTotal: 5 kB\n");
	tree_put("/proc/diskstats", "");
	tree_put("/proc/net/dev", NIC_LINE("lo", "5"));
	tree_put("/proc/net/snmp", "nonsense");
	assert_int_equal(measure_round(m, &host), 1u << MEASURE_LOADAVG |
	    1u << MEASURE_CPUINFO | 1u << MEASURE_UPTIME |
	    1u << MEASURE_VMSTAT);
	assert_true(host.cpu.have);
	assert_int_equal(host.cpu.uptime, 0);
	assert_true(host.memory.have);
	assert_int_equal(host.memory.page_in, MODEL_UNKNOWN32);
	assert_int_equal(host.memory.swap_out, MODEL_UNKNOWN32);
	/* No disk and no NIC: unknown, not 0. */
	assert_true(host.disk.have);
	assert_int_equal(host.disk.reads, MODEL_UNKNOWN32);
	assert_int_equal(host.disk.bytes_written, MODEL_UNKNOWN64);
	assert_true(host.net.have);
	assert_int_equal(host.net.bytes_in, MODEL_UNKNOWN64);
	assert_int_equal(host.net.drops_out, MODEL_UNKNOWN32);
	assert_false(host.mib2.have);
	tree_put("/proc/vmstat", "pgpgin 64\npgpgout 64\npswpin 1\n"
	    "pswpout 2\n");
	tree_put("/proc/loadavg", "1.00 2.00 3.00 1/2 3\n");
	tree_put("/proc/cpuinfo", "processor : 0\n");
	tree_put("/proc/uptime", "77.5 1.0\n");
	assert_int_equal(measure_round(m, &host), 0);
	assert_int_equal(host.memory.swap_out, 2);
	assert_int_equal(host.cpu.uptime, 77);
	assert_int_equal(host.cpu.cpu_speed, 0);
	measure_free(m);
}

static void
paging_far_down_in_vmstat_is_found(void **state)
{
	struct measure *m = measure_new(tree_root);
	char text[8192];
	size_t at = 0;

	(void)state;
	for (int i = 0; at < 5000; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    "nr_of_something_%d 123456\n", i);
	snprintf(text + at, sizeof(text) - at,
	    "pgpgin 64\npgpgout 64\npswpin 3\npswpout 4\n");
	tree_put("/proc/vmstat", text);
	tree_put("/proc/meminfo", "MemTotal: 5 kB\n");
	(void)measure_round(m, &host);
	assert_int_equal(host.memory.swap_in, 3);
	assert_int_equal(host.memory.swap_out, 4);
	measure_free(m);
}

static void
disks_that_come_and_go_never_take_the_sums_back(void **state)
{
	struct measure *m = measure_new(tree_root);

	(void)state;
	put_device("block", "sda", "pci0");
	put_device("block", "sdb", "pci0");
	put_device("block", "dm-0", "virtual/block");
	tree_put("/proc/diskstats", DISK_LINE("sda", "1000")
	    DISK_LINE("dm-0", "7"));
	(void)measure_round(m, &host);
	assert_io(&host.disk, 1000, 1000, 1000, 1000, 1000, 1000);
	tree_put("/proc/diskstats", DISK_LINE("sda", "1001")
	    DISK_LINE("sdb", "500") DISK_LINE("dm-0", "7"));
	(void)measure_round(m, &host);
	assert_io(&host.disk, 1501, 1501, 1501, 1501, 1501, 1501);
	tree_put("/proc/diskstats", DISK_LINE("sdb", "501"));
	(void)measure_round(m, &host);
	assert_io(&host.disk, 1502, 1502, 1502, 1502, 1502, 1502);
	/* Plugged in again: it counts from zero. */
	tree_put("/proc/diskstats", DISK_LINE("sdb", "501")
	    DISK_LINE("sda", "3"));
	(void)measure_round(m, &host);
	assert_io(&host.disk, 1505, 1505, 1505, 1505, 1505, 1505);
	measure_free(m);
}

static void
a_nic_that_becomes_a_bridge_port_stays_the_nic(void **state)
{
	struct measure *m = measure_new(tree_root);

	(void)state;
	put_device("class/net", "eth0", "pci0/net");
	tree_put("/proc/net/dev", NIC_LINE("eth0", "1000"));
	(void)measure_round(m, &host);
	assert_int_equal(host.net.bytes_in, 1000);
	/* As Xen's old scripts did: eth0 becomes peth0, below bridge eth0. */
	tree_remove("/sys/class/net/eth0");
	put_device("class/net", "peth0", "pci0/net");
	put_device("class/net", "eth0", "virtual/net");
	tree_put("/proc/net/dev", NIC_LINE("eth0", "5")
	    NIC_LINE("peth0", "1010"));
	(void)measure_round(m, &host);
	assert_int_equal(host.net.bytes_in, 1010);
	assert_int_equal(host.net.pkts_out, 1010);
	measure_free(m);
}

static void
two_devices_of_one_name_do_not_hang_a_round(void **state)
{
	struct measure *m = measure_new(tree_root);

	(void)state;
	put_device("block", "sda", "pci0");
	tree_put("/proc/diskstats", DISK_LINE("sda", "10")
	    " 9999 1 sda 5 5 5 5 5 5 5 5 5 5 5\n");
	(void)measure_round(m, &host);
	(void)measure_round(m, &host);
	assert_true(host.disk.have);
	measure_free(m);
}

static void
idle_time_does_not_step_back(void **state)
{
	struct measure *m = measure_new(tree_root);

	(void)state;
	tree_put("/proc/stat", "cpu 1 2 3 1000 500\n");
	(void)measure_round(m, &host);
	tree_put("/proc/stat", "cpu 1 2 3 999 499\n");
	(void)measure_round(m, &host);
	assert_int_equal(host.cpu.idle, ms(1000));
	assert_int_equal(host.cpu.wio, ms(500));
	measure_free(m);
}

/* This system. Numbers from before and after enclose ours. */

static uint64_t
number_in(const char *path, const char *key, int column)
{
	char line[65536], *word, *save;
	uint64_t n = 0;
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		word = strtok_r(line, " :\n", &save);
		if (word == NULL || strcmp(word, key) != 0)
			continue;
		for (int i = 0; i < column && word != NULL; i++)
			word = strtok_r(NULL, " :\n", &save);
		if (word != NULL)
			n = strtoull(word, NULL, 10);
		break;
	}
	fclose(f);
	return n;
}

/* In a counter of 32 bits, seen from before, does it lie before after? */
#define assert_between(before, value, after) \
	assert_in_range((uint32_t)(value) - (uint32_t)(before), 0, \
	    (uint32_t)(after) - (uint32_t)(before))

static void
live_round(void)
{
	struct measure *m = measure_new("");

	assert_int_equal(measure_round(m, &host), 0);
	/* The second one reads what is open already. */
	assert_int_equal(measure_round(m, &host), 0);
	measure_free(m);
}

static void
live_cpu_is_that_of_proc_stat(void **state)
{
	struct timespec now;
	struct utsname u;
	uint64_t before[4], after[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		before[i] = number_in("/proc/stat", "cpu", i + 1);
	live_round();
	for (int i = 0; i < 4; i++)
		after[i] = number_in("/proc/stat", "cpu", i + 1);
	assert_between(ms(before[0]), host.cpu.user, ms(after[0]));
	assert_between(ms(before[1]), host.cpu.nice, ms(after[1]));
	assert_between(ms(before[2]), host.cpu.system, ms(after[2]));
	assert_int_equal(host.cpu.cpu_num, sysconf(_SC_NPROCESSORS_ONLN));
	assert_int_equal(clock_gettime(CLOCK_BOOTTIME, &now), 0);
	assert_in_range(host.cpu.uptime, now.tv_sec - 60, now.tv_sec);
	assert_int_equal(uname(&u), 0);
	assert_int_equal(strncmp(u.release, host.descr.os_release,
	    MODEL_RELEASE_MAX), 0);
}

static void
live_counters_are_those_of_proc(void **state)
{
	static const char *const files[] = { "/proc/stat", "/proc/stat",
		"/proc/vmstat", "/proc/vmstat" };
	static const char *const keys[] = { "intr", "ctxt", "pswpin",
		"pgpgout" };
	uint64_t before[4], after[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		before[i] = number_in(files[i], keys[i], 1);
	live_round();
	for (int i = 0; i < 4; i++)
		after[i] = number_in(files[i], keys[i], 1);
	assert_between(before[0], host.cpu.interrupts, after[0]);
	assert_between(before[1], host.cpu.contexts, after[1]);
	assert_between(before[2], host.memory.swap_in, after[2]);
	assert_between(pages(before[3]), host.memory.page_out,
	    pages(after[3]));
}

/* total used free shared buffers cache, in bytes */
static bool
run_free(uint64_t mem[7], uint64_t swap[3])
{
	FILE *p = popen("LC_ALL=C /usr/bin/free -b -w 2>/dev/null", "r");
	char line[512];
	int n = 0;

	assert_non_null(p);
	while (fgets(line, sizeof(line), p) != NULL) {
		if (sscanf(line, "Mem: %" SCNu64 " %" SCNu64 " %" SCNu64
		    " %" SCNu64 " %" SCNu64 " %" SCNu64, &mem[0], &mem[1],
		    &mem[2], &mem[3], &mem[4], &mem[5]) == 6)
			n++;
		if (sscanf(line, "Swap: %" SCNu64 " %" SCNu64 " %" SCNu64,
		    &swap[0], &swap[1], &swap[2]) == 3)
			n++;
	}
	return pclose(p) == 0 && n == 2;
}

/* Gauges move both ways, other programs run: a wide margin. */
static void
assert_near(uint64_t ours, uint64_t before, uint64_t after)
{
	const uint64_t margin = 256 * KB * KB;
	uint64_t low = before < after ? before : after;
	uint64_t high = before < after ? after : before;

	assert_in_range(ours, low > margin ? low - margin : 0, high + margin);
}

static void
live_memory_is_that_of_free(void **state)
{
	uint64_t before[7], after[7], swap[3];

	(void)state;
	if (!run_free(before, swap))
		skip();
	live_round();
	assert_true(run_free(after, swap));
	assert_int_equal(host.memory.total, before[0]);
	assert_near(host.memory.free, before[2], after[2]);
	assert_near(host.memory.shared, before[3], after[3]);
	assert_near(host.memory.buffers, before[4], after[4]);
	assert_near(host.memory.cached, before[5], after[5]);
	assert_int_equal(host.memory.swap_total, swap[0]);
	assert_near(host.memory.swap_free, swap[2], swap[2]);
}

/* Sums over the devices of a shell pattern; false when there are none. */
static bool
sum_of(const char *command, uint64_t *sum, int columns)
{
	FILE *p = popen(command, "r");
	bool any = false;
	uint64_t n;

	assert_non_null(p);
	memset(sum, 0, (size_t)columns * sizeof(*sum));
	for (int i = 0; fscanf(p, "%" SCNu64, &n) == 1; i++) {
		sum[i % columns] += n;
		any = true;
	}
	return pclose(p) == 0 && any;
}

static void
live_disks_are_those_of_sys(void **state)
{
	static const char command[] = "for d in /sys/block/*; do "
	    "case $(readlink $d) in */virtual/*) continue;; esac; "
	    "case ${d##*/} in sr*|fd*) continue;; esac; "
	    "awk '{ print $1, $3, $5, $7 }' $d/stat; done";
	uint64_t before[4], after[4];
	bool any;

	(void)state;
	any = sum_of(command, before, 4);
	live_round();
	assert_true(host.disk.have);
	if (!any) {
		assert_int_equal(host.disk.reads, MODEL_UNKNOWN32);
		return;
	}
	assert_true(sum_of(command, after, 4));
	assert_between(before[0], host.disk.reads, after[0]);
	assert_in_range(host.disk.bytes_read, before[1] * SECTOR,
	    after[1] * SECTOR);
	assert_between(before[2], host.disk.writes, after[2]);
	assert_in_range(host.disk.bytes_written, before[3] * SECTOR,
	    after[3] * SECTOR);
}

static void
live_nics_are_those_of_sys(void **state)
{
	static const char command[] = "cd /sys/class/net && for d in *; do "
	    "case $(readlink $d) in */virtual/*|'') continue;; esac; "
	    "case $(readlink $d/device/subsystem) in */xen-backend) "
	    "continue;; esac; s=$d/statistics; "
	    "cat $s/rx_bytes $s/rx_packets $s/tx_bytes $s/tx_packets; done";
	uint64_t before[4], after[4];
	bool any;

	(void)state;
	any = sum_of(command, before, 4);
	live_round();
	assert_true(host.net.have);
	if (!any) {
		assert_int_equal(host.net.bytes_in, MODEL_UNKNOWN64);
		return;
	}
	assert_true(sum_of(command, after, 4));
	assert_in_range(host.net.bytes_in, before[0], after[0]);
	assert_between(before[1], host.net.pkts_in, after[1]);
	assert_in_range(host.net.bytes_out, before[2], after[2]);
	assert_between(before[3], host.net.pkts_out, after[3]);
}

#define DF	"LC_ALL=C df -B1 -t ext2 -t ext3 -t ext4 -t xfs -t btrfs " \
	"-t vfat -t f2fs --output=source,size,avail,pcent 2>/dev/null | " \
	"awk '/^.dev/ && !/^.dev.loop/ "

static void
live_space_is_that_of_df(void **state)
{
	uint64_t sum[2], fullest;

	(void)state;
	live_round();
	if (!sum_of(DF "{ print $2, $3 }'", sum, 2)) {
		assert_int_equal(host.disk.part_max_used, -1);
		return;
	}
	assert_int_equal(host.disk.total, sum[0]);
	assert_near(host.disk.free, sum[1], sum[1]);
	assert_true(sum_of(DF "{ if ($4 + 0 > m) m = $4 + 0 } "
	    "END { print m }'", &fullest, 1));
	/* df rounds up to whole percents. */
	assert_in_range((host.disk.part_max_used + 99) / 100,
	    fullest == 0 ? 0 : fullest - 1, fullest + 1);
}

static void
live_protocols_are_those_of_proc(void **state)
{
	uint64_t segs_before, segs_after, ttl;

	(void)state;
	/* The second line of each kind has the values. */
	assert_true(sum_of("awk '/^Tcp: [0-9]/ { print $11 }' /proc/net/snmp",
	    &segs_before, 1));
	live_round();
	assert_true(sum_of("awk '/^Tcp: [0-9]/ { print $11 }' /proc/net/snmp",
	    &segs_after, 1));
	assert_between(segs_before, host.mib2.tcp[9], segs_after);
	assert_true(sum_of("awk '/^Ip: [0-9]/ { print $3 }' /proc/net/snmp",
	    &ttl, 1));
	assert_int_equal(host.mib2.ip[1], ttl);
}

#define TREE_TEST(f) cmocka_unit_test_setup_teardown(f, tree_setup, \
	tree_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bare_metal_cpu_and_memory),
		cmocka_unit_test(bare_metal_counts_each_byte_once),
		cmocka_unit_test(bare_metal_protocols),
		cmocka_unit_test(
		    a_virtual_machine_has_its_virtio_disks_and_nic),
		cmocka_unit_test(an_old_kernel_is_understood),
		cmocka_unit_test(dom0_counts_hardware_and_not_its_guests),
		TREE_TEST(an_empty_root_has_nothing),
		TREE_TEST(what_one_file_lacks_is_unknown_until_it_comes),
		TREE_TEST(paging_far_down_in_vmstat_is_found),
		TREE_TEST(disks_that_come_and_go_never_take_the_sums_back),
		TREE_TEST(a_nic_that_becomes_a_bridge_port_stays_the_nic),
		TREE_TEST(two_devices_of_one_name_do_not_hang_a_round),
		TREE_TEST(idle_time_does_not_step_back),
		cmocka_unit_test(live_cpu_is_that_of_proc_stat),
		cmocka_unit_test(live_counters_are_those_of_proc),
		cmocka_unit_test(live_memory_is_that_of_free),
		cmocka_unit_test(live_disks_are_those_of_sys),
		cmocka_unit_test(live_nics_are_those_of_sys),
		cmocka_unit_test(live_space_is_that_of_df),
		cmocka_unit_test(live_protocols_are_those_of_proc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
