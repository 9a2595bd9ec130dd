/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of hsflowctl top: the model in, rows in the order of showing out.
 * Pure.
 */
#ifndef TOP_ROWS_H
#define TOP_ROWS_H

#include "top_model.h"

#define TOP_ROWS_LABEL_MAX	128	/* bytes, NUL included */

enum top_sort {
	TOP_SORT_CPU,
	TOP_SORT_MEMORY,
	TOP_SORT_DISK,
	TOP_SORT_NETWORK,
	TOP_SORT_NAME
};

enum top_row_kind {
	TOP_ROW_HOST,
	TOP_ROW_VM,	/* of the host above */
	TOP_ROW_TALKER	/* of the host or VM above */
};

struct top_row {
	enum top_row_kind	kind;
	/* Any bytes of a host or VM; clean text of a talker. */
	char			label[TOP_ROWS_LABEL_MAX];
	size_t			label_len;
	struct addr		agent;
	uint32_t		class, index;
	struct top_value	cpus;
	struct top_value	cpu;		/* percent */
	struct top_value	memory, memory_max;	/* bytes */
	struct top_value	read, written;	/* bytes a second */
	struct top_value	in, out;	/* bits a second */
	struct top_value	age;		/* ms since it was heard */
	bool			silent;
};

struct top_order {
	enum top_sort	sort;
	unsigned int	talkers;	/* of each host and VM at most */
};

/*
 * Hosts in their order, under each its VMs in theirs, under each of both its
 * talkers. Fills in the rows from `first` on, as far as there are and up to
 * `cap`; returns how many there are in all.
 */
size_t	top_rows_make(const struct top_model *, uint64_t now,
	    const struct top_order *, size_t first, struct top_row *,
	    size_t cap);

#endif
