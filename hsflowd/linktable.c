/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages from rtnl.c in, sorted tables out; used by links.c. New interfaces
 * have the highest ifindex, so that most insertions are appends.
 */
#include "linktable.h"

#include <stdlib.h>
#include <string.h>

#define CAP_FIRST	32

void
linktable_init(struct linktable *t)
{
	memset(t, 0, sizeof(*t));
}

void
linktable_clear(struct linktable *t)
{
	free(t->links);
	free(t->addrs);
	linktable_init(t);
}

/* Room for one more; false when memory has run out. */
static bool
grow(void **rows, size_t *cap, size_t n, size_t size)
{
	size_t wanted = *cap == 0 ? CAP_FIRST : *cap * 2;
	void *larger;

	if (n < *cap)
		return true;
	if (wanted > SIZE_MAX / size)
		return false;
	larger = realloc(*rows, wanted * size);
	if (larger == NULL)
		return false;
	*rows = larger;
	*cap = wanted;
	return true;
}

static bool
grow_links(struct linktable *t)
{
	void *rows = t->links;
	bool ok = grow(&rows, &t->cap_links, t->n_links, sizeof(*t->links));

	t->links = rows;
	t->incomplete = t->incomplete || !ok;
	return ok;
}

static bool
grow_addrs(struct linktable *t)
{
	void *rows = t->addrs;
	bool ok = grow(&rows, &t->cap_addrs, t->n_addrs, sizeof(*t->addrs));

	t->addrs = rows;
	t->incomplete = t->incomplete || !ok;
	return ok;
}

static int
compare_index(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

static int
compare_links(const void *a, const void *b)
{
	const struct rtnl_link *x = a, *y = b;

	return compare_index(x->ifindex, y->ifindex);
}

static int
compare_addrs(const void *a, const void *b)
{
	const struct rtnl_addr *x = a, *y = b;
	int order = compare_index(x->ifindex, y->ifindex);

	return order != 0 ? order : addr_compare(&x->addr, &y->addr);
}

void
linktable_load(struct linktable *t, const struct rtnl_msg *m)
{
	if (m->event == RTNL_LINK_NEW && grow_links(t))
		t->links[t->n_links++] = m->link;
	else if (m->event == RTNL_ADDR_NEW && grow_addrs(t))
		t->addrs[t->n_addrs++] = m->addr;
}

/* A dump that changes under way may tell of one thing twice. */
static size_t
drop_doubles(void *rows, size_t n, size_t size,
    int (*compare)(const void *, const void *))
{
	char *p = rows;
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept > 0 &&
		    compare(p + (kept - 1) * size, p + i * size) == 0)
			continue;
		if (kept != i)
			memcpy(p + kept * size, p + i * size, size);
		kept++;
	}
	return kept;
}

void
linktable_settle(struct linktable *t)
{
	if (t->n_links > 0)
		qsort(t->links, t->n_links, sizeof(*t->links), compare_links);
	if (t->n_addrs > 0)
		qsort(t->addrs, t->n_addrs, sizeof(*t->addrs), compare_addrs);
	t->n_links = drop_doubles(t->links, t->n_links, sizeof(*t->links),
	    compare_links);
	t->n_addrs = drop_doubles(t->addrs, t->n_addrs, sizeof(*t->addrs),
	    compare_addrs);
}

/* Where the row is, or should be. */
static size_t
lower_bound(const void *rows, size_t n, size_t size, const void *key,
    int (*compare)(const void *, const void *))
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare((const char *)rows + mid * size, key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static size_t
link_place(const struct linktable *t, const struct rtnl_link *l)
{
	return lower_bound(t->links, t->n_links, sizeof(*l), l, compare_links);
}

static size_t
addr_place(const struct linktable *t, const struct rtnl_addr *a)
{
	return lower_bound(t->addrs, t->n_addrs, sizeof(*a), a, compare_addrs);
}

static bool
put_link(struct linktable *t, const struct rtnl_link *l)
{
	size_t at = link_place(t, l);
	bool differs;

	if (at < t->n_links && t->links[at].ifindex == l->ifindex) {
		differs = !rtnl_link_equal(&t->links[at], l);
		t->links[at] = *l;
		return differs;
	}
	if (!grow_links(t))
		return false;
	memmove(&t->links[at + 1], &t->links[at],
	    (t->n_links - at) * sizeof(*l));
	t->links[at] = *l;
	t->n_links++;
	return true;
}

static bool
put_addr(struct linktable *t, const struct rtnl_addr *a)
{
	size_t at = addr_place(t, a);
	bool differs;

	if (at < t->n_addrs && compare_addrs(&t->addrs[at], a) == 0) {
		differs = !rtnl_addr_equal(&t->addrs[at], a);
		t->addrs[at] = *a;
		return differs;
	}
	if (!grow_addrs(t))
		return false;
	memmove(&t->addrs[at + 1], &t->addrs[at],
	    (t->n_addrs - at) * sizeof(*a));
	t->addrs[at] = *a;
	t->n_addrs++;
	return true;
}

static void
remove_addrs(struct linktable *t, size_t at, size_t n)
{
	if (n == 0)
		return;
	memmove(&t->addrs[at], &t->addrs[at + n],
	    (t->n_addrs - at - n) * sizeof(*t->addrs));
	t->n_addrs -= n;
}

static bool
remove_addr(struct linktable *t, const struct rtnl_addr *a)
{
	size_t at = addr_place(t, a);

	if (at == t->n_addrs || compare_addrs(&t->addrs[at], a) != 0)
		return false;
	remove_addrs(t, at, 1);
	return true;
}

static bool
remove_link(struct linktable *t, const struct rtnl_link *l)
{
	struct rtnl_addr none = { .ifindex = l->ifindex };
	size_t at = link_place(t, l), from = addr_place(t, &none), n = 0;

	/* Its addresses go with it, told or not. */
	while (from + n < t->n_addrs && t->addrs[from + n].ifindex ==
	    l->ifindex)
		n++;
	remove_addrs(t, from, n);
	if (at == t->n_links || t->links[at].ifindex != l->ifindex)
		return n > 0;
	memmove(&t->links[at], &t->links[at + 1],
	    (t->n_links - at - 1) * sizeof(*l));
	t->n_links--;
	return true;
}

bool
linktable_apply(struct linktable *t, const struct rtnl_msg *m)
{
	if (m->event == RTNL_LINK_NEW)
		return put_link(t, &m->link);
	if (m->event == RTNL_LINK_GONE)
		return remove_link(t, &m->link);
	if (m->event == RTNL_ADDR_NEW)
		return put_addr(t, &m->addr);
	if (m->event == RTNL_ADDR_GONE)
		return remove_addr(t, &m->addr);
	return false;
}

bool
linktable_equal(const struct linktable *a, const struct linktable *b)
{
	if (a->n_links != b->n_links || a->n_addrs != b->n_addrs)
		return false;
	for (size_t i = 0; i < a->n_links; i++)
		if (!rtnl_link_equal(&a->links[i], &b->links[i]))
			return false;
	for (size_t i = 0; i < a->n_addrs; i++)
		if (!rtnl_addr_equal(&a->addrs[i], &b->addrs[i]))
			return false;
	return true;
}

const struct rtnl_link *
linktable_find(const struct linktable *t, uint32_t ifindex)
{
	struct rtnl_link key = { .ifindex = ifindex };
	size_t at = link_place(t, &key);

	return at < t->n_links && t->links[at].ifindex == ifindex ?
	    &t->links[at] : NULL;
}

const struct rtnl_link *
linktable_find_name(const struct linktable *t, const char *name)
{
	for (size_t i = 0; i < t->n_links; i++)
		if (strcmp(t->links[i].name, name) == 0)
			return &t->links[i];
	return NULL;
}
