/* SPDX-License-Identifier: Apache-2.0 */
/* Arguments in, struct options out; called by main. */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon.h"
#include "identity.h"
#include "log.h"
#include "text.h"

#define EXIT_USAGE	2

static const char usage_text[] =
    "usage: hsflowd [-dtvh] [-f CONF] [-l FILE] [-o STATEFILE] [-p PIDFILE]\n"
    "               [-s SOCKET] [-u UUID] [--root DIR]\n"
    "\n"
    "Sends this host's counters to sFlow collectors.\n"
    "\n"
    "  -d            stay in the foreground and log to standard error;\n"
    "                again (-dd, -ddd) for more detail\n"
    "  -f CONF       configuration file (" OPTIONS_CONF ")\n"
    "  -l FILE       where the last good answers of DNS are kept for a start\n"
    "                without it (" OPTIONS_LASTGOOD ")\n"
    "  -o STATEFILE  where the settings in force are published\n"
    "                (" OPTIONS_STATE ")\n"
    "  -p PIDFILE    (" OPTIONS_PID ")\n"
    "  -s SOCKET     where hsflowctl status and others ask\n"
    "                (" OPTIONS_CONTROL ")\n"
    "  -u UUID       identity of this host, instead of DMI's or the\n"
    "                machine-id's\n"
    "  -t            check the configuration and exit: 0 good, 1 not\n"
    "  --root DIR    read /proc, /sys and /etc/machine-id below DIR\n"
    "  -v            print the version and exit\n"
    "  -h            print this and exit\n";

static void __attribute__((noreturn))
usage_error(void)
{
	fputs("Try 'hsflowd -h'.\n", stderr);
	exit(EXIT_USAGE);
}

static void __attribute__((noreturn))
print_and_exit(const char *text)
{
	fputs(text, stdout);
	exit(fflush(stdout) == 0 ? 0 : 1);
}

static const char *
checked_uuid(const char *s)
{
	uint8_t uuid[IDENTITY_UUID_LEN];

	if (identity_parse_uuid(text_of(s), uuid))
		return s;
	fprintf(stderr, "hsflowd: -u %s: no UUID, or none that identifies "
	    "one host\n", s);
	usage_error();
}

static void
take_option(struct options *o, int option)
{
	switch (option) {
	case 'd':
		o->debug++;
		break;
	case 'f':
		o->conf = optarg;
		o->conf_given = true;
		break;
	case 'l':
		o->lastgood = optarg;
		break;
	case 'o':
		o->state = optarg;
		break;
	case 'p':
		o->pidfile = optarg;
		break;
	case 's':
		o->control = optarg;
		break;
	case 'u':
		o->uuid = checked_uuid(optarg);
		break;
	case 't':
		o->check = true;
		break;
	case 'R':
		o->root = optarg;
		break;
	case 'A':
		o->agent = true;
		break;
	case 'v':
		print_and_exit("hsflowd " VERSION "\n");
	case 'h':
		print_and_exit(usage_text);
	default:
		usage_error();
	}
}

const char **
options_agent_argv(const struct options *o, const char *program)
{
	const size_t fixed = 15;	/* all below, without the -d */
	const char **argv = calloc(fixed + (size_t)o->debug, sizeof(*argv));
	size_t n = 0;

	if (argv == NULL)
		fatal("start");
	argv[n++] = program;
	argv[n++] = OPTIONS_AGENT;
	if (o->conf_given) {
		argv[n++] = "-f";
		argv[n++] = o->conf;
	}
	argv[n++] = "-l";
	argv[n++] = o->lastgood;
	argv[n++] = "-o";
	argv[n++] = o->state;
	argv[n++] = "-s";
	argv[n++] = o->control;
	if (o->uuid != NULL) {
		argv[n++] = "-u";
		argv[n++] = o->uuid;
	}
	if (o->root[0] != '\0') {
		argv[n++] = "--root";
		argv[n++] = o->root;
	}
	for (int i = 0; i < o->debug; i++)
		argv[n++] = "-d";
	return argv;
}

void
options_parse(struct options *o, int argc, char **argv)
{
	static const struct option longopts[] = {
		{ "root", required_argument, NULL, 'R' },
		{ &OPTIONS_AGENT[2], no_argument, NULL, 'A' },
		{ "version", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	memset(o, 0, sizeof(*o));
	o->conf = OPTIONS_CONF;
	o->lastgood = OPTIONS_LASTGOOD;
	o->state = OPTIONS_STATE;
	o->control = OPTIONS_CONTROL;
	o->pidfile = OPTIONS_PID;
	o->root = "";
	while ((option = getopt_long(argc, argv, "df:l:o:p:s:u:tvh", longopts,
	    NULL)) != -1)
		take_option(o, option);
	if (optind < argc) {
		fprintf(stderr, "hsflowd: unexpected argument '%s'\n",
		    argv[optind]);
		usage_error();
	}
	o->conf = daemon_absolute(o->conf);
	o->lastgood = daemon_absolute(o->lastgood);
	o->state = daemon_absolute(o->state);
	o->control = daemon_absolute(o->control);
	o->pidfile = daemon_absolute(o->pidfile);
	if (o->root[0] != '\0')
		o->root = daemon_absolute(o->root);
}
