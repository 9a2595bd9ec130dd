/* SPDX-License-Identifier: Apache-2.0 */
/* Asking a daemon how it is. */
#ifndef CTL_ASK_H
#define CTL_ASK_H

#include "ctl_fetch.h"
#include "ctl_report.h"
#include "growbuf.h"

#define CTL_ASK_HSFLOWD		"/run/hsflowd/hsflowd.sock"
#define CTL_ASK_SFLOWOVSD	"/run/hsflowd/sflowovsd.sock"

struct ctl_ask {
	const char			*name;		/* "hsflowd" */
	const char			*socket;
	struct ctl_report_answer	 answer;	/* lends the rest */
	struct growbuf			 reply;
	char				 trouble[CTL_FETCH_TROUBLE_MAX];
};

/* Wants name and socket. */
void	ctl_ask_status(struct ctl_ask *);
void	ctl_ask_clear(struct ctl_ask *);

#endif
