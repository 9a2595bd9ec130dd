/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the pair does: the answers of the daemons in, a verdict and the report
 * out, for people or as JSON. Pure. The answers may be anything.
 */
#ifndef CTL_REPORT_H
#define CTL_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "growbuf.h"

/* Also the exit statuses, as monitoring probes have them. */
enum ctl_report_verdict {
	CTL_REPORT_OK,
	CTL_REPORT_DEGRADED,
	CTL_REPORT_DOWN,	/* of a daemon */
	CTL_REPORT_UNKNOWN	/* nobody may tell us */
};

struct ctl_report_answer {
	const char	*daemon;	/* "hsflowd" */
	/* Why there is no answer, or "". */
	const char	*trouble;
	bool		 denied;	/* that says nothing of the daemon */
	const char	*text;		/* the document */
	size_t		 len;
};

struct ctl_report_options {
	bool	json;
	bool	all;		/* no list is cut short */
};

/* out->failed is set without memory. */
enum ctl_report_verdict
	ctl_report_make(const struct ctl_report_answer *, size_t n,
	    const struct ctl_report_options *, struct growbuf *out);

#endif
