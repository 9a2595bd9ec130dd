/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of devices come in, answers from /sys go out; measure.c asks, and
 * remembers. Nothing here fails: what /sys does not know is no hardware.
 */
#include "sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

#define NAME_CAP	64	/* device names are at most 32 bytes */

/* A path below /sys; false when it would be too long or lead elsewhere. */
static bool
make_path(char path[PATH_MAX], const char *root, const char *folder,
    const char *name, const char *leaf)
{
	int n;

	if (name[0] == '\0' || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0 || strchr(name, '/') != NULL)
		return false;
	n = snprintf(path, PATH_MAX, "%s/sys/%s/%s%s", root, folder, name,
	    leaf);
	return n > 0 && n < PATH_MAX;
}

/* False when there is none, with errno EINVAL when it is not a link. */
static bool
read_link(const char *path, char target[PATH_MAX])
{
	ssize_t n = readlink(path, target, PATH_MAX - 1);

	if (n == -1)
		return false;
	target[n] = '\0';
	return true;
}

static bool
read_file(const char *path, char *buf, size_t cap)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t n;

	if (fd == -1)
		return false;
	n = read(fd, buf, cap - 1);
	close(fd);
	if (n == -1)
		return false;
	buf[n] = '\0';
	return true;
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/*
 * The entry of a device is a link into /sys/devices, where all that drivers
 * make up is below a folder "virtual". Kernels with the layout of before
 * 2.6.26 have a folder instead; there a link "device" tells hardware.
 */
static bool
is_hardware(const char *root, const char *folder, const char *name)
{
	char path[PATH_MAX], target[PATH_MAX];

	if (!make_path(path, root, folder, name, ""))
		return false;
	if (read_link(path, target))
		return strstr(target, "/virtual/") == NULL;
	if (errno != EINVAL || !make_path(path, root, folder, name, "/device"))
		return false;
	return faccessat(AT_FDCWD, path, F_OK, 0) == 0;
}

bool
sysfs_disk_counts(const char *root, const char *name)
{
	char entry[NAME_CAP];

	if (!text_copy(text_of(name), entry, sizeof(entry)))
		return false;
	/* cciss/c0d0 is cciss!c0d0 in /sys. */
	for (char *p = entry; *p != '\0'; p++)
		if (*p == '/')
			*p = '!';
	return is_hardware(root, "block", entry);
}

/* The end of a link in the folder of an interface; false when there is none. */
static bool
nic_link(const char *root, const char *name, const char *leaf,
    char end[NAME_CAP])
{
	char path[PATH_MAX], target[PATH_MAX];

	if (!make_path(path, root, "class/net", name, leaf) ||
	    !read_link(path, target))
		return false;
	return text_copy(text_of(base_name(target)), end, NAME_CAP);
}

/* dom0's end of a guest's interface. */
static bool
is_vif(const char *root, const char *name)
{
	char bus[NAME_CAP];

	return nic_link(root, name, "/device/subsystem", bus) &&
	    strcmp(bus, "xen-backend") == 0;
}

static bool
has_hardware_master(const char *root, const char *name)
{
	char master[NAME_CAP];

	return nic_link(root, name, "/master", master) &&
	    is_hardware(root, "class/net", master);
}

static void
skip_number(const char **p)
{
	while (**p >= '0' && **p <= '9')
		(*p)++;
}

/* phys_port_name is pf0vf3, pf1sf7, c1pf0vf2 and so on; an uplink's is p0. */
static bool
is_representor(const char *root, const char *name)
{
	char path[PATH_MAX], port[NAME_CAP];
	const char *p = port;

	if (!make_path(path, root, "class/net", name, "/phys_port_name") ||
	    !read_file(path, port, sizeof(port)))
		return false;
	if (*p == 'c') {
		p++;
		skip_number(&p);
	}
	return strncmp(p, "pf", 2) == 0;
}

bool
sysfs_nic_counts(const char *root, const char *name)
{
	return is_hardware(root, "class/net", name) && !is_vif(root, name) &&
	    !has_hardware_master(root, name) && !is_representor(root, name);
}

uint32_t
sysfs_nic_ifindex(const char *root, const char *name)
{
	char path[PATH_MAX], number[NAME_CAP];
	uint32_t ifindex = 0;

	if (make_path(path, root, "class/net", name, "/ifindex") &&
	    read_file(path, number, sizeof(number)))
		(void)text_u32(text_trim(text_of(number)), UINT32_MAX,
		    &ifindex);
	return ifindex;
}

bool
sysfs_nic_nodename(const char *root, const char *name, char *buf, size_t cap)
{
	char path[PATH_MAX];

	return make_path(path, root, "class/net", name, "/device/nodename") &&
	    read_file(path, buf, cap);
}
