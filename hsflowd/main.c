/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowd: arguments in, the monitor or one of its processes out. */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent.h"
#include "check.h"
#include "daemon.h"
#include "fds.h"
#include "log.h"
#include "monitor.h"
#include "options.h"

int
main(int argc, char **argv)
{
	/* Static, as its strings live as long as the process. */
	static struct options options;
	int status;

	fds_ensure_standard();
	umask(022);
	signal(SIGPIPE, SIG_IGN);
	options_parse(&options, argc, argv);
	if (options.check)
		return check_run(&options);
	log_init("hsflowd", options.debug > 0, options.debug);
	if (options.agent) {
		prctl(PR_SET_NAME, "hsflowd: agent", 0, 0, 0);
		return agent_run(&options);
	}
	if (options.debug == 0)
		daemon_background();
	daemon_pidfile_take(options.pidfile);
	log_info("hsflowd " VERSION " starts, process %ld", (long)getpid());
	status = monitor_run(&options, argv[0]);
	daemon_pidfile_remove();
	return status;
}
