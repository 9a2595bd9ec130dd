/* SPDX-License-Identifier: Apache-2.0 */
/* Paths of xenstore in, values out; xen_guest.c, xen_vif.c, xen_vbd.c ask. */
#include "xen_store.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <xenstore.h>

#define FOLDER	"/run/xenstored"
#define PATH_CAP	256	/* longer than any that is asked for */

struct xen_store {
	struct xs_handle	*handle;
	char			 value[XEN_STORE_VALUE_MAX];
};

static bool
connects(const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd;
	bool ok;

	if (strlen(path) >= sizeof(sa.sun_path))
		return true;
	strcpy(sa.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return true;
	ok = connect(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0;
	close(fd);
	return ok;
}

bool
xen_store_answers(const char *root)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s" FOLDER, root);
	if (access(path, F_OK) == -1)
		return true;
	snprintf(path, sizeof(path), "%s" FOLDER "/socket", root);
	return connects(path);
}

struct xen_store *
xen_store_open(void)
{
	struct xen_store *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->handle = xs_open(0);
	if (s->handle == NULL) {
		free(s);
		return NULL;
	}
	return s;
}

void
xen_store_close(struct xen_store *s)
{
	if (s == NULL)
		return;
	xs_close(s->handle);
	free(s);
}

bool
xen_store_read(struct xen_store *s, struct text *value, const char *path, ...)
{
	char full[PATH_CAP];
	unsigned int len = 0;
	va_list ap;
	void *read;
	int n;

	va_start(ap, path);
	n = vsnprintf(full, sizeof(full), path, ap);
	va_end(ap);
	*value = text_make(s->value, 0);
	if (n < 0 || (size_t)n >= sizeof(full))
		return false;
	read = xs_read(s->handle, XBT_NULL, full, &len);
	if (read == NULL)
		return false;
	value->len = len < sizeof(s->value) ? len : sizeof(s->value);
	memcpy(s->value, read, value->len);
	free(read);
	return true;
}
