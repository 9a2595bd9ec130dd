/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Headers of capture files and the frames in them, on any bytes: the first
 * byte chooses a link type. A payload that is found lies inside its frame,
 * and a packet made of it is read back as the same.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "frame.h"
#include "pcap.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const uint32_t links[] = {
	FRAME_LINK_NULL, FRAME_LINK_ETHERNET, FRAME_LINK_RAW,
	FRAME_LINK_COOKED, FRAME_LINK_COOKED_2, FRAME_LINK_LOOP,
};

static void
check_made(const struct frame *f)
{
	static uint8_t packet[FRAME_HEADER_MAX + 65535];
	size_t n = frame_make(f, packet);
	struct frame back;

	if (n == 0)
		return;
	memcpy(packet + n, f->payload, f->len);
	assert(frame_parse(FRAME_LINK_RAW, packet, n + f->len, &back) ==
	    FRAME_UDP);
	assert(addr_equal(&back.src, &f->src));
	assert(addr_equal(&back.dst, &f->dst));
	assert(back.src_port == f->src_port && back.dst_port == f->dst_port);
	assert(back.len == f->len);
	assert(memcmp(back.payload, f->payload, f->len) == 0);
}

static void
check_frame(uint32_t link, const uint8_t *data, size_t size)
{
	enum frame_kind kind;
	struct frame f;

	kind = frame_parse(link, data, size, &f);
	if (f.payload == NULL) {
		assert(kind != FRAME_UDP);
		return;
	}
	assert(f.payload >= data && f.len <= size);
	assert(f.payload + f.len <= data + size);
	if (kind == FRAME_UDP)
		check_made(&f);
}

static void
check_headers(const uint8_t *data)
{
	struct pcap_file file;
	struct pcap_record record;

	if (pcap_parse_file(data, &file) == PCAP_CLASSIC)
		assert(file.link <= 0xffff);
	if (pcap_parse_record(&file, data, &record))
		assert(record.length <= PCAP_FRAME_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	check_frame(links[data[0] % (sizeof(links) / sizeof(links[0]))],
	    data + 1, size - 1);
	if (size >= PCAP_FILE_HEADER)
		check_headers(data);
	return 0;
}
