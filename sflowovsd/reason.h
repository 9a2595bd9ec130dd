/* SPDX-License-Identifier: Apache-2.0 */
/* Why a run of ovs-vsctl or ovsdb-client was no success, for people. Pure. */
#ifndef REASON_H
#define REASON_H

#include <stdbool.h>
#include <stddef.h>

#include "child.h"

#define REASON_MAX	512	/* bytes, the NUL included */

/*
 * A command that named a bridge or row which was read a moment ago and is no
 * longer there: worth reading once more.
 */
bool		 reason_vanished(const struct child_result *);

/*
 * The end, which child_describe has put into words, and the last line of
 * standard error. Nothing in it differs from one time to the next, so that
 * the same fault reads the same: no time stamps, no time that it took.
 * Returns buf.
 */
const char	*reason_make(const struct child_result *, const char *end,
		    char *buf, size_t cap);

#endif
