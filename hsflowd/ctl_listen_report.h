/* SPDX-License-Identifier: Apache-2.0 */
/* What hsflowctl listen says at its end. */
#ifndef CTL_LISTEN_REPORT_H
#define CTL_LISTEN_REPORT_H

#include <stdint.h>
#include <stdio.h>

#include "sflow_count.h"

struct ctl_listen_report {
	struct sflow_count count;	/* of datagrams that fit the filter */
	uint64_t	 hidden;	/* datagrams that do not */
	uint64_t	 lost;		/* had no room in the socket */
	/* Of a capture: frames that are no UDP, fragments, other ports. */
	uint64_t	 others, parts, other_ports;
};

/* Some lines: how many, and what could not be decoded. */
void	ctl_listen_report_brief(FILE *, const struct ctl_listen_report *);
/* All counts, as a table; */
void	ctl_listen_report_text(FILE *, const struct ctl_listen_report *);
/* and as one line of JSON. */
void	ctl_listen_report_json(FILE *, const struct ctl_listen_report *);

#endif
