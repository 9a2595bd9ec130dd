/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /proc/meminfo and /proc/vmstat come in, host_memory fields go out; called by
 * measure.c. Pure.
 */
#include "memory.h"

#define KB	1024u	/* what /proc/meminfo and /proc/vmstat call a kB */

/*
 * `shared` is Shmem (tmpfs and shared memory), which is what free(1) shows
 * under that name; kernels before 2.6.32 do not say, which leaves the gauge at
 * 0, unknown. `cached` is the page cache with the slabs that can be reclaimed,
 * again as free(1) has it.
 */
static uint64_t *
gauge_of(struct text key, struct model_memory *m, uint64_t *reclaimable)
{
	if (text_equal(key, "MemTotal"))
		return &m->total;
	if (text_equal(key, "MemFree"))
		return &m->free;
	if (text_equal(key, "Shmem"))
		return &m->shared;
	if (text_equal(key, "Buffers"))
		return &m->buffers;
	if (text_equal(key, "Cached"))
		return &m->cached;
	if (text_equal(key, "SReclaimable"))
		return reclaimable;
	if (text_equal(key, "SwapTotal"))
		return &m->swap_total;
	if (text_equal(key, "SwapFree"))
		return &m->swap_free;
	return NULL;
}

static void
clear_gauges(struct model_memory *m)
{
	m->total = m->free = m->shared = m->buffers = m->cached = 0;
	m->swap_total = m->swap_free = 0;
}

bool
memory_parse_meminfo(struct text rest, struct model_memory *m)
{
	struct text line, key, word;
	uint64_t n, *field, reclaimable = 0;

	clear_gauges(m);
	while (text_line(&rest, &line)) {
		if (!text_split(&line, ':', &key) ||
		    (field = gauge_of(key, m, &reclaimable)) == NULL)
			continue;
		/* Half of what 64 bits hold, as two of them are added. */
		if (text_word(&line, &word) &&
		    text_u64(word, UINT64_MAX / 2 / KB, &n))
			*field = n * KB;
	}
	m->cached += reclaimable;
	return m->total > 0;
}

bool
memory_parse_vmstat(struct text rest, uint32_t page_size,
    struct model_memory *m)
{
	struct { const char *key; uint32_t *field; uint32_t kb; } want[] = {
		/* pgpgin and pgpgout are kB of block I/O, despite the name */
		{ "pgpgin", &m->page_in, page_size / KB },
		{ "pgpgout", &m->page_out, page_size / KB },
		{ "pswpin", &m->swap_in, 1 },
		{ "pswpout", &m->swap_out, 1 },
	};
	struct text line, key, word;
	unsigned int found = 0;
	uint64_t n;

	for (size_t i = 0; i < 4; i++)
		*want[i].field = MODEL_UNKNOWN32;
	while (found != 0xf && text_line(&rest, &line)) {
		/* A text cut off in a number would give a wrong one. */
		if (line.p + line.len == rest.p || line.len == 0 ||
		    line.p[0] != 'p' || !text_word(&line, &key))
			continue;
		for (size_t i = 0; i < 4; i++) {
			if (!text_equal(key, want[i].key) ||
			    want[i].kb == 0 || !text_word(&line, &word) ||
			    !text_u64(word, UINT64_MAX, &n))
				continue;
			*want[i].field = (uint32_t)(n / want[i].kb);
			found |= 1u << i;
		}
	}
	return found == 0xf;
}
