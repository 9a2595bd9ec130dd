/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Capture files in tcpdump's classic format: their headers, in and out. Pure.
 *
 * A file header, then for each frame a record header and the frame. Read are
 * both byte orders, with micro- and with nanoseconds; written is the big
 * endian one with microseconds, which every reader knows.
 */
#ifndef PCAP_H
#define PCAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PCAP_FILE_HEADER	24	/* bytes */
#define PCAP_RECORD_HEADER	16
/* What tcpdump takes for the largest frame that there is. */
#define PCAP_FRAME_MAX		262144

enum pcap_kind {
	PCAP_CLASSIC,
	PCAP_NEXT_GENERATION,	/* pcapng: another format */
	PCAP_OTHER
};

struct pcap_file {
	bool		little;		/* endian */
	bool		nanoseconds;
	uint32_t	link;		/* LINKTYPE_..., see frame.h */
};

struct pcap_record {
	uint32_t	seconds;	/* since 1970 */
	uint32_t	nanoseconds;	/* not checked to be below a second */
	uint32_t	length;		/* bytes that follow */
	uint32_t	original;	/* bytes that the frame had */
};

/* The second is filled in when the file is a classic one. */
enum pcap_kind	pcap_parse_file(const uint8_t[PCAP_FILE_HEADER],
		    struct pcap_file *);
/* False when no frame is that long: the file is damaged from here on. */
bool		pcap_parse_record(const struct pcap_file *,
		    const uint8_t[PCAP_RECORD_HEADER], struct pcap_record *);
void		pcap_make_file(uint32_t link, uint8_t[PCAP_FILE_HEADER]);
/* Loses what is below a microsecond. */
void		pcap_make_record(const struct pcap_record *,
		    uint8_t[PCAP_RECORD_HEADER]);

#endif
