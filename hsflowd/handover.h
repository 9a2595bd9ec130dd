/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What passes between the monitor and its agent, over a socketpair: one
 * fixed-size record from the monitor at the start, one byte from the agent
 * when it works, and one whenever hsflowd-xen does not answer it. End of file
 * tells each that the other is gone.
 */
#ifndef HANDOVER_H
#define HANDOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HANDOVER_FD	3	/* in the agent */
#define HANDOVER_XEN_FD	4	/* there, too: to hsflowd-xen, if any */
#define HANDOVER_UUID_MAX 63
#define HANDOVER_BYTES	80	/* three u32, the text with its padding */
#define HANDOVER_READY	'R'
#define HANDOVER_XEN_HANGS 'X'

/* What only root may read, and know. */
struct handover {
	char	dmi_uuid[HANDOVER_UUID_MAX + 1];	/* text, or "" */
	bool	xen;		/* there is a HANDOVER_XEN_FD */
};

void	handover_format(const struct handover *, uint8_t[HANDOVER_BYTES]);
/* False for anything but a record of this version. */
bool	handover_parse(const uint8_t *, size_t, struct handover *);

#endif
