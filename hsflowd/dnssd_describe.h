/* SPDX-License-Identifier: Apache-2.0 */
/* What DNS says, in words, for log lines and people. Pure. */
#ifndef DNSSD_DESCRIBE_H
#define DNSSD_DESCRIBE_H

#include <stddef.h>

#include "dnssd.h"

/*
 * "example.com: collector analyzer.example.com:6343, polling 20 s, sampling
 * 1 in 512"; what DNS does not say is not in it. Returns buf.
 */
const char	*dnssd_describe(const struct dnssd *, char *buf, size_t cap);

#endif
