/* SPDX-License-Identifier: Apache-2.0 */
/* Headers of capture files in and out; used by hsflowctl listen. Pure. */
#include "pcap.h"

#include "reader.h"
#include "writer.h"

#define MAGIC_MICRO	0xa1b2c3d4
#define MAGIC_NANO	0xa1b23c4d
#define MAGIC_PCAPNG	0x0a0d0d0a	/* the same from both ends */
#define LINK_MASK	0xffff		/* above are flags */
#define FORMAT_VERSION	(2 << 16 | 4)

static uint32_t
read_word(const struct pcap_file *file, struct reader *r)
{
	uint32_t word = reader_u32(r);

	return file->little ? __builtin_bswap32(word) : word;
}

static bool
read_magic(struct reader *r, struct pcap_file *file)
{
	uint32_t magic = reader_u32(r), swapped = __builtin_bswap32(magic);

	file->little = swapped == MAGIC_MICRO || swapped == MAGIC_NANO;
	file->nanoseconds = magic == MAGIC_NANO || swapped == MAGIC_NANO;
	return file->little || file->nanoseconds || magic == MAGIC_MICRO;
}

enum pcap_kind
pcap_parse_file(const uint8_t header[PCAP_FILE_HEADER], struct pcap_file *file)
{
	struct reader r;

	reader_init(&r, header, PCAP_FILE_HEADER);
	if (!read_magic(&r, file)) {
		reader_init(&r, header, PCAP_FILE_HEADER);
		return reader_u32(&r) == MAGIC_PCAPNG ? PCAP_NEXT_GENERATION :
		    PCAP_OTHER;
	}
	/* Version, time zone, accuracy, snap length: of no use to readers. */
	reader_bytes(&r, 16);
	file->link = read_word(file, &r) & LINK_MASK;
	return PCAP_CLASSIC;
}

bool
pcap_parse_record(const struct pcap_file *file,
    const uint8_t header[PCAP_RECORD_HEADER], struct pcap_record *record)
{
	struct reader r;
	uint32_t fraction;

	reader_init(&r, header, PCAP_RECORD_HEADER);
	record->seconds = read_word(file, &r);
	fraction = read_word(file, &r);
	record->nanoseconds = file->nanoseconds ? fraction : fraction * 1000;
	record->length = read_word(file, &r);
	record->original = read_word(file, &r);
	return record->length <= PCAP_FRAME_MAX;
}

void
pcap_make_file(uint32_t link, uint8_t header[PCAP_FILE_HEADER])
{
	struct writer w;

	writer_init(&w, header, PCAP_FILE_HEADER);
	writer_u32(&w, MAGIC_MICRO);
	writer_u32(&w, FORMAT_VERSION);
	writer_u64(&w, 0);
	writer_u32(&w, PCAP_FRAME_MAX);
	writer_u32(&w, link);
}

void
pcap_make_record(const struct pcap_record *record,
    uint8_t header[PCAP_RECORD_HEADER])
{
	struct writer w;

	writer_init(&w, header, PCAP_RECORD_HEADER);
	writer_u32(&w, record->seconds);
	writer_u32(&w, record->nanoseconds / 1000);
	writer_u32(&w, record->length);
	writer_u32(&w, record->original);
}
