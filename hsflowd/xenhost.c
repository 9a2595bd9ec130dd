/* SPDX-License-Identifier: Apache-2.0 */
/* Files of the kernel in, one word out; the monitor and the agent ask. */
#include "xenhost.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

#define FEATURE_DOM0	(1u << 11)	/* XENFEAT_dom0 */
#define TEXT_CAP	256

static bool
read_text(const char *root, const char *path, char buf[TEXT_CAP])
{
	char full[4096];
	ssize_t n;
	int fd;

	snprintf(full, sizeof(full), "%s%s", root, path);
	fd = file_open(full);
	if (fd == -1)
		return false;
	n = file_read(fd, buf, TEXT_CAP - 1);
	close(fd);
	buf[n < 0 ? 0 : n] = '\0';
	return n > 0;
}

/*
 * /proc/xen is a file system of its own, which may be mounted after we are
 * started; until then the features that Xen gives this system say it.
 */
static bool
is_dom0(const char *root)
{
	char text[TEXT_CAP];

	if (read_text(root, "/proc/xen/capabilities", text))
		return strstr(text, "control_d") != NULL;
	return read_text(root, "/sys/hypervisor/properties/features", text) &&
	    (strtoul(text, NULL, 16) & FEATURE_DOM0) != 0;
}

enum xenhost
xenhost_find(const char *root)
{
	char type[TEXT_CAP];

	if (is_dom0(root))
		return XENHOST_DOM0;
	if (read_text(root, "/sys/hypervisor/type", type) &&
	    strncmp(type, "xen", 3) == 0)
		return XENHOST_GUEST;
	return XENHOST_NONE;
}
