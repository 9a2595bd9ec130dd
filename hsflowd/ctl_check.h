/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hsflowctl check: the road from the configuration to the collectors. Each step
 * is in a file of its own and adds what it finds; nothing is changed on the
 * host.
 */
#ifndef CTL_CHECK_H
#define CTL_CHECK_H

#include "agentaddr.h"
#include "conf.h"
#include "ctl_ask.h"
#include "ctl_findings.h"
#include "settings.h"

struct loop;

struct ctl_check_options {
	const char	*conf;
	bool		 conf_given;
	const char	*state;
	const char	*lastgood;	/* of DNS */
	const char	*root;		/* in front of /proc, /sys, /run */
	const char	*db;		/* "unix:PATH" */
	const char	*ovs_vsctl;	/* NULL: it is looked for */
	const char	*hsflowd;	/* control sockets */
	const char	*sflowovsd;
	int		 debug;		/* times -d */
	bool		 json;
	bool		 help;
};

/* The order is that of ctl_check.asks. */
enum ctl_check_daemon {
	CTL_CHECK_HSFLOWD,
	CTL_CHECK_SFLOWOVSD,
	CTL_CHECK_DAEMONS
};

struct ctl_check {
	const struct ctl_check_options	*o;
	struct ctl_findings		 findings;
	unsigned int			 shown;		/* of the findings */
	struct loop			*loop;
	struct conf			 file;		/* hsflowd.conf */
	bool				 file_good;
	struct conf			 conf;		/* with what DNS says */
	struct addr			 addresses[SETTINGS_COLLECTORS_MAX];
	struct agentaddr_choice		 agent;
	/* What hsflowd would set now; as far as known. */
	bool				 settled;
	struct settings			 settings;
	struct ctl_ask			 asks[CTL_CHECK_DAEMONS];
};

/* Prints what is new, for a person who waits. */
void	ctl_check_show(struct ctl_check *);

#endif
