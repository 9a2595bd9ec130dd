/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A dump of any bytes: what is taken for an interface's counters stands in the
 * message, and everything comes to an end.
 */
#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "nlmsg.h"
#include "rtstats.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define DEPTH_MAX	4

/* As if every attribute held others. */
static void
walk(struct reader r, int depth)
{
	struct nlmsg_attr a;
	size_t before = reader_left(&r);

	while (nlmsg_attr_next(&r, &a)) {
		assert(before - reader_left(&r) >= 4 + reader_left(&a.value));
		before = reader_left(&r);
		assert(!a.value.overflow);
		assert((a.type & 0xc000) == 0);
		if (reader_left(&a.value) < 4)
			assert(nlmsg_attr_u32(a.value) == 0);
		if (depth < DEPTH_MAX)
			walk(a.value, depth + 1);
	}
}

static bool
stands_in(const void *bytes, size_t n, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i + n <= size; i++)
		if (memcmp(data + i, bytes, n) == 0)
			return true;
	return false;
}

static void
check_msg(const struct rtstats_msg *m, const uint8_t *data, size_t size)
{
	switch (m->event) {
	case RTSTATS_LINK:
		assert(m->ifindex > 0 && m->ifindex <= INT32_MAX);
		assert(stands_in(m->counters, sizeof(m->counters), data,
		    size));
		break;
	case RTSTATS_DONE:
		assert(m->error == 0);
		break;
	case RTSTATS_ERROR:
		assert(m->error >= 0);
		break;
	case RTSTATS_OTHER:
		break;
	default:
		assert(false);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reader r, raw;
	struct rtstats_msg m;
	struct nlmsg msg;

	reader_init(&r, data, size);
	reader_init(&raw, data, size);
	/* Both see the same messages. */
	while (nlmsg_next(&raw, &msg)) {
		assert(!msg.body.overflow);
		walk(msg.body, 0);
		assert(rtstats_next(&r, &m));
		assert(m.seq == msg.seq && m.interrupted == msg.interrupted);
		assert(r.pos == raw.pos);
		check_msg(&m, data, size);
	}
	assert(!rtstats_next(&r, &m));
	assert(r.overflow == raw.overflow);
	assert(raw.overflow || reader_left(&raw) == 0);
	return 0;
}
