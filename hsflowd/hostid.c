/* SPDX-License-Identifier: Apache-2.0 */
/* Files and arguments in, a UUID out; called by the agent at its start. */
#include "hostid.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "identity.h"
#include "text.h"

static struct text
read_text(const char *root, const char *path, char *buf, size_t cap)
{
	char full[4096];
	ssize_t n = -1;
	int fd;

	snprintf(full, sizeof(full), "%s%s", root, path);
	fd = file_open(full);
	if (fd != -1) {
		n = file_read(fd, buf, cap);
		close(fd);
	}
	return text_trim(text_make(buf, n < 0 ? 0 : (size_t)n));
}

static bool
from_file(const char *root, const char *path,
    bool (*parse)(struct text, uint8_t *), uint8_t uuid[16])
{
	char buf[128];

	return parse(read_text(root, path, buf, sizeof(buf)), uuid);
}

#define HYPERVISOR_UUID	"/sys/hypervisor/uuid"

static const char *
from_system(const struct hostid_sources *from, uint8_t uuid[16])
{
	static const struct {
		const char	*path;
		bool		(*parse)(struct text, uint8_t *);
		const char	*words;
	} files[] = {
		{ "/sys/class/dmi/id/product_uuid", identity_parse_uuid,
		    "DMI" },
		{ HYPERVISOR_UUID, identity_parse_uuid, "the hypervisor" },
		{ "/etc/machine-id", identity_from_machine_id,
		    "the machine-id" },
	};

	if (from->xen_guest && from_file(from->root, HYPERVISOR_UUID,
	    identity_parse_uuid, uuid))
		return "the hypervisor";
	if (identity_parse_uuid(text_of(from->dmi), uuid))
		return "DMI";
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (from_file(from->root, files[i].path, files[i].parse,
		    uuid))
			return files[i].words;
	return NULL;
}

const char *
hostid_find(const struct hostid_sources *from, uint8_t uuid[16])
{
	memset(uuid, 0, IDENTITY_UUID_LEN);
	if (from->given != NULL && identity_parse_uuid(text_of(from->given),
	    uuid))
		return "-u";
	if (from->configured != NULL) {
		memcpy(uuid, from->configured, IDENTITY_UUID_LEN);
		return "the configuration";
	}
	return from_system(from, uuid);
}
