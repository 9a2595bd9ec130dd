/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel's list of backends, their files and what xenstore says of them in,
 * sums per domain out; called by xen_round.c.
 */
#include "xen_vbd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fdpass.h"
#include "log.h"
#include "tapdisk.h"
#include "xen_names.h"
#include "xen_space.h"

#define FOLDER		"/sys/bus/xen-backend/devices"
#define PATH_CAP	4096
#define CAP_FIRST	16
#define FILES		4	/* of a disk; a tapdisk has one */
#define FILES_SPARE	64	/* for all else that is opened */
#define YOUNG_ROUNDS	256	/* so long it is asked for each time */
#define LOOK_ROUNDS	16	/* it may be resized at any time */

enum counting {
	UNKNOWN,	/* there are numbers, or may be, but not for us */
	NOT_YET,	/* it is being set up: nothing has been done with it */
	COUNTED
};

struct vbd {
	struct xen_names_device	 is;
	uint32_t		 round;		/* when it was last there */
	uint32_t		 seen;		/* in so many rounds */
	int			 fd[FILES];	/* -1 when not open */
	uint32_t		 pid;		/* of the tapdisk; 0: none */
	bool			 has_pid;	/* xenstore knows one */
	struct xen_domains_space space;		/* 0: unknown */
	struct xen_sum_part	 part;
};

struct xen_vbd {
	const char	*root;
	int		 monitor;
	size_t		 n_open, open_max;	/* files that stay open */
	DIR		*folder;	/* NULL when it has to be opened */
	uint32_t	 round;
	struct vbd	*list;		/* by domain and device */
	size_t		 n, cap;
};

struct xen_vbd *
xen_vbd_new(const char *root, int monitor)
{
	struct xen_vbd *v = calloc(1, sizeof(*v));
	struct rlimit files;

	if (v == NULL)
		fatal("start");
	v->root = root;
	v->monitor = monitor;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 &&
	    files.rlim_cur > FILES_SPARE)
		v->open_max = (size_t)files.rlim_cur - FILES_SPARE;
	return v;
}

static void
close_file(struct xen_vbd *v, int *fd)
{
	if (*fd == -1)
		return;
	close(*fd);
	*fd = -1;
	v->n_open--;
}

static void
close_files(struct xen_vbd *v, struct vbd *vbd)
{
	for (int i = 0; i < FILES; i++)
		close_file(v, &vbd->fd[i]);
}

void
xen_vbd_free(struct xen_vbd *v)
{
	if (v == NULL)
		return;
	for (size_t i = 0; i < v->n; i++)
		close_files(v, &v->list[i]);
	if (v->folder != NULL)
		closedir(v->folder);
	free(v->list);
	free(v);
}

static int
compare(const struct xen_names_device *a, const struct xen_names_device *b)
{
	if (a->domid != b->domid)
		return a->domid < b->domid ? -1 : 1;
	if (a->device != b->device)
		return a->device < b->device ? -1 : 1;
	return (int)a->backend - (int)b->backend;
}

/* Where it is, or should be. */
static size_t
place(const struct xen_vbd *v, const struct xen_names_device *d)
{
	size_t low = 0, high = v->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare(&v->list[mid].is, d) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool
grow(struct xen_vbd *v)
{
	size_t wanted = v->cap == 0 ? CAP_FIRST : v->cap * 2;
	struct vbd *larger;

	if (v->n < v->cap)
		return true;
	larger = realloc(v->list, wanted * sizeof(*larger));
	if (larger == NULL)
		return false;
	v->list = larger;
	v->cap = wanted;
	return true;
}

static void
note(struct xen_vbd *v, const struct xen_names_device *d)
{
	size_t at = place(v, d);
	struct vbd *vbd;

	if (at == v->n || compare(&v->list[at].is, d) != 0) {
		if (!grow(v))
			return;
		vbd = &v->list[at];
		memmove(vbd + 1, vbd, (v->n - at) * sizeof(*vbd));
		memset(vbd, 0, sizeof(*vbd));
		vbd->is = *d;
		for (int i = 0; i < FILES; i++)
			vbd->fd[i] = -1;
		v->n++;
	}
	v->list[at].round = v->round;
	v->list[at].seen++;
}

static bool
open_folder(struct xen_vbd *v)
{
	char path[PATH_CAP];

	if (v->folder != NULL) {
		rewinddir(v->folder);
		return true;
	}
	snprintf(path, sizeof(path), "%s" FOLDER, v->root);
	v->folder = opendir(path);
	return v->folder != NULL;
}

static bool
list_devices(struct xen_vbd *v)
{
	struct xen_names_device d;
	struct dirent *entry;

	if (!open_folder(v))
		return false;
	v->round++;
	errno = 0;
	while ((entry = readdir(v->folder)) != NULL)
		if (xen_names_parse_entry(text_of(entry->d_name), &d) &&
		    d.backend != XEN_NAMES_VIF)
			note(v, &d);
	if (errno == 0)
		return true;
	closedir(v->folder);
	v->folder = NULL;
	return false;
}

/*
 * A number from a file of /sys. It stays open as long as the device is there,
 * if there is room; a device of the same name that comes after it has other
 * files.
 */
static bool
read_number(struct xen_vbd *v, struct vbd *vbd, int which, const char *file,
    uint64_t *number)
{
	char path[PATH_CAP], buf[32];
	int *fd = &vbd->fd[which];
	ssize_t n = -1;

	if (*fd != -1)
		n = pread(*fd, buf, sizeof(buf), 0);
	if (n == -1) {
		close_file(v, fd);
		snprintf(path, sizeof(path),
		    "%s" FOLDER "/%s-%u-%u/statistics/%s", v->root,
		    xen_names_backend(vbd->is.backend), vbd->is.domid,
		    vbd->is.device, file);
		*fd = open(path,
		    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
		if (*fd == -1)
			return false;
		v->n_open++;
		n = pread(*fd, buf, sizeof(buf), 0);
	}
	if (v->n_open > v->open_max)
		close_file(v, fd);
	errno = EINVAL;
	return n > 0 && text_u64(text_trim(text_make(buf, (size_t)n)),
	    UINT64_MAX, number);
}

/* blkback makes the files when it connects. */
static enum counting
count_blkback(struct xen_vbd *v, struct vbd *vbd, uint64_t *counters)
{
	static const struct {
		const char		*file;
		enum xen_domains_disk	 counter;
	} files[FILES] = {
		{ "rd_req", XEN_DOMAINS_RD_REQ },
		{ "rd_sect", XEN_DOMAINS_RD_SECTORS },
		{ "wr_req", XEN_DOMAINS_WR_REQ },
		{ "wr_sect", XEN_DOMAINS_WR_SECTORS },
	};

	for (int i = 0; i < FILES; i++)
		if (!read_number(v, vbd, i, files[i].file,
		    &counters[files[i].counter]))
			return errno == ENOENT ? NOT_YET : UNKNOWN;
	return COUNTED;
}

static void
open_tapdisk(struct xen_vbd *v, struct vbd *vbd, uint32_t pid)
{
	const struct tapdisk_name name = { .pid = pid,
	    .domid = vbd->is.domid, .device = vbd->is.device };
	uint8_t question[TAPDISK_ASK_BYTES];
	char answer = 0;

	close_files(v, vbd);
	tapdisk_format(&name, question);
	if (!fdpass_send(v->monitor, question, sizeof(question), -1) ||
	    !fdpass_receive(v->monitor, &answer, sizeof(answer),
	    &vbd->fd[0]))
		log_debug(1, "tapdisk %u: the monitor gives no file", pid);
	v->n_open += vbd->fd[0] != -1;
	vbd->pid = vbd->fd[0] == -1 ? 0 : pid;
}

/* It removes its file when it ends. */
static bool
has_tapdisk(const struct vbd *vbd)
{
	struct stat st;

	return vbd->fd[0] != -1 && fstat(vbd->fd[0], &st) == 0 &&
	    st.st_nlink != 0;
}

/* Its files are another one's when another process serves the disk. */
static void
follow_tapdisk(struct xen_vbd *v, struct vbd *vbd,
    struct xen_store *store)
{
	struct text value;
	uint32_t pid;

	vbd->has_pid = xen_store_read(store, &value,
	    "/local/domain/0/backend/vbd3/%u/%u/kthread-pid", vbd->is.domid,
	    vbd->is.device);
	if (vbd->has_pid && text_u32(value, INT32_MAX, &pid) && pid != 0 &&
	    (pid != vbd->pid || !has_tapdisk(vbd)))
		open_tapdisk(v, vbd, pid);
}

static enum counting
count_tapdisk(struct vbd *vbd, uint64_t *counters)
{
	uint8_t bytes[TAPDISK_STATS_BYTES];
	struct tapdisk_stats s;
	ssize_t n;

	if (vbd->fd[0] == -1)
		return vbd->has_pid ? UNKNOWN : NOT_YET;
	n = pread(vbd->fd[0], bytes, sizeof(bytes), 0);
	if (n == -1 || !tapdisk_parse_stats(bytes, (size_t)n, &s))
		return UNKNOWN;
	counters[XEN_DOMAINS_RD_REQ] = s.reads;
	counters[XEN_DOMAINS_RD_SECTORS] = s.read_sectors;
	counters[XEN_DOMAINS_WR_REQ] = s.writes;
	counters[XEN_DOMAINS_WR_SECTORS] = s.write_sectors;
	counters[XEN_DOMAINS_ERRORS] = s.errors;
	return COUNTED;
}

static bool
is_time_to_look(const struct vbd *vbd)
{
	if (vbd->is.backend == XEN_NAMES_TAPDISK && !has_tapdisk(vbd))
		return true;
	if (vbd->seen <= YOUNG_ROUNDS && vbd->space.capacity == 0 &&
	    !vbd->space.no_medium)
		return true;
	if (vbd->seen == 1)
		return true;
	return (vbd->seen + vbd->is.domid) % LOOK_ROUNDS == 0;
}

/* What changes seldom. */
static void
look(struct xen_vbd *v, struct vbd *vbd, struct xen_domain *d,
    struct xen_store *store)
{
	struct text value;

	xen_space_find(v->root, &vbd->is, store, &vbd->space);
	if (d->machine_type == 0 && xen_store_read(store, &value,
	    "/local/domain/%u/device/vbd/%u/protocol", vbd->is.domid,
	    vbd->is.device))
		d->machine_type = xen_names_machine(value);
	if (vbd->is.backend == XEN_NAMES_TAPDISK)
		follow_tapdisk(v, vbd, store);
}

static enum counting
count_disk(struct xen_vbd *v, struct vbd *vbd, uint64_t *counters)
{
	if (vbd->is.backend == XEN_NAMES_VBD)
		return count_blkback(v, vbd, counters);
	if (vbd->is.backend == XEN_NAMES_TAPDISK)
		return count_tapdisk(vbd, counters);
	return UNKNOWN;
}

static void
count(struct xen_vbd *v, struct vbd *vbd, struct xen_domain *d,
    struct xen_store *store)
{
	uint64_t counters[XEN_SUM_COUNTERS] = { 0 };
	enum counting counting;

	if (is_time_to_look(vbd))
		look(v, vbd, d, store);
	xen_space_add(&d->space, &vbd->space);
	counting = count_disk(v, vbd, counters);
	if (counting == COUNTED)
		xen_sum_update(&d->disk, &vbd->part, counters);
	else
		xen_sum_keep(&d->disk, &vbd->part);
	d->counted = d->counted || counting == COUNTED;
	d->uncounted = d->uncounted || counting == UNKNOWN;
	d->has_errors = d->has_errors ||
	    vbd->is.backend == XEN_NAMES_TAPDISK;
	d->lacks_errors = d->lacks_errors ||
	    vbd->is.backend == XEN_NAMES_VBD;
}

static void
begin(struct xen_domains *domains)
{
	for (size_t i = 0; i < domains->n; i++) {
		struct xen_domain *d = &domains->list[i];

		xen_sum_begin(&d->disk);
		memset(&d->space, 0, sizeof(d->space));
		d->counted = d->uncounted = false;
	}
}

static void
add_up(struct xen_vbd *v, struct xen_domains *domains,
    struct xen_store *store)
{
	size_t kept = 0;

	for (size_t i = 0; i < v->n; i++) {
		struct vbd *vbd = &v->list[i];
		struct xen_domain *d = xen_domains_find(domains,
		    vbd->is.domid);
		bool there = vbd->round == v->round;

		if (there && d != NULL)
			count(v, vbd, d, store);
		else if (d != NULL)
			xen_sum_leave(&d->disk, &vbd->part);
		if (!there) {
			close_files(v, vbd);
			continue;
		}
		if (kept != i)
			v->list[kept] = *vbd;
		kept++;
	}
	v->n = kept;
}

bool
xen_vbd_round(struct xen_vbd *v, struct xen_domains *domains,
    struct xen_store *store)
{
	if (!list_devices(v)) {
		for (size_t i = 0; i < domains->n; i++)
			domains->list[i].disk.known = false;
		return false;
	}
	begin(domains);
	add_up(v, domains, store);
	return true;
}
