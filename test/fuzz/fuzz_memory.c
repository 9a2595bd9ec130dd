/* SPDX-License-Identifier: Apache-2.0 */
/* memory.c. The first byte chooses the text: meminfo or vmstat. */
#include <assert.h>
#include <string.h>

#include "memory.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
try_meminfo(struct text t)
{
	struct model_memory m;

	memset(&m, 0xff, sizeof(m));
	assert(memory_parse_meminfo(t, &m) == (m.total > 0));
	assert(m.total % 1024 == 0 && m.free % 1024 == 0 &&
	    m.shared % 1024 == 0 && m.buffers % 1024 == 0 &&
	    m.cached % 1024 == 0 && m.swap_total % 1024 == 0 &&
	    m.swap_free % 1024 == 0);
}

/* What a first part tells, the whole tells as well. */
static void
try_vmstat(struct text t)
{
	struct model_memory part, whole;

	memset(&part, 0, sizeof(part));
	memset(&whole, 0, sizeof(whole));
	if (!memory_parse_vmstat(text_make(t.p, t.len / 2), 4096, &part))
		return;
	assert(memory_parse_vmstat(t, 4096, &whole));
	assert(part.page_in == whole.page_in &&
	    part.page_out == whole.page_out &&
	    part.swap_in == whole.swap_in && part.swap_out == whole.swap_out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text t;

	if (size == 0)
		return 0;
	t = text_make((const char *)data + 1, size - 1);
	if (data[0] % 2 == 0)
		try_meminfo(t);
	else
		try_vmstat(t);
	return 0;
}
