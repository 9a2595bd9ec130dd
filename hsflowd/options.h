/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowd's command line. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>

#define OPTIONS_CONF	"/etc/hsflowd.conf"
#define OPTIONS_STATE_FOLDER "/run/hsflowd"
#define OPTIONS_STATE	OPTIONS_STATE_FOLDER "/hsflowd.auto"
#define OPTIONS_CONTROL	OPTIONS_STATE_FOLDER "/hsflowd.sock"
#define OPTIONS_LASTGOOD_FOLDER "/var/lib/hsflowd"
#define OPTIONS_LASTGOOD OPTIONS_LASTGOOD_FOLDER "/dns.last"
#define OPTIONS_PID	"/run/hsflowd.pid"

/* Given by the monitor to the process it starts; not for users. */
#define OPTIONS_AGENT	"--agent-process"

struct options {
	int		 debug;		/* times -d; above 0: foreground */
	const char	*conf;		/* absolute, as are the next four */
	const char	*state;
	const char	*lastgood;	/* last good answers of DNS */
	const char	*control;	/* socket */
	const char	*pidfile;
	const char	*uuid;		/* NULL: not given */
	const char	*root;		/* in front of /proc and /sys, or "" */
	bool		 conf_given;	/* by -f: then it has to be there */
	bool		 check;		/* -t */
	bool		 agent;		/* OPTIONS_AGENT */
};

/* Prints and exits for -v, -h and mistakes. */
void	options_parse(struct options *, int argc, char **argv);
/* Arguments for the agent process; the vector is the caller's to free. */
const char	**options_agent_argv(const struct options *,
		    const char *program);

#endif
