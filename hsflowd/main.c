/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowd: arguments in, the monitor or one of its processes out. */
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "agent.h"
#include "daemon.h"
#include "log.h"
#include "monitor.h"
#include "options.h"

static void
take_pidfile(const struct options *o)
{
	pid_t holder;

	if (daemon_pidfile(o->pidfile, &holder))
		return;
	if (holder != 0)
		fatalx("already running as process %ld (%s is locked)",
		    (long)holder, o->pidfile);
	if (geteuid() == 0)
		fatal("pid file %s", o->pidfile);
	log_warn("no pid file %s", o->pidfile);
}

int
main(int argc, char **argv)
{
	struct options options;
	int status;

	options_parse(&options, argc, argv);
	if (options.check)
		return agent_check(&options);
	log_init("hsflowd", options.debug > 0, options.debug);
	if (options.agent) {
		prctl(PR_SET_NAME, "hsflowd: agent", 0, 0, 0);
		return agent_run(&options);
	}
	if (options.debug == 0)
		daemon_background();
	take_pidfile(&options);
	status = monitor_run(&options, argv[0]);
	daemon_pidfile_remove();
	return status;
}
