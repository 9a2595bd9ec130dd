/* SPDX-License-Identifier: Apache-2.0 */
/* sflowovsd: options, then one of a preview and a daemon. */
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon.h"
#include "fds.h"
#include "desire.h"
#include "log.h"
#include "ovsd.h"
#include "preview.h"
#include "privileges.h"
#include "text.h"

#define EXIT_USAGE	2
#define GRACE_MAX	86400	/* seconds */

enum { OPT_DB = 256, OPT_OVS_VSCTL, OPT_OVSDB_CLIENT, OPT_GRACE };

struct options {
	struct ovsd_conf	 conf;
	const char		*pidfile;
	int			 debug;
	bool			 preview;
};

static const char help[] =
    "usage: sflowovsd [-dnvh] [-f STATEFILE] [-p PIDFILE] [-s SOCKET]\n"
    "                 [--db unix:PATH] [--ovs-vsctl PATH]"
    " [--ovsdb-client PATH]\n"
    "                 [--grace SECONDS]\n"
    "\n"
    "Keeps sFlow configured on every bridge of Open vSwitch, as the state\n"
    "file of hsflowd says. Bridges that others have configured are left\n"
    "alone, unless hsflowd.conf has ovs { takeover = yes }.\n"
    "\n"
    "  -d              stay in the foreground; -dd shows the plans, -ddd\n"
    "                  every command, its output, time and end\n"
    "  -f STATEFILE    default /run/hsflowd/hsflowd.auto\n"
    "  -p PIDFILE      default /run/sflowovsd.pid\n"
    "  -s SOCKET       where hsflowctl status and others ask; default\n"
    "                  " OVS_CONTROL_SOCKET "\n"
    "  -n              print what would be done, change nothing, and end:\n"
    "                  exit status 0 in sync, 1 changes pending, 2 error\n"
    "  --db unix:PATH  default unix:/var/run/openvswitch/db.sock\n"
    "  --ovs-vsctl PATH, --ovsdb-client PATH\n"
    "                  default: looked up in the system's folders\n"
    "  --grace SECONDS how long the state file may be missing before what\n"
    "                  was set is withdrawn; default 30\n"
    "  -u UUID         accepted and ignored, as it always was\n"
    "  -v              print the version and end\n"
    "  -h              print this and end\n"
    "\n"
    "SIGTERM and SIGINT withdraw what was set, and end. SIGHUP looks at the\n"
    "state file and at every bridge again.\n";

static const struct option long_options[] = {
	{ "db", required_argument, NULL, OPT_DB },
	{ "ovs-vsctl", required_argument, NULL, OPT_OVS_VSCTL },
	{ "ovsdb-client", required_argument, NULL, OPT_OVSDB_CLIENT },
	{ "grace", required_argument, NULL, OPT_GRACE },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'v' },
	{ NULL, 0, NULL, 0 }
};

static void __attribute__((noreturn))
usage(void)
{
	fputs(help, stderr);
	exit(EXIT_USAGE);
}

static void __attribute__((noreturn))
print(const char *text)
{
	fputs(text, stdout);
	exit(fflush(stdout) == 0 ? 0 : 1);
}

/* "unix:PATH", as ovs-vsctl takes it, seen from /. */
static const char *
database(const char *s)
{
	static const char scheme[] = "unix:";
	char *path, *db;

	if (strncmp(s, scheme, strlen(scheme)) != 0 ||
	    s[strlen(scheme)] == '\0') {
		fprintf(stderr, "sflowovsd: --db %s: not unix:PATH\n", s);
		usage();
	}
	path = daemon_absolute(s + strlen(scheme));
	if (asprintf(&db, "%s%s", scheme, path) == -1)
		fatal("--db");
	free(path);
	return db;
}

static uint64_t
seconds(const char *s)
{
	uint32_t n;

	if (!text_u32(text_of(s), GRACE_MAX, &n)) {
		fprintf(stderr, "sflowovsd: --grace %s: not a number from 0 "
		    "to %d\n", s, GRACE_MAX);
		usage();
	}
	return n * UINT64_C(1000000);
}

static void
take_option(struct options *o, int option)
{
	switch (option) {
	case 'd':
		o->debug++;
		break;
	case 'f':
		o->conf.statefile = daemon_absolute(optarg);
		break;
	case 'p':
		o->pidfile = daemon_absolute(optarg);
		break;
	case 's':
		o->conf.control.path = daemon_absolute(optarg);
		break;
	case 'n':
		o->preview = true;
		break;
	case 'u':
		break;
	case OPT_DB:
		o->conf.db = database(optarg);
		break;
	case OPT_OVS_VSCTL:
		o->conf.ovs_vsctl = daemon_absolute(optarg);
		break;
	case OPT_OVSDB_CLIENT:
		o->conf.ovsdb_client = daemon_absolute(optarg);
		break;
	case OPT_GRACE:
		o->conf.grace_us = seconds(optarg);
		break;
	case 'v':
		print("sflowovsd " VERSION "\n");
	case 'h':
		print(help);
	default:
		usage();
	}
}

static void
drop_privileges(void)
{
	if (!privileges_drop())
		log_warn("some capabilities stay");
}

int
main(int argc, char **argv)
{
	/* Static, as its strings live as long as the process. */
	static struct options o = {
		.conf = {
			.statefile = "/run/hsflowd/hsflowd.auto",
			.db = "unix:/var/run/openvswitch/db.sock",
			.grace_us = DESIRE_GRACE_US,
			.control = { OVS_CONTROL_SOCKET, -1, { 0, 0 } }
		},
		.pidfile = "/run/sflowovsd.pid"
	};
	int option;

	fds_ensure_standard();
	while ((option = getopt_long(argc, argv, "df:p:s:nu:vh", long_options,
	    NULL)) != -1)
		take_option(&o, option);
	if (optind != argc)
		usage();
	signal(SIGPIPE, SIG_IGN);
	log_init("sflowovsd", o.preview || o.debug > 0, o.debug);
	if (o.preview) {
		drop_privileges();
		return preview_run(&o.conf);
	}
	if (o.debug == 0)
		daemon_background();
	o.conf.resumes = daemon_pidfile_take(o.pidfile);
	log_info("sflowovsd " VERSION " starts, process %ld", (long)getpid());
	ovs_control_listen(&o.conf.control);
	drop_privileges();
	ovsd_run(&o.conf);
	daemon_pidfile_remove();
	return 0;
}
