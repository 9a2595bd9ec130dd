/* SPDX-License-Identifier: Apache-2.0 */
/* Settings in words, for log lines and people. Pure. */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "settings.h"

/* What either of them needs, but for very long patterns. */
#define DESCRIBE_MAX	4096

/*
 * "sampling 1 in 400, polling 30 s, ..."; bridges and takeover only where they
 * are not the default. Returns buf.
 */
const char	*describe_settings(const struct settings *, char *buf,
		    size_t cap);
/*
 * "polling: 20 s -> 30 s; collectors: ... -> ...": what differs, "" where
 * nothing does. Returns buf.
 */
const char	*describe_change(const struct settings *before,
		    const struct settings *after, char *buf, size_t cap);

#endif
