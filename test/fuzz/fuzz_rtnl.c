/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Netlink messages of any bytes, and the table they make: whatever is taken is
 * well-formed, the table stays sorted, and says so when it changes.
 */
#include <assert.h>
#include <string.h>
#include <sys/socket.h>

#include "linktable.h"
#include "rtnl.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_link(const struct rtnl_link *l)
{
	assert(l->ifindex > 0 && l->ifindex <= INT32_MAX);
	assert(memchr(l->name, '\0', sizeof(l->name)) != NULL);
	assert(memchr(l->kind, '\0', sizeof(l->kind)) != NULL);
	assert(rtnl_link_equal(l, l));
}

static void
check_addr(const struct rtnl_addr *a)
{
	assert(a->ifindex > 0 && a->ifindex <= INT32_MAX);
	assert(a->addr.family == AF_INET || a->addr.family == AF_INET6);
	assert(rtnl_addr_equal(a, a));
}

static void
check_msg(const struct rtnl_msg *m)
{
	assert(m->error >= 0);
	if (m->event == RTNL_LINK_NEW || m->event == RTNL_LINK_GONE)
		check_link(&m->link);
	if (m->event == RTNL_LINK_NEW)
		assert(m->link.name[0] != '\0');
	if (m->event == RTNL_ADDR_NEW || m->event == RTNL_ADDR_GONE)
		check_addr(&m->addr);
}

static void
check_sorted(const struct linktable *t)
{
	for (size_t i = 1; i < t->n_links; i++)
		assert(t->links[i - 1].ifindex < t->links[i].ifindex);
	for (size_t i = 1; i < t->n_addrs; i++) {
		const struct rtnl_addr *a = &t->addrs[i - 1];

		assert(a[0].ifindex < a[1].ifindex ||
		    (a[0].ifindex == a[1].ifindex &&
		    addr_compare(&a[0].addr, &a[1].addr) < 0));
	}
}

/* The same news again is none. */
static void
check_apply(struct linktable *t, const struct rtnl_msg *m)
{
	size_t links = t->n_links, addrs = t->n_addrs;
	bool changed = linktable_apply(t, m);

	assert(changed || (links == t->n_links && addrs == t->n_addrs));
	assert(!linktable_apply(t, m));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct linktable applied, loaded;
	struct rtnl_msg m;
	struct reader r;
	size_t before = size;

	linktable_init(&applied);
	linktable_init(&loaded);
	reader_init(&r, data, size);
	while (rtnl_next(&r, &m)) {
		assert(reader_left(&r) < before);
		before = reader_left(&r);
		check_msg(&m);
		check_apply(&applied, &m);
		linktable_load(&loaded, &m);
	}
	linktable_settle(&loaded);
	check_sorted(&applied);
	check_sorted(&loaded);
	for (size_t i = 0; i < applied.n_links; i++)
		assert(linktable_find(&applied, applied.links[i].ifindex) ==
		    &applied.links[i]);
	linktable_clear(&applied);
	linktable_clear(&loaded);
	return 0;
}
