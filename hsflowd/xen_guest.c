/* SPDX-License-Identifier: Apache-2.0 */
/* Values of xen_store.c in, struct xen_domain out; called by xen_round.c. */
#include "xen_guest.h"

#include <string.h>

#include "guest_text.h"
#include "xen_names.h"

#define DOMAIN		"/local/domain/%u/"
/* What a guest's tools say hardly ever changes once they have started. */
#define OFTEN_ROUNDS	8	/* in the first rounds of a domain: 1, 2, 4 */
#define SELDOM_ROUNDS	64	/* afterwards, not all in the same one */

static void
find_uuid(struct xen_domain *d, struct xen_store *s)
{
	struct text value;

	if (!d->has_uuid && xen_store_read(s, &value, DOMAIN "vm", d->domid))
		d->has_uuid = xen_names_parse_vm(value, d->uuid);
}

static bool
is_time_for_tools(const struct xen_domain *d)
{
	if (d->seen <= OFTEN_ROUNDS)
		return (d->seen & (d->seen - 1)) == 0;
	return (d->seen + d->domid) % SELDOM_ROUNDS == 0;
}

/* Each value is lent for a moment only. */
static void
read_copy(struct xen_domain *d, struct xen_store *s, const char *key,
    char *buf, struct text *copy)
{
	struct text value;

	(void)xen_store_read(s, &value, DOMAIN "%s", d->domid, key);
	memcpy(buf, value.p, value.len);
	*copy = text_make(buf, value.len);
}

static void
ask_tools(struct xen_domain *d, struct xen_store *s)
{
	char bytes[4][XEN_STORE_VALUE_MAX];
	struct xen_names_os os;
	uint32_t machine;

	read_copy(d, s, "data/os_name", bytes[0], &os.name);
	read_copy(d, s, "data/os_distro", bytes[1], &os.distro);
	read_copy(d, s, "data/os_uname", bytes[2], &os.uname);
	read_copy(d, s, "attr/os/class", bytes[3], &os.class);
	d->os_name = xen_names_os(&os);
	guest_text_clean(os.uname.p, os.uname.len, d->os_release,
	    sizeof(d->os_release));
	machine = xen_names_machine(os.uname);
	if (machine != 0)
		d->machine_type = machine;
}

static void
find_used_memory(struct xen_domain *d, struct xen_store *s)
{
	char bytes[XEN_STORE_VALUE_MAX];
	struct text total, unused;

	read_copy(d, s, "data/meminfo_total", bytes, &total);
	if (xen_store_read(s, &unused, DOMAIN "data/meminfo_free", d->domid))
		(void)xen_names_used_memory(total, unused, d->memory,
		    &d->used_memory);
}

void
xen_guest_round(struct xen_domains *table, struct xen_store *s, bool memory)
{
	for (size_t i = 0; i < table->n; i++) {
		struct xen_domain *d = &table->list[i];

		find_uuid(d, s);
		if (is_time_for_tools(d))
			ask_tools(d, s);
		d->used_memory = 0;
		if (memory)
			find_used_memory(d, s);
	}
}
