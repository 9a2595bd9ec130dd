/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts of /proc that say what the CPUs did, into struct model_cpu. Pure.
 * Fields that a text does not have are left as unknown; none of these sets
 * `have`.
 */
#ifndef CPU_H
#define CPU_H

#include <stdbool.h>
#include <stdint.h>

#include "model.h"
#include "text.h"

/*
 * /proc/stat: times in ms, interrupts, contexts, cpu_num (online CPUs) and
 * proc_run. `user_hz` is sysconf(_SC_CLK_TCK). False without a line of totals.
 */
bool		 cpu_parse_stat(struct text, uint32_t user_hz,
		    struct model_cpu *);
/* /proc/loadavg: the three loads, proc_run and proc_total (threads). */
bool		 cpu_parse_loadavg(struct text, struct model_cpu *);
/*
 * /proc/cpuinfo, or its first part: MHz of the first CPU that states it (x86
 * "cpu MHz", POWER "clock", s390 "cpu MHz static"); 0 where none does (Arm).
 */
uint32_t	 cpu_parse_mhz(struct text);
/* /proc/uptime, in whole seconds. */
bool		 cpu_parse_uptime(struct text, uint32_t *seconds);
/*
 * Holds back idle and wio that went down by less than ten seconds since
 * `before`: Linux lets them (proc(5)), and a collector would read such a step
 * as a wrap of 49 days.
 */
void		 cpu_steady(struct model_cpu *, const struct model_cpu *before);

#endif
