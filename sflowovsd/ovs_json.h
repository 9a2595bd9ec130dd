/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What argv_read_json's command prints (1.1.0 and later): a line of JSON for
 * table Bridge and one for table sFlow. The only file that knows jansson.
 * Pure.
 */
#ifndef OVS_JSON_H
#define OVS_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "actual.h"

#define OVS_JSON_REASON_MAX	128

/*
 * Fills an initialised *a, sorted. False with the reason when the output is
 * not what it should be; *a is then cleared.
 */
bool	ovs_json_parse(const char *, size_t, struct actual *a,
	    char reason[OVS_JSON_REASON_MAX]);

#endif
