/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowctl check: a command line in, the steps in turn, a list out. */
#include "ctl_check.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ctl.h"
#include "ctl_ask.h"
#include "ctl_check_conf.h"
#include "ctl_check_dns.h"
#include "ctl_check_host.h"
#include "ctl_check_ovs.h"
#include "ctl_check_pair.h"
#include "ctl_check_way.h"
#include "ctl_complain.h"
#include "log.h"
#include "loop.h"
#include "options.h"
#include "text.h"

#define VERB	"check"
#define OVS_VSCTL	"/usr/bin/ovs-vsctl"
#define DB	"unix:/var/run/openvswitch/db.sock"
/* 2 says of status that a daemon is down: a probe of ours is not to. */
#define STATUS_USAGE	3

static void
print_help(void)
{
	puts("usage: hsflowctl check [-f CONF] [-o STATEFILE] [--root DIR]\n"
	    "                       [--db unix:PATH] [--ovs-vsctl PATH]\n"
	    "                       [--hsflowd SOCKET] [--sflowovsd SOCKET]\n"
	    "                       [--json]\n\n"
	    "Walks the road from the configuration to the collectors and says\n"
	    "of each step whether it is right, or what is wrong and what to\n"
	    "do. Nothing is changed. Best run as root.\n\n"
	    "  -f CONF             default " OPTIONS_CONF "\n"
	    "  -o STATEFILE        default " OPTIONS_STATE "\n"
	    "  --root DIR          /proc, /sys and xenstored's socket below DIR\n"
	    "  --db unix:PATH      of Open vSwitch, default\n"
	    "                      " DB "\n"
	    "  --ovs-vsctl PATH    default " OVS_VSCTL "\n"
	    "  --hsflowd SOCKET    default " CTL_ASK_HSFLOWD "\n"
	    "  --sflowovsd SOCKET  default " CTL_ASK_SFLOWOVSD "\n"
	    "  --json              one document of JSON\n\n"
	    "Exit status: 0 all is right (lines that begin with ok, - or\n"
	    "warn), 1 something is WRONG, 3 the command line is wrong.");
}

static void
take_option(struct ctl_check_options *o, int c)
{
	switch (c) {
	case 'f':
		o->conf = optarg;
		o->conf_given = true;
		break;
	case 'o':
		o->state = optarg;
		break;
	case 'R':
		o->root = optarg;
		break;
	case 'D':
		o->db = optarg;
		break;
	case 'V':
		o->ovs_vsctl = optarg;
		break;
	case 'H':
		o->hsflowd = optarg;
		break;
	case 'S':
		o->sflowovsd = optarg;
		break;
	case 'j':
		o->json = true;
		break;
	default:
		o->help = true;
	}
}

static int
parse_options(int argc, char **argv, struct ctl_check_options *o)
{
	static const struct option known[] = {
		{ "root", required_argument, NULL, 'R' },
		{ "db", required_argument, NULL, 'D' },
		{ "ovs-vsctl", required_argument, NULL, 'V' },
		{ "hsflowd", required_argument, NULL, 'H' },
		{ "sflowovsd", required_argument, NULL, 'S' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, ":f:o:h", known, NULL)) != -1) {
		if (c == '?' || c == ':')
			return ctl_complain_option(VERB, c, argv);
		take_option(o, c);
	}
	if (optind < argc)
		return ctl_complain_usage(VERB, "unexpected argument '%s'",
		    argv[optind]);
	if (!text_starts(text_of(o->db), "unix:/"))
		return ctl_complain_usage(VERB, "--db %s: unix:/PATH is "
		    "understood", o->db);
	return CTL_OK;
}

static void
check_daemons(struct ctl_check *c)
{
	static const struct ctl_report_options json = { .json = true };
	struct ctl_ask asks[] = {
		{ .name = "hsflowd", .socket = c->o->hsflowd },
		{ .name = "sflowovsd", .socket = c->o->sflowovsd },
	};
	struct ctl_report_answer answers[2];
	struct growbuf out;
	struct stat st;

	for (size_t i = 0; i < 2; i++) {
		ctl_ask_status(&asks[i]);
		answers[i] = asks[i].answer;
	}
	growbuf_init(&out);
	ctl_report_make(answers, 2, &json, &out);
	if (out.p != NULL)
		ctl_check_pair_find(out.p, out.len, stat(c->o->db +
		    strlen("unix:"), &st) == 0, &c->findings);
	growbuf_clear(&out);
	for (size_t i = 0; i < 2; i++)
		ctl_ask_clear(&asks[i]);
}

static int
print(const struct ctl_check *c)
{
	int status = c->findings.wrong ? CTL_FAILED : CTL_OK;
	struct growbuf out;

	growbuf_init(&out);
	if (c->o->json)
		ctl_findings_json(&c->findings, status, &out);
	else
		ctl_findings_text(&c->findings, &out);
	if (out.failed)
		ctl_complain(VERB, "no memory");
	else
		fwrite(out.p, 1, out.len, stdout);
	if (out.failed || fflush(stdout) != 0)
		status = STATUS_USAGE;
	growbuf_clear(&out);
	return status;
}

static int
run(const struct ctl_check_options *o)
{
	struct ctl_check *c = calloc(1, sizeof(*c));
	int status;

	log_mute();
	if (c == NULL || (c->loop = loop_new()) == NULL) {
		ctl_complain_errno(VERB, "start");
		free(c);
		return STATUS_USAGE;
	}
	c->o = o;
	ctl_check_conf_run(c);
	if (c->file_good) {
		ctl_check_dns_run(c);
		ctl_check_way_run(c);
	}
	ctl_check_ovs_run(c);
	ctl_check_host_run(c);
	check_daemons(c);
	status = print(c);
	loop_free(c->loop);
	free(c);
	return status;
}

int
ctl_check_run(int argc, char **argv)
{
	struct ctl_check_options o = { .conf = OPTIONS_CONF,
	    .state = OPTIONS_STATE, .root = "", .db = DB,
	    .ovs_vsctl = OVS_VSCTL,
	    .hsflowd = CTL_ASK_HSFLOWD, .sflowovsd = CTL_ASK_SFLOWOVSD };

	if (parse_options(argc, argv, &o) != CTL_OK)
		return STATUS_USAGE;
	if (o.help) {
		print_help();
		return CTL_OK;
	}
	return run(&o);
}
