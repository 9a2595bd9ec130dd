/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text for every name that Xen, a toolstack or a guest gives: what is taken
 * is in its range, and is taken again when it is written as it should be. The
 * first eight bytes are the memory that a guest was given; a '|' divides texts
 * where several belong together.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "identity.h"
#include "model_vm.h"
#include "xen_names.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_device(const struct xen_names_device *d)
{
	assert(d->domid > 0 && d->domid <= MODEL_VM_DOMID_MAX);
	assert(xen_names_backend(d->backend)[0] != '\0');
}

static bool
same(const struct xen_names_device *a, const struct xen_names_device *b)
{
	return a->backend == b->backend && a->domid == b->domid &&
	    a->device == b->device;
}

static void
check_devices(struct text t)
{
	struct xen_names_device d, back;
	char name[64];

	if (xen_names_parse_entry(t, &d)) {
		check_device(&d);
		snprintf(name, sizeof(name), "%s-%u-%u",
		    xen_names_backend(d.backend), d.domid, d.device);
		assert(xen_names_parse_entry(text_of(name), &back));
		assert(same(&d, &back));
	}
	if (xen_names_parse_nodename(t, &d)) {
		check_device(&d);
		snprintf(name, sizeof(name), "backend/%s/%u/%u\n",
		    xen_names_backend(d.backend), d.domid, d.device);
		assert(xen_names_parse_nodename(text_of(name), &back));
		assert(same(&d, &back));
	}
	if (xen_names_parse_tap(t, &d)) {
		check_device(&d);
		assert(d.backend == XEN_NAMES_VIF);
		snprintf(name, sizeof(name), "vif%u.%u-emu", d.domid,
		    d.device);
		assert(xen_names_parse_tap(text_of(name), &back));
		assert(same(&d, &back));
	}
}

static void
check_addresses(struct text t)
{
	static const uint8_t none[16];
	char text[64], buf[IDENTITY_UUID_STRLEN];
	uint8_t uuid[16], mac[6], back[16];

	if (xen_names_parse_vm(t, uuid)) {
		assert(memcmp(uuid, none, 16) != 0);
		snprintf(text, sizeof(text), "/vm/%s",
		    identity_format_uuid(uuid, buf));
		assert(xen_names_parse_vm(text_of(text), back));
		assert(memcmp(uuid, back, 16) == 0);
	}
	if (xen_names_parse_mac(t, mac)) {
		assert((mac[0] & 1) == 0 && memcmp(mac, none, 6) != 0);
		snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02X:%02X",
		    mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
		assert(xen_names_parse_mac(text_of(text), back));
		assert(memcmp(mac, back, 6) == 0);
	}
}

/* What stands before the next '|', or all. */
static struct text
next_part(struct text *rest)
{
	struct text part;

	if (!text_split(rest, '|', &part)) {
		part = *rest;
		rest->len = 0;
	}
	return part;
}

static void
check_system(struct text t)
{
	struct xen_names_os os;
	uint32_t machine = xen_names_machine(t), number;

	assert(machine == 0 || machine == 2 || machine == 3 || machine == 10);
	os.name = next_part(&t);
	os.distro = next_part(&t);
	os.uname = next_part(&t);
	os.class = t;
	number = xen_names_os(&os);
	assert(number <= 12 && number != 1);
	if (os.name.len + os.class.len == 0 && os.distro.len == 0)
		assert(number == 0);
}

static void
check_memory(struct text t, uint64_t given)
{
	struct text total = next_part(&t);
	uint64_t used = 1;

	if (!xen_names_used_memory(total, t, given, &used))
		assert(used == 1);
	else
		assert(used <= given && used % 1024 == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t given = 0;
	struct text t;

	if (size < sizeof(given))
		return 0;
	memcpy(&given, data, sizeof(given));
	t = text_make((const char *)data + sizeof(given),
	    size - sizeof(given));
	check_devices(t);
	check_addresses(t);
	check_system(t);
	check_memory(t, given);
	return 0;
}
