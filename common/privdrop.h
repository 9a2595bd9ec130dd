/* SPDX-License-Identifier: Apache-2.0 */
/* Becoming an ordinary user for good. */
#ifndef PRIVDROP_H
#define PRIVDROP_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * No supplementary groups, no way back, no new privileges by exec; with the
 * user go all capabilities. Async-signal-safe. False with errno: end the
 * process.
 */
bool	privdrop_to(uid_t, gid_t);

#endif
