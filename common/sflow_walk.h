/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass over one datagram: what the files of the decoder share. Not for
 * others; they use sflow_decode.h.
 */
#ifndef SFLOW_WALK_H
#define SFLOW_WALK_H

#include "reader.h"
#include "sflow_decode.h"

struct sflow_walk {
	const uint8_t			*start;		/* the datagram's */
	const struct sflow_visitor	*visitor;
	bool				 failed;
	struct sflow_problem		 first;		/* when failed */
	/* Of all events, as clearing one for each took most of the time. */
	struct sflow_field		 field;
};

/* Where in the datagram the reader stands. */
size_t	sflow_walk_offset(const struct sflow_walk *, const struct reader *);
/* Notes and reports a problem. */
void	sflow_walk_problem(struct sflow_walk *, size_t offset,
	    const char *, ...) __attribute__((format(printf, 3, 4)));

/*
 * Skips what XDR puts behind n bytes, as far as it is there: some senders
 * leave it out of the lengths that they state, at the end of a record.
 */
void	sflow_walk_padding(struct reader *, size_t n);
/*
 * A reader over the next `length` bytes; they and their padding are skipped
 * here. Length must not be above what is left.
 */
struct reader	sflow_walk_body(struct reader *, size_t length);

#endif
