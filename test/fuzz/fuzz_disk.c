/* SPDX-License-Identifier: Apache-2.0 */
/* disk.c. The first byte chooses: diskstats, mounts, or three numbers. */
#include <assert.h>
#include <string.h>

#include "disk.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
try_stats(struct text t)
{
	struct text rest = t;
	struct disk_stat d;
	size_t left = rest.len;

	while (disk_next(&rest, &d)) {
		assert(rest.len < left);
		left = rest.len;
		assert(d.name.len > 0 && d.name.len <= DISK_NAME_MAX);
		assert(d.name.p >= t.p && d.name.p + d.name.len <= t.p + t.len);
		(void)disk_is_candidate(&d);
	}
	assert(rest.len == 0);
}

static void
try_mounts(struct text rest)
{
	struct disk_mount m;

	while (disk_next_mount(&rest, &m)) {
		assert(memchr(m.dir, '\0', sizeof(m.dir)) != NULL);
		assert(memchr(m.source, '\0', sizeof(m.source)) != NULL);
		assert(memchr(m.type, '\0', sizeof(m.type)) != NULL);
		assert(m.dir[0] == '/');
		if (disk_mount_counts(&m))
			assert(strncmp(m.source, "/dev/", 5) == 0);
	}
	assert(rest.len == 0);
}

static void
try_space(const uint8_t *data, size_t size)
{
	uint64_t n[3] = { 0, 0, 0 };
	int32_t used;

	memcpy(n, data, size < sizeof(n) ? size : sizeof(n));
	used = disk_used_percent(n[0], n[1], n[2]);
	assert(used >= -1 && used <= 10000);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text t;

	if (size == 0)
		return 0;
	t = text_make((const char *)data + 1, size - 1);
	if (data[0] % 3 == 0)
		try_stats(t);
	else if (data[0] % 3 == 1)
		try_mounts(t);
	else
		try_space(data + 1, size - 1);
	return 0;
}
