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
#include "ctl_findings.h"

struct ctl_report_answer;
struct loop;

struct ctl_check_options {
	const char	*conf;
	bool		 conf_given;
	const char	*state;
	const char	*root;		/* in front of /proc, /sys, /run */
	const char	*db;		/* "unix:PATH" */
	const char	*ovs_vsctl;
	const char	*hsflowd;	/* control sockets */
	const char	*sflowovsd;
	bool		 json;
	bool		 help;
};

struct ctl_check {
	const struct ctl_check_options	*o;
	struct ctl_findings		 findings;
	struct loop			*loop;
	struct conf			 file;		/* hsflowd.conf */
	bool				 file_good;
	struct conf			 conf;		/* with what DNS says */
	struct addr			 addresses[SETTINGS_COLLECTORS_MAX];
	struct agentaddr_choice		 agent;
};

#endif
