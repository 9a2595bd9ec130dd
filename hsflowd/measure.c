/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of /proc are read, the parsers turn them into struct model_host, which
 * the encoder takes from there. Called once per polling round.
 */
#include "measure.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "cpu.h"
#include "disk.h"
#include "identity.h"
#include "log.h"
#include "memory.h"
#include "mib2.h"
#include "netio.h"
#include "procfs.h"
#include "space.h"
#include "sysfs.h"
#include "tally.h"

/* /proc/cpuinfo has the first CPU's MHz within these bytes. */
#define CPUINFO_HEAD	1024
/* Of /proc/vmstat, 1.6 to 2.5 kB are needed, and a page is made at once. */
#define VMSTAT_HEAD	4096

static const char *const paths[MEASURE_SOURCES] = {
	[MEASURE_STAT] = "/proc/stat",
	[MEASURE_LOADAVG] = "/proc/loadavg",
	[MEASURE_CPUINFO] = "/proc/cpuinfo",
	[MEASURE_UPTIME] = "/proc/uptime",
	[MEASURE_MEMINFO] = "/proc/meminfo",
	[MEASURE_VMSTAT] = "/proc/vmstat",
	[MEASURE_DISKSTATS] = "/proc/diskstats",
	[MEASURE_MOUNTS] = "/proc/self/mounts",
	[MEASURE_NETDEV] = "/proc/net/dev",
	[MEASURE_SNMP] = "/proc/net/snmp",
};

struct measure {
	char			*root;
	bool			 live;
	uint32_t		 user_hz, page_size;
	struct procfs_file	 files[MEASURE_SOURCES];
	struct procfs_buffer	 buffer;
	struct tally		 disks, nics;
	struct space		*space;
	bool			 mounts_read;
	bool			 crowded;	/* too many devices: logged */
	struct model_cpu	 last_cpu;	/* `have` when there is one */
	struct model_descr	 descr;
	uint32_t		 missing;	/* sources, in this round */
	int			 reason[MEASURE_SOURCES];	/* errno */
	uint32_t		 told;		/* what the log says is missing */
};

static bool
disk_counts(const char *name, uint64_t *id, void *arg)
{
	struct measure *m = arg;

	(void)id;
	return sysfs_disk_counts(m->root, name);
}

static bool
nic_counts(const char *name, uint64_t *id, void *arg)
{
	struct measure *m = arg;

	if (!sysfs_nic_counts(m->root, name))
		return false;
	*id = sysfs_nic_ifindex(m->root, name);
	return true;
}

static void
read_small(struct measure *m, const char *path, char *buf, size_t cap)
{
	struct procfs_file f;
	struct text t;

	procfs_init(&f, m->root, path);
	if (procfs_read_head(&f, &m->buffer, cap, &t))
		(void)text_copy(text_trim(t), buf, cap);
	procfs_clear(&f);
}

/* What does not change while the system runs. */
static void
describe(struct measure *m)
{
	char arch[65] = "";
	struct utsname u;

	m->descr.os_name = IDENTITY_OS_LINUX;
	if (uname(&u) == -1)
		return;
	if (m->live) {
		(void)text_copy(text_of(u.release), m->descr.os_release,
		    sizeof(m->descr.os_release));
	} else {
		read_small(m, "/proc/sys/kernel/osrelease",
		    m->descr.os_release, sizeof(m->descr.os_release));
		read_small(m, "/proc/sys/kernel/arch", arch, sizeof(arch));
	}
	m->descr.machine_type = identity_machine_type(
	    text_of(arch[0] != '\0' ? arch : u.machine));
}

struct measure *
measure_new(const char *root)
{
	struct measure *m = calloc(1, sizeof(*m));
	long hz = sysconf(_SC_CLK_TCK), page = sysconf(_SC_PAGESIZE);

	if (m == NULL || (m->root = strdup(root)) == NULL)
		fatalx("no memory");
	m->live = root[0] == '\0';
	m->user_hz = hz > 0 ? (uint32_t)hz : 100;
	m->page_size = page > 0 ? (uint32_t)page : 4096;
	for (size_t i = 0; i < MEASURE_SOURCES; i++)
		procfs_init(&m->files[i], root, paths[i]);
	tally_init(&m->disks, &(struct tally_spec){ .n_fields = 6,
	    .wraps = 1u << 4 | 1u << 5, .counts = disk_counts, .arg = m });
	tally_init(&m->nics, &(struct tally_spec){ .n_fields = 8,
	    .counts = nic_counts, .arg = m });
	m->space = space_new();
	describe(m);
	return m;
}

void
measure_free(struct measure *m)
{
	if (m == NULL)
		return;
	space_free(m->space);
	procfs_buffer_clear(&m->buffer);
	for (size_t i = 0; i < MEASURE_SOURCES; i++)
		procfs_clear(&m->files[i]);
	free(m->root);
	free(m);
}

const char *
measure_source_path(enum measure_source source)
{
	return paths[source];
}

/* Notes a source that could not be read, or, with EINVAL, understood. */
static bool
note(struct measure *m, enum measure_source source, bool ok)
{
	if (!ok) {
		m->missing |= 1u << source;
		m->reason[source] = errno;
	}
	return ok;
}

static bool
understood(struct measure *m, enum measure_source source, bool ok)
{
	errno = EINVAL;
	return note(m, source, ok);
}

static bool
read_record(struct measure *m, enum measure_source source, struct text *t)
{
	return note(m, source, procfs_read_record(&m->files[source],
	    &m->buffer, t));
}

static bool
read_lines(struct measure *m, enum measure_source source, struct text *t)
{
	return note(m, source, procfs_read_lines(&m->files[source],
	    &m->buffer, t));
}

static uint32_t
uptime(struct measure *m)
{
	struct timespec now;
	struct text t;
	uint32_t seconds = 0;

	if (m->live) {
		if (note(m, MEASURE_UPTIME,
		    clock_gettime(CLOCK_BOOTTIME, &now) == 0))
			seconds = (uint32_t)now.tv_sec;
	} else if (read_record(m, MEASURE_UPTIME, &t))
		(void)understood(m, MEASURE_UPTIME,
		    cpu_parse_uptime(t, &seconds));
	return seconds;
}

static void
measure_cpu(struct measure *m, struct model_cpu *cpu)
{
	struct text t;

	memset(cpu, 0, sizeof(*cpu));
	if (!read_record(m, MEASURE_STAT, &t) || !understood(m, MEASURE_STAT,
	    cpu_parse_stat(t, m->user_hz, cpu)))
		return;
	cpu->have = true;
	if (m->last_cpu.have)
		cpu_steady(cpu, &m->last_cpu);
	if (read_record(m, MEASURE_LOADAVG, &t))
		(void)understood(m, MEASURE_LOADAVG,
		    cpu_parse_loadavg(t, cpu));
	if (note(m, MEASURE_CPUINFO, procfs_read_head(
	    &m->files[MEASURE_CPUINFO], &m->buffer, CPUINFO_HEAD, &t)))
		cpu->cpu_speed = cpu_parse_mhz(t);
	cpu->uptime = uptime(m);
	m->last_cpu = *cpu;
}

static void
measure_paging(struct measure *m, struct model_memory *memory)
{
	struct procfs_file *f = &m->files[MEASURE_VMSTAT];
	struct text t = { NULL, 0 };

	if (procfs_read_head(f, &m->buffer, VMSTAT_HEAD, &t) &&
	    memory_parse_vmstat(t, m->page_size, memory))
		return;
	if (!read_lines(m, MEASURE_VMSTAT, &t))
		t = text_make(NULL, 0);
	(void)memory_parse_vmstat(t, m->page_size, memory);
}

static void
measure_memory(struct measure *m, struct model_memory *memory)
{
	struct text t;

	memset(memory, 0, sizeof(*memory));
	if (!read_record(m, MEASURE_MEMINFO, &t) ||
	    !understood(m, MEASURE_MEMINFO, memory_parse_meminfo(t, memory)))
		return;
	memory->have = true;
	measure_paging(m, memory);
}

/* Passed over and logged once: there are more than the tables may hold. */
static void
note_crowded(struct measure *m)
{
	if (!m->crowded)
		log_warnx("more than %d devices: some are not counted",
		    TALLY_DEVICES_MAX);
	m->crowded = true;
}

static void
tally_disks(struct measure *m, struct text rest)
{
	struct disk_stat d;

	tally_begin(&m->disks);
	while (disk_next(&rest, &d)) {
		const uint64_t values[] = { d.reads, d.sectors_read, d.writes,
		    d.sectors_written, d.read_ms, d.write_ms };

		/* Hidden NVMe paths all have the number 0:0, which is none. */
		if (disk_is_candidate(&d) && !tally_add(&m->disks, d.name,
		    (uint64_t)d.major << 32 | d.minor, values))
			note_crowded(m);
	}
}

static void
disk_unknown(struct model_disk *disk)
{
	disk->reads = disk->writes = MODEL_UNKNOWN32;
	disk->read_time = disk->write_time = MODEL_UNKNOWN32;
	disk->bytes_read = disk->bytes_written = MODEL_UNKNOWN64;
}

static bool
measure_disk_io(struct measure *m, struct model_disk *disk)
{
	struct text t;
	uint64_t sums[TALLY_FIELDS_MAX];

	disk_unknown(disk);
	if (!read_lines(m, MEASURE_DISKSTATS, &t))
		return false;
	tally_disks(m, t);
	if (!tally_settled(&m->disks))
		tally_disks(m, t);
	if (!tally_sum(&m->disks, sums))
		return true;
	disk->reads = (uint32_t)sums[0];
	disk->bytes_read = sums[1] * DISK_SECTOR;
	disk->writes = (uint32_t)sums[2];
	disk->bytes_written = sums[3] * DISK_SECTOR;
	disk->read_time = (uint32_t)sums[4];
	disk->write_time = (uint32_t)sums[5];
	return true;
}

/* /proc/self/mounts polls as exceptional when it has changed (proc(5)). */
static bool
mounts_changed(const struct measure *m)
{
	struct pollfd p = { .fd = m->files[MEASURE_MOUNTS].fd,
	    .events = POLLPRI };

	return !m->mounts_read || poll(&p, 1, 0) != 0;
}

static bool
measure_space(struct measure *m, struct model_disk *disk)
{
	struct text t;

	disk->part_max_used = -1;
	if (!m->live)
		return true;
	if (mounts_changed(m)) {
		m->mounts_read = note(m, MEASURE_MOUNTS, procfs_read_all(
		    &m->files[MEASURE_MOUNTS], &m->buffer, &t));
		if (!m->mounts_read)
			return false;
		space_update(m->space, t);
	}
	space_measure(m->space, disk);
	return true;
}

static void
measure_disk(struct measure *m, struct model_disk *disk)
{
	bool io, space;

	memset(disk, 0, sizeof(*disk));
	io = measure_disk_io(m, disk);
	space = measure_space(m, disk);
	disk->have = io || (space && m->live);
}

static void
tally_nics(struct measure *m, struct text rest)
{
	struct netio_stat s;

	tally_begin(&m->nics);
	while (netio_next(&rest, &s)) {
		const uint64_t values[] = { s.bytes_in, s.pkts_in, s.errs_in,
		    s.drops_in, s.bytes_out, s.pkts_out, s.errs_out,
		    s.drops_out };

		if (!tally_add(&m->nics, s.name, 0, values))
			note_crowded(m);
	}
}

static void
net_unknown(struct model_net *net)
{
	net->have = true;
	net->bytes_in = net->bytes_out = MODEL_UNKNOWN64;
	net->pkts_in = net->errs_in = net->drops_in = MODEL_UNKNOWN32;
	net->pkts_out = net->errs_out = net->drops_out = MODEL_UNKNOWN32;
}

static void
measure_net(struct measure *m, struct model_net *net)
{
	struct text t;
	uint64_t sums[TALLY_FIELDS_MAX];

	memset(net, 0, sizeof(*net));
	if (!read_lines(m, MEASURE_NETDEV, &t))
		return;
	tally_nics(m, t);
	if (!tally_settled(&m->nics))
		tally_nics(m, t);
	if (!tally_sum(&m->nics, sums)) {
		net_unknown(net);
		return;
	}
	net->have = true;
	net->bytes_in = sums[0];
	net->pkts_in = (uint32_t)sums[1];
	net->errs_in = (uint32_t)sums[2];
	net->drops_in = (uint32_t)sums[3];
	net->bytes_out = sums[4];
	net->pkts_out = (uint32_t)sums[5];
	net->errs_out = (uint32_t)sums[6];
	net->drops_out = (uint32_t)sums[7];
}

static void
measure_mib2(struct measure *m, struct model_mib2 *mib2)
{
	struct text t = { NULL, 0 };

	mib2->have = read_record(m, MEASURE_SNMP, &t);
	mib2->have = mib2_parse(t, mib2) && mib2->have;
}

/* Each source once when it goes and once when it is back. */
static void
tell_changes(struct measure *m)
{
	uint32_t changed = m->missing ^ m->told;

	for (size_t i = 0; changed != 0 && i < MEASURE_SOURCES; i++) {
		if ((changed >> i & 1) == 0)
			continue;
		errno = m->reason[i];
		if ((m->missing >> i & 1) != 0)
			log_warn("cannot use %s%s", m->root, paths[i]);
		else
			log_info("%s%s can be used again", m->root, paths[i]);
	}
	m->told = m->missing;
}

uint32_t
measure_round(struct measure *m, struct model_host *host)
{
	m->missing = 0;
	measure_cpu(m, &host->cpu);
	measure_memory(m, &host->memory);
	measure_disk(m, &host->disk);
	measure_net(m, &host->net);
	measure_mib2(m, &host->mib2);
	host->descr.machine_type = m->descr.machine_type;
	host->descr.os_name = m->descr.os_name;
	memcpy(host->descr.os_release, m->descr.os_release,
	    sizeof(host->descr.os_release));
	tell_changes(m);
	return m->missing;
}
