/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps hsflowd-xen running, for the monitor: starts it, again with back-off
 * when it ends, and opens for it what only root may (tapdisk.h).
 *
 * The socket between it and the agent is made once, and both ends are kept
 * here: either process can be replaced without the other's being told. That
 * its messages are whole and numbered is vm_record.h's part.
 */
#ifndef COLLECTOR_H
#define COLLECTOR_H

#include "options.h"

#define COLLECTOR_PROGRAM	"hsflowd-xen"	/* beside hsflowd */
#define COLLECTOR_AGENT_FD	3	/* in hsflowd-xen: to the agent */
#define COLLECTOR_MONITOR_FD	4	/* and to the monitor */

struct collector;
struct loop;

/* Starts it. Fatal without memory or sockets. */
struct collector	*collector_new(struct loop *, const struct options *);
/* The agent's end of the socket, to be passed to it. */
int			 collector_agent_end(const struct collector *);
/* It does not answer: kills it, and another one will be started. */
void			 collector_replace(struct collector *);
/* Ends it, too. */
void			 collector_free(struct collector *);

#endif
