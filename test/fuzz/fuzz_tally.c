/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally.c: whatever devices do, sums never go back. Five bytes are a device in
 * a round: its name, its number, and the counters (a wide and a narrow one); a
 * name of 0xff ends the round.
 */
#include <assert.h>

#include "tally.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool
counts(const char *name, uint64_t *id, void *arg)
{
	(void)arg;
	*id %= 5;
	return (name[0] & 1) != 0 || *id == 3;
}

static void
add(struct tally *t, const uint8_t *data, size_t n)
{
	tally_begin(t);
	for (size_t i = 0; i < n; i++, data += 5) {
		char name[2] = { (char)('a' + data[0] % 8), '\0' };
		const uint64_t values[2] = {
			(uint64_t)data[2] << 8 | data[3], data[4]
		};

		assert(tally_add(t, text_of(name), data[1], values));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tally tally;
	struct tally *t = &tally;
	uint64_t last = 0, sums[2];
	bool known = false;

	tally_init(t, &(struct tally_spec){ .n_fields = 2,
	    .wraps = 1u << 1, .counts = counts });
	while (size > 0) {
		size_t n = 0;

		while (size >= 5 * (n + 1) && data[5 * n] != 0xff)
			n++;
		add(t, data, n);
		if (!tally_settled(t)) {
			add(t, data, n);
			(void)tally_settled(t);
		}
		if (tally_sum(t, sums)) {
			assert(sums[0] >= last);
			last = sums[0];
			known = true;
		} else
			assert(!known);
		n = size > 5 * n ? 5 * n + 1 : size;
		data += n;
		size -= n;
	}
	return 0;
}
