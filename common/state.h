/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state file's text: how hsflowd says which settings are in force, and how
 * sflowovsd and other sFlow sub-agents (Apache, nginx, Java) read it.
 *
 * Lines of key=value. Order and keys are those that readers of
 * /etc/hsflowd.auto have known since 2010:
 *
 *	rev_start=N, hostname, sampling, header, datagram, polling,
 *	sampling.SPEED ..., collector=IP [PORT] ..., agentIP, agent,
 *	ds_index=1, rev_end=N
 *
 * `collector=IP/PORT/DEV/` stands for a collector bound to an interface. Where
 * hsflowd.conf limits or widens what sflowovsd may do, and only there,
 * ovs.takeover=yes, ovs.bridge=PATTERN ... and ovs.exclude=PATTERN ... stand
 * before ds_index. Only where no collectors are in force there is one more
 * line, before rev_end: state=waiting (settings not known yet) or
 * state=withdrawn (there are none, on purpose). No file at all means that
 * hsflowd is not running.
 */
#ifndef STATE_H
#define STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "settings.h"

#define STATE_TEXT_MAX		16384	/* bytes; a longer file is no state */
#define STATE_HOSTNAME_MAX	64	/* bytes, as in host_descr */
#define STATE_REASON_MAX	128

enum state_phase {
	STATE_RUNNING,
	STATE_WAITING,
	STATE_WITHDRAWN
};

struct state {
	uint32_t		revision;	/* rises with each change */
	enum state_phase	phase;
	char			hostname[STATE_HOSTNAME_MAX + 1];
	struct settings		settings;
};

/* Why a text was refused. Line 0 stands for the text as a whole. */
struct state_error {
	unsigned int	line;
	char		reason[STATE_REASON_MAX];
};

/* Returns the length, or 0 when cap is too small (STATE_TEXT_MAX is not). */
size_t	state_format(const struct state *, char *buf, size_t cap);
/*
 * Unknown keys are skipped, as they may come from a newer writer. A value out
 * of range, a missing or unequal revision refuses the whole text.
 * state_parse(state_format(x)) equals x.
 */
bool	state_parse(const char *, size_t, struct state *,
	    struct state_error *);

#endif
