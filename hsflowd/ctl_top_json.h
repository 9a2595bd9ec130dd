/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of hsflowctl top as JSON, one object a line:
 *
 *	{"kind":"vm","name":"web-1","agent":"192.0.2.10","source":"3:100001",
 *	 "cpus":2,"cpuPercent":62,"memory":2147483648,"memoryMax":4294967296,
 *	 "readBytes":200000,"writtenBytes":0,"inBits":3200000,
 *	 "outBits":72000000,"ageMs":310,"silent":false}
 *
 * Kinds are host, vm and talker; a talker has kind, name, agent, inBits and
 * outBits, and belongs to the host or VM before it. Rates are per second. What
 * is not known is null, also the source of an agent that has told none.
 */
#ifndef CTL_TOP_JSON_H
#define CTL_TOP_JSON_H

#include <stdio.h>

#include "top_rows.h"

void	ctl_top_json_print(FILE *, const struct top_row *);

#endif
