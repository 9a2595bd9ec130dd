/* SPDX-License-Identifier: Apache-2.0 */
/* Settings in words, for log lines and people. Pure. */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "settings.h"

/* "sampling 1 in 400, polling 30 s, ..." Returns buf. */
const char	*describe_settings(const struct settings *, char *buf,
		    size_t cap);

#endif
