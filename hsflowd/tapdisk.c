/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and statistics in and out of bytes. Pure. */
#include "tapdisk.h"

#include <string.h>

#include "model_vm.h"
#include "reader.h"
#include "writer.h"

#define STATS_VERSION	1

/* Where in the file: a u32 version, four bytes, then eleven u64. */
enum field {
	OO_REQUESTS,		/* had to wait; no error */
	READS_SUBMITTED,
	READS_COMPLETED,
	READ_SECTORS,
	READ_TICKS,
	WRITES_SUBMITTED,
	WRITES_COMPLETED,
	WRITE_SECTORS,
	WRITE_TICKS,
	IO_ERRORS,
	FLAGS
};

void
tapdisk_format(const struct tapdisk_name *n, uint8_t bytes[TAPDISK_ASK_BYTES])
{
	struct writer w;

	writer_init(&w, bytes, TAPDISK_ASK_BYTES);
	writer_u32(&w, n->pid);
	writer_u32(&w, n->domid);
	writer_u32(&w, n->device);
}

bool
tapdisk_parse(const uint8_t *bytes, size_t len, struct tapdisk_name *n)
{
	struct reader r;

	reader_init(&r, bytes, len);
	n->pid = reader_u32(&r);
	n->domid = reader_u32(&r);
	n->device = reader_u32(&r);
	return !r.overflow && reader_left(&r) == 0 && n->pid > 0 &&
	    n->pid <= INT32_MAX && n->domid <= MODEL_VM_DOMID_MAX;
}

static uint64_t
field(const uint8_t *bytes, enum field which)
{
	uint64_t value;

	memcpy(&value, bytes + 8 + 8 * (size_t)which, sizeof(value));
	return value;
}

bool
tapdisk_parse_stats(const uint8_t *bytes, size_t len,
    struct tapdisk_stats *s)
{
	uint32_t version;

	if (len < TAPDISK_STATS_BYTES)
		return false;
	memcpy(&version, bytes, sizeof(version));
	if (version != STATS_VERSION)
		return false;
	s->reads = field(bytes, READS_COMPLETED);
	s->read_sectors = field(bytes, READ_SECTORS);
	s->writes = field(bytes, WRITES_COMPLETED);
	s->write_sectors = field(bytes, WRITE_SECTORS);
	s->errors = field(bytes, IO_ERRORS);
	return true;
}
