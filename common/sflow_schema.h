/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layouts of all records that are decoded, as tables; their source is the
 * specification text, not the encoder.
 */
#ifndef SFLOW_SCHEMA_H
#define SFLOW_SCHEMA_H

#include "sflow_decode.h"
#include "sflow_names.h"

enum sflow_wire {
	SFLOW_WIRE_U32,
	SFLOW_WIRE_I32,
	SFLOW_WIRE_U64,
	SFLOW_WIRE_F32,
	SFLOW_WIRE_STRING,	/* length, bytes, padding */
	SFLOW_WIRE_OPAQUE,	/* the same, not text */
	SFLOW_WIRE_BYTES4,	/* four bytes that are no number */
	SFLOW_WIRE_MAC,		/* 6 bytes and 2 of padding */
	SFLOW_WIRE_MAC_PACKED,	/* 6 bytes */
	SFLOW_WIRE_IPV4,
	SFLOW_WIRE_IPV6,
	SFLOW_WIRE_ADDRESS,	/* type word, then 0, 4 or 16 bytes */
	SFLOW_WIRE_UUID,
	SFLOW_WIRE_LIST		/* count, then as many elements */
};

/* Which number says "not known". Strings and UUIDs have a rule of their own. */
enum sflow_unknown {
	SFLOW_UNKNOWN_NEVER,
	SFLOW_UNKNOWN_ONES,	/* counters */
	SFLOW_UNKNOWN_ZERO,	/* gauges that cannot be zero */
	SFLOW_UNKNOWN_MINUS1	/* percentages */
};

struct sflow_field_def {
	const char			*name;
	enum sflow_wire			 wire;
	enum sflow_unit			 unit;
	enum sflow_unknown		 unknown;
	const struct sflow_name		*meanings;	/* or NULL */
	/* A list's element: one field stands for plain values. */
	const struct sflow_field_def	*element;
	size_t				 n_element;
};

struct sflow_schema {
	uint32_t			 tag;
	size_t				 only_length;	/* 0: any length */
	const char			*name;
	/* None: the record is only known by name, and skipped. */
	const struct sflow_field_def	*fields;
	size_t				 n_fields;
};

/* One per file of tables, in the order of tags; a zero name ends each. */
extern const struct sflow_schema	sflow_schema_flow[];
extern const struct sflow_schema	sflow_schema_host[];
extern const struct sflow_schema	sflow_schema_port[];

/* NULL when the tag is not known. */
const struct sflow_schema	*sflow_schema_find(enum sflow_sample_kind,
				    uint32_t tag, size_t length);
/* The name of a record as the tables have it; NULL when none is called so. */
const char	*sflow_schema_name(const char *);

/* How the tables are written. */
#define SFLOW_NUMBER(n, w, un, unk) \
	{ (n), (w), (un), (unk), NULL, NULL, 0 }
#define SFLOW_COUNTER32(n, un) \
	SFLOW_NUMBER(n, SFLOW_WIRE_U32, un, SFLOW_UNKNOWN_ONES)
#define SFLOW_COUNTER64(n, un) \
	SFLOW_NUMBER(n, SFLOW_WIRE_U64, un, SFLOW_UNKNOWN_ONES)
/* Zero may be a measurement. */
#define SFLOW_GAUGE32(n, un) \
	SFLOW_NUMBER(n, SFLOW_WIRE_U32, un, SFLOW_UNKNOWN_NEVER)
#define SFLOW_GAUGE64(n, un) \
	SFLOW_NUMBER(n, SFLOW_WIRE_U64, un, SFLOW_UNKNOWN_NEVER)
/* Zero cannot be one. */
#define SFLOW_NONZERO32(n, un) \
	SFLOW_NUMBER(n, SFLOW_WIRE_U32, un, SFLOW_UNKNOWN_ZERO)
#define SFLOW_NONZERO64(n, un) \
	SFLOW_NUMBER(n, SFLOW_WIRE_U64, un, SFLOW_UNKNOWN_ZERO)
#define SFLOW_PERCENT_100(n) \
	SFLOW_NUMBER(n, SFLOW_WIRE_I32, SFLOW_UNIT_PERCENT_100, \
	    SFLOW_UNKNOWN_MINUS1)
#define SFLOW_ENUM(n, unk, names) \
	{ (n), SFLOW_WIRE_U32, SFLOW_UNIT_NONE, (unk), (names), NULL, 0 }
/* Strings, addresses, bytes. */
#define SFLOW_PLAIN(n, w) \
	SFLOW_NUMBER(n, w, SFLOW_UNIT_NONE, SFLOW_UNKNOWN_NEVER)
#define SFLOW_LIST(n, table) \
	{ (n), SFLOW_WIRE_LIST, SFLOW_UNIT_NONE, SFLOW_UNKNOWN_NEVER, NULL, \
	    (table), sizeof(table) / sizeof((table)[0]) }

#define SFLOW_SCHEMA(ent, fmt, n, table) \
	{ SFLOW_TAG(ent, fmt), 0, (n), (table), \
	    sizeof(table) / sizeof((table)[0]) }
#define SFLOW_SCHEMA_NAME(ent, fmt, n) \
	{ SFLOW_TAG(ent, fmt), 0, (n), NULL, 0 }
#define SFLOW_SCHEMA_END \
	{ 0, 0, NULL, NULL, 0 }

#endif
