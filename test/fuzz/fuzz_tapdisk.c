/* SPDX-License-Identifier: Apache-2.0 */
/* Requests for a tapdisk's statistics, and these, of any bytes. */
#include <assert.h>
#include <string.h>

#include "model_vm.h"
#include "tapdisk.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check_name(const uint8_t *data, size_t size)
{
	uint8_t again[TAPDISK_ASK_BYTES];
	struct tapdisk_name n;

	if (!tapdisk_parse(data, size, &n))
		return;
	assert(size == sizeof(again));
	assert(n.pid > 0 && n.pid <= INT32_MAX);
	assert(n.domid <= MODEL_VM_DOMID_MAX);
	tapdisk_format(&n, again);
	assert(memcmp(again, data, size) == 0);
}

static void
check_stats(const uint8_t *data, size_t size)
{
	struct tapdisk_stats s;
	uint64_t words[TAPDISK_STATS_BYTES / 8];
	uint32_t version = 0;

	if (size >= sizeof(version))
		memcpy(&version, data, sizeof(version));
	if (!tapdisk_parse_stats(data, size, &s)) {
		assert(size < TAPDISK_STATS_BYTES || version != 1);
		return;
	}
	assert(size >= TAPDISK_STATS_BYTES && version == 1);
	memcpy(words, data, sizeof(words));
	assert(s.reads == words[3] && s.read_sectors == words[4]);
	assert(s.writes == words[7] && s.write_sectors == words[8]);
	assert(s.errors == words[10]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_name(data, size);
	check_stats(data, size);
	return 0;
}
