/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sFlow version 5 datagrams taken apart: bytes in, events out. Pure, total on
 * any bytes, no allocation; all that is handed to a callback is lent for the
 * call. Written apart from hsflowd's encoder, so that each checks the other.
 *
 * Events nest: datagram, sample, record, then fields and lists. An end is
 * reported for every begin, also when the bytes run out in between.
 */
#ifndef SFLOW_DECODE_H
#define SFLOW_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"

#define SFLOW_DATAGRAM_MAX	65535	/* bytes of a UDP payload */
#define SFLOW_REASON_MAX	128

/* data_format: 20 bits of enterprise, 12 bits of format. */
#define SFLOW_TAG(ent, fmt)	((uint32_t)(ent) << 12 | (uint32_t)(fmt))
#define SFLOW_TAG_ENTERPRISE(t)	((t) >> 12)
#define SFLOW_TAG_FORMAT(t)	((t) & 0xfff)

struct sflow_datagram {
	struct addr	agent;		/* none when the type is 0 */
	uint32_t	sub_agent;
	uint32_t	sequence;
	uint32_t	uptime;		/* ms, wraps */
	uint32_t	n_samples;	/* as stated, not as found */
};

enum sflow_sample_kind {
	SFLOW_SAMPLE_FLOW,
	SFLOW_SAMPLE_COUNTERS,
	SFLOW_SAMPLE_DISCARDED,
	SFLOW_SAMPLE_OTHER	/* skipped by its length */
};

enum sflow_port_kind {
	SFLOW_PORT_UNKNOWN,
	SFLOW_PORT_IFINDEX,
	SFLOW_PORT_LOCAL,	/* the device itself */
	SFLOW_PORT_DISCARDED,	/* value is the reason */
	SFLOW_PORT_MULTIPLE,	/* value is how many, 0 when not known */
	SFLOW_PORT_OTHER	/* a format that the specification lacks */
};

/* Where a packet came in or went out. */
struct sflow_port {
	enum sflow_port_kind	kind;
	uint32_t		format;	/* as sent */
	uint32_t		value;	/* as sent, without the format bits */
};

struct sflow_sample {
	enum sflow_sample_kind	 kind;
	bool			 expanded;
	uint32_t		 tag;
	const char		*name;		/* NULL: a tag not known */
	size_t			 offset;	/* of the body */
	size_t			 length;	/* of the body, as stated */
	/* Zero in a sample of kind OTHER: */
	uint32_t		 sequence;	/* none in a discarded one: 0 */
	uint32_t		 source_class;
	uint32_t		 source_index;
	uint32_t		 n_records;	/* as stated */
	/* Zero in a sample of counters: */
	uint32_t		 rate;		/* 1-in-N */
	uint32_t		 pool;		/* packets */
	uint32_t		 drops;		/* samples lost */
	uint32_t		 reason;	/* of a discard */
	struct sflow_port	 input;
	struct sflow_port	 output;
};

struct sflow_record {
	enum sflow_sample_kind	 within;	/* names the space of tags */
	uint32_t		 tag;
	const char		*name;		/* NULL: a tag not known */
	bool			 known;		/* false: skipped */
	size_t			 offset;	/* of the body */
	size_t			 length;	/* of the body, as stated */
};

enum sflow_type {
	SFLOW_U32,
	SFLOW_I32,
	SFLOW_U64,
	SFLOW_F32,
	SFLOW_STRING,	/* any bytes; no NUL behind */
	SFLOW_MAC,	/* 6 bytes */
	SFLOW_IP,
	SFLOW_UUID,	/* 16 bytes, in the order of printing */
	SFLOW_BYTES
};

enum sflow_unit {
	SFLOW_UNIT_NONE,
	SFLOW_UNIT_BYTES,
	SFLOW_UNIT_PACKETS,
	SFLOW_UNIT_BIT_S,
	SFLOW_UNIT_S,
	SFLOW_UNIT_MS,
	SFLOW_UNIT_MHZ,
	SFLOW_UNIT_PERCENT,
	SFLOW_UNIT_PERCENT_100,		/* 100 is 1 % */
	SFLOW_UNIT_CELSIUS,
	SFLOW_UNIT_CELSIUS_1000,	/* 1000 is 1 degree */
	SFLOW_UNIT_MV,
	SFLOW_UNIT_UA,
	SFLOW_UNIT_UW,
	SFLOW_UNIT_NM,
	SFLOW_UNIT_MJ
};

struct sflow_field {
	const char	*name;		/* the specification's */
	enum sflow_type	 type;
	enum sflow_unit	 unit;
	/*
	 * The value that stands for "not known": all ones in a counter, -1 in
	 * a percentage, an empty string, a zero UUID, and zero in those
	 * gauges that cannot be zero (mem_total, but not swap_total).
	 */
	bool		 unknown;
	const char	*meaning;	/* name of an enum's value, or NULL */
	size_t		 offset;	/* of the first byte in the datagram */
	size_t		 size;		/* with length word and padding */
	/* One of these, by type; the others hold anything. */
	uint64_t	 u;		/* U32, U64 */
	int32_t		 i;		/* I32 */
	float		 f;		/* F32; may be NaN or infinite */
	struct addr	 ip;		/* IP */
	const uint8_t	*bytes;		/* STRING, MAC, UUID, BYTES */
	size_t		 n_bytes;
};

/* What is wrong, and where. */
struct sflow_problem {
	size_t	offset;
	char	reason[SFLOW_REASON_MAX];
};

/*
 * What to call; NULL where an event is of no interest.
 *
 * A list holds either items, with fields and lists of their own, or, where
 * its elements are single values, fields and no items. `skipped` counts bytes
 * that a newer sender may have put behind what is known, or all of a record
 * or sample that is not known; after a problem it is 0.
 */
struct sflow_visitor {
	void	(*datagram_begin)(const struct sflow_datagram *, void *);
	void	(*datagram_end)(const struct sflow_datagram *, void *);
	void	(*sample_begin)(const struct sflow_sample *, void *);
	void	(*sample_end)(const struct sflow_sample *, size_t skipped,
		    void *);
	void	(*record_begin)(const struct sflow_record *, void *);
	void	(*record_end)(const struct sflow_record *, size_t skipped,
		    void *);
	void	(*list_begin)(const char *name, uint32_t stated, void *);
	void	(*list_end)(const char *name, void *);
	void	(*item_begin)(void *);
	void	(*item_end)(void *);
	void	(*field)(const struct sflow_field *, void *);
	void	(*problem)(const struct sflow_problem *, void *);
	void	*arg;
};

/*
 * True when the datagram is well formed. Else the first problem is in *first
 * (may be NULL), and whatever could be decoded has been delivered still: a
 * bad record costs itself, a bad record length the rest of its sample, a bad
 * sample length the rest of the datagram.
 */
bool	sflow_decode(const void *, size_t, const struct sflow_visitor *,
	    struct sflow_problem *first);

#endif
