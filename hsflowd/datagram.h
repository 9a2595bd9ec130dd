/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packing records into counter samples and samples into sFlow v5 datagrams of
 * limited size. Pure: finished datagrams are handed to `emit`.
 *
 * A sample that does not fit behind others begins a datagram of its own. A
 * record that does not fit even there ends the sample and the datagram; it
 * becomes the first of a further sample of the same source, with the next
 * sequence number. So nothing is lost however small the limit, and no sample
 * is split.
 */
#ifndef DATAGRAM_H
#define DATAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "addr.h"
#include "settings.h"
#include "writer.h"

struct datagram_source {
	uint32_t	 class;		/* 2: physical entity ... */
	uint32_t	 index;
	uint32_t	*sequence;	/* of the last sample sent; 0: none */
};

struct datagram {
	/* Set by the caller, between datagrams. */
	struct addr	agent;
	uint32_t	sub_agent;
	size_t		max;		/* bytes of UDP payload */
	/*
	 * Some ifIndex is 2^24 or more: all samples in expanded form, as the
	 * two forms must not be mixed.
	 */
	bool		expanded;
	uint32_t	(*uptime_ms)(void *);	/* of the host; wraps */
	void		(*emit)(const uint8_t *, size_t, void *);
	void		*arg;

	uint32_t	sequence;	/* of the last datagram; 0: none */
	uint64_t	n_dropped;	/* records too large for any datagram */

	/* The one under construction. */
	struct datagram_source	source;
	struct writer	w;
	uint32_t	n_samples, n_records;
	size_t		sequence_at, uptime_at, samples_at;
	size_t		start_at, sample_at, records_at;
	bool		in_sample;
	uint8_t		buf[SETTINGS_DATAGRAM_MAX];
};

void	datagram_init(struct datagram *);
/* Opens a counter sample; the one before is closed. */
void	datagram_sample(struct datagram *, const struct datagram_source *);
/*
 * Adds a record to the open sample: `put` writes its body. False, counted,
 * when it is too large for a datagram of its own.
 */
bool	datagram_record(struct datagram *, uint32_t tag,
	    void (*put)(struct writer *, const void *), const void *data);
/* Bytes that a record's body may have in a datagram of its own. */
size_t	datagram_record_max(const struct datagram *);
/* Closes and emits what has been gathered; nothing when there is nothing. */
void	datagram_flush(struct datagram *);

#endif
