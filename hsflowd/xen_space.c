/* SPDX-License-Identifier: Apache-2.0 */
/* A disk's name in, bytes out; called by xen_vbd.c. */
#include "xen_space.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

#define PATH_CAP	4096
#define SECTOR		512	/* of blkif, and of stat(2), in bytes */
#define SECTORS_MAX	(INT64_MAX / SECTOR)
#define LOOP_MAJOR	"7:"	/* of loop devices; hexadecimal, as the rest */

/* The first line of a file of /sys. */
static bool __attribute__((format(printf, 3, 4)))
read_line(char *line, size_t cap, const char *path, ...)
{
	char full[PATH_CAP];
	va_list ap;
	ssize_t n;
	int fd;

	va_start(ap, path);
	vsnprintf(full, sizeof(full), path, ap);
	va_end(ap);
	fd = file_open(full);
	if (fd == -1)
		return false;
	n = file_read(fd, line, cap - 1);
	close(fd);
	line[n < 0 ? 0 : n] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return n > 0;
}

static void
look_into_file(const char *root, const char *minor,
    struct xen_domains_space *space)
{
	char file[PATH_CAP];
	struct stat st;

	if (!read_line(file, sizeof(file),
	    "%s/sys/dev/block/7:%lu/loop/backing_file", root,
	    strtoul(minor, NULL, 16)) || stat(file, &st) == -1)
		return;
	space->physical = (uint64_t)st.st_size;
	space->allocation = (uint64_t)st.st_blocks * SECTOR;
}

/*
 * A device is as large as it is, and how much of it is in use nobody knows
 * (thin volumes). A file on a loop device says both, where we may look.
 */
static void
look_behind(const char *root, const struct xen_names_device *is,
    struct xen_domains_space *space)
{
	char device[32];

	if (!read_line(device, sizeof(device),
	    "%s/sys/bus/xen-backend/devices/vbd-%u-%u/physical_device", root,
	    is->domid, is->device))
		return;
	if (strncmp(device, LOOP_MAJOR, strlen(LOOP_MAJOR)) == 0)
		look_into_file(root, device + strlen(LOOP_MAJOR), space);
	else
		space->physical = space->capacity;
}

/* libxl says it on the backend's side, XAPI on the guest's. */
static bool
is_cdrom(const struct xen_names_device *is, struct xen_store *store)
{
	struct text value;

	if (!xen_store_read(store, &value,
	    "/local/domain/0/backend/%s/%u/%u/device-type",
	    xen_names_backend(is->backend), is->domid, is->device) &&
	    !xen_store_read(store, &value,
	    "/local/domain/%u/device/vbd/%u/device-type", is->domid,
	    is->device))
		return false;
	return text_equal(text_trim(value), "cdrom");
}

void
xen_space_find(const char *root, const struct xen_names_device *is,
    struct xen_store *store, struct xen_domains_space *space)
{
	struct text value;
	uint64_t sectors;

	memset(space, 0, sizeof(*space));
	if (xen_store_read(store, &value,
	    "/local/domain/0/backend/%s/%u/%u/sectors",
	    xen_names_backend(is->backend), is->domid, is->device) &&
	    text_u64(text_trim(value), SECTORS_MAX, &sectors))
		space->capacity = sectors * SECTOR;
	else
		space->no_medium = is_cdrom(is, store);
	if (is->backend == XEN_NAMES_VBD)
		look_behind(root, is, space);
}

static void
add_known(uint64_t *sum, uint64_t bytes)
{
	if (bytes == 0)
		*sum = MODEL_UNKNOWN64;
	else if (*sum != MODEL_UNKNOWN64)
		*sum += bytes;
}

void
xen_space_add(struct xen_domains_space *sum,
    const struct xen_domains_space *disk)
{
	if (disk->no_medium)
		return;
	add_known(&sum->capacity, disk->capacity);
	add_known(&sum->physical, disk->physical);
	add_known(&sum->allocation, disk->allocation);
}
