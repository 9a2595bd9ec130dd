/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What hsflowctl check has found, step by step, and how that is shown. Pure.
 * Texts may come from anywhere; they are made fit for a terminal.
 */
#ifndef CTL_FINDINGS_H
#define CTL_FINDINGS_H

#include <stdbool.h>

#include "growbuf.h"

#define CTL_FINDINGS_TEXT_MAX	1024
/* DNS and bridges may be wrong in many ways; more are counted. */
#define CTL_FINDINGS_MAX	128

enum ctl_findings_verdict {
	CTL_FINDINGS_OK,
	CTL_FINDINGS_NOTE,	/* neither right nor wrong */
	CTL_FINDINGS_WARNING,	/* works, but not as it may be meant */
	CTL_FINDINGS_WRONG
};

struct ctl_finding {
	enum ctl_findings_verdict verdict;
	const char	*step;		/* "collector"; kept, not copied */
	char		 text[CTL_FINDINGS_TEXT_MAX];
	char		 advice[CTL_FINDINGS_TEXT_MAX];	/* or "" */
};

struct ctl_findings {
	unsigned int		 n;
	unsigned int		 unlisted;
	bool			 wrong;		/* one of all of them */
	struct ctl_finding	 list[CTL_FINDINGS_MAX];
};

/* Of the last one, what to do about it. */
void	ctl_findings_advise(struct ctl_findings *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));
void	ctl_findings_add(struct ctl_findings *, enum ctl_findings_verdict,
	    const char *step, const char *, ...)
	    __attribute__((format(printf, 4, 5)));
/*
 * For people: those from that one on, and at the end how many are not listed;
 * a document. out->failed is set without memory.
 */
void	ctl_findings_text(const struct ctl_findings *, unsigned int from,
	    struct growbuf *out);
void	ctl_findings_end(const struct ctl_findings *, struct growbuf *out);
void	ctl_findings_json(const struct ctl_findings *, int exit_status,
	    struct growbuf *out);

#endif
