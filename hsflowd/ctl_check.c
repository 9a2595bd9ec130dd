/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowctl check: a command line in, the steps in turn, a list out. */
#include "ctl_check.h"

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
#include "ctl_check_xen.h"
#include "ctl_complain.h"
#include "ctl_options.h"
#include "daemon.h"
#include "log.h"
#include "loop.h"
#include "options.h"
#include "text.h"

#define VERB	"check"
#define DB	"unix:/var/run/openvswitch/db.sock"
#define SFLOWOVSD_PID	"/run/sflowovsd.pid"
/* 2 says of status that a daemon is down: a probe of ours is not to. */
#define STATUS_USAGE	3

static void
print_help(void)
{
	puts("usage: hsflowctl check [-d] [-f CONF] [-l FILE] [-o STATEFILE]\n"
	    "                       [--root DIR] [--db unix:PATH]\n"
	    "                       [--ovs-vsctl PATH] [--hsflowd SOCKET]\n"
	    "                       [--sflowovsd SOCKET] [--json]\n\n"
	    "Walks the road from the configuration to the collectors and says\n"
	    "of each step whether it is right, or what is wrong and what to\n"
	    "do. Nothing is changed. Best run as root.\n\n"
	    "  -d                  log to standard error as hsflowd -d does;\n"
	    "                      -ddd shows each question to DNS\n"
	    "  -f CONF             default " OPTIONS_CONF "\n"
	    "  -l FILE             last good answers of DNS, default\n"
	    "                      " OPTIONS_LASTGOOD "\n"
	    "  -o STATEFILE        default " OPTIONS_STATE "\n"
	    "  --root DIR          /proc, /sys and xenstored's socket below DIR\n"
	    "  --db unix:PATH      of Open vSwitch, default\n"
	    "                      " DB "\n"
	    "  --ovs-vsctl PATH    default: looked up in the system's folders\n"
	    "  --hsflowd SOCKET    default " CTL_ASK_HSFLOWD "\n"
	    "  --sflowovsd SOCKET  default " CTL_ASK_SFLOWOVSD "\n"
	    "  --json              one document of JSON\n\n"
	    "Exit status: 0 all is right (lines that begin with ok, - or\n"
	    "warn), 1 something is WRONG, 3 the command line is wrong.");
}

static int
take_option(const char *verb, int c, void *arg)
{
	struct ctl_check_options *o = arg;
	const char **const values[] = {
		['f'] = &o->conf, ['l'] = &o->lastgood, ['o'] = &o->state,
		['R'] = &o->root, ['D'] = &o->db, ['V'] = &o->ovs_vsctl,
		['H'] = &o->hsflowd, ['S'] = &o->sflowovsd,
	};

	(void)verb;
	o->conf_given = o->conf_given || c == 'f';
	o->json = o->json || c == 'j';
	o->help = o->help || c == 'h';
	o->debug += c == 'd';
	if ((size_t)c < sizeof(values) / sizeof(values[0]) &&
	    values[c] != NULL)
		*values[c] = optarg;
	return CTL_OK;
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
	const struct ctl_options line = { VERB, ":df:l:o:h", known,
	    take_option };

	if (ctl_options_parse(&line, argc, argv, o) != CTL_OK)
		return CTL_USAGE;
	if (optind < argc)
		return ctl_complain_usage(VERB, "unexpected argument '%s'",
		    argv[optind]);
	if (!text_starts(text_of(o->db), "unix:/"))
		return ctl_complain_usage(VERB, "--db %s: unix:/PATH is "
		    "understood", o->db);
	return CTL_OK;
}

/* Before Open vSwitch: it is looked at otherwise where sflowovsd runs. */
static void
ask_daemons(struct ctl_check *c)
{
	struct ctl_ask *hsflowd = &c->asks[CTL_CHECK_HSFLOWD];
	struct ctl_ask *sflowovsd = &c->asks[CTL_CHECK_SFLOWOVSD];

	ctl_check_show(c);
	hsflowd->name = "hsflowd";
	hsflowd->socket = c->o->hsflowd;
	sflowovsd->name = "sflowovsd";
	sflowovsd->socket = c->o->sflowovsd;
	for (size_t i = 0; i < CTL_CHECK_DAEMONS; i++)
		ctl_ask_status(&c->asks[i]);
}

static void
check_daemons(struct ctl_check *c)
{
	static const struct ctl_report_options json = { .json = true };
	struct ctl_report_answer answers[CTL_CHECK_DAEMONS];
	struct ctl_check_pair pair = { .settings = c->settled ?
	    &c->settings : NULL };
	struct growbuf out;
	struct stat st;
	char *conf = daemon_absolute(c->o->conf);

	for (size_t i = 0; i < CTL_CHECK_DAEMONS; i++)
		answers[i] = c->asks[i].answer;
	growbuf_init(&out);
	ctl_report_make(answers, CTL_CHECK_DAEMONS, &json, &out);
	pair.document = out.p == NULL ? "" : out.p;
	pair.len = out.len;
	pair.conf = conf;
	pair.ovs = stat(c->o->db + strlen("unix:"), &st) == 0;
	pair.pids[CTL_CHECK_HSFLOWD] = daemon_pidfile_holder(OPTIONS_PID);
	pair.pids[CTL_CHECK_SFLOWOVSD] = daemon_pidfile_holder(SFLOWOVSD_PID);
	ctl_check_pair_find(&pair, &c->findings);
	growbuf_clear(&out);
	free(conf);
	for (size_t i = 0; i < CTL_CHECK_DAEMONS; i++)
		ctl_ask_clear(&c->asks[i]);
}

static void
print(const struct growbuf *out)
{
	if (out->failed)
		fatalx("no memory");
	if (out->len > 0)
		fwrite(out->p, 1, out->len, stdout);
}

void
ctl_check_show(struct ctl_check *c)
{
	struct growbuf out;

	if (c->o->json)
		return;
	growbuf_init(&out);
	ctl_findings_text(&c->findings, c->shown, &out);
	c->shown = c->findings.n;
	print(&out);
	fflush(stdout);
	growbuf_clear(&out);
}

static int
finish(struct ctl_check *c)
{
	int status = c->findings.wrong ? CTL_FAILED : CTL_OK;
	struct growbuf out;

	ctl_check_show(c);
	growbuf_init(&out);
	if (c->o->json)
		ctl_findings_json(&c->findings, status, &out);
	else
		ctl_findings_end(&c->findings, &out);
	print(&out);
	growbuf_clear(&out);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	ctl_complain(VERB, "standard output cannot be written");
	return STATUS_USAGE;
}

static void
walk(struct ctl_check *c)
{
	ctl_check_conf_run(c);
	if (c->file_good) {
		ctl_check_dns_run(c);
		ctl_check_way_run(c);
	}
	ask_daemons(c);
	ctl_check_ovs_run(c);
	ctl_check_xen_run(c);
	ctl_check_host_run(c);
	check_daemons(c);
}

static int
run(const struct ctl_check_options *o)
{
	struct ctl_check *c = calloc(1, sizeof(*c));
	int status;

	log_init("hsflowctl", true, o->debug);
	if (o->debug == 0)
		log_mute();
	if (c == NULL || (c->loop = loop_new()) == NULL) {
		ctl_complain_errno(VERB, "start");
		free(c);
		return STATUS_USAGE;
	}
	c->o = o;
	walk(c);
	status = finish(c);
	loop_free(c->loop);
	free(c);
	return status;
}

int
ctl_check_run(int argc, char **argv)
{
	struct ctl_check_options o = { .conf = OPTIONS_CONF,
	    .state = OPTIONS_STATE, .lastgood = OPTIONS_LASTGOOD,
	    .root = "", .db = DB,
	    .hsflowd = CTL_ASK_HSFLOWD, .sflowovsd = CTL_ASK_SFLOWOVSD };

	if (parse_options(argc, argv, &o) != CTL_OK)
		return STATUS_USAGE;
	if (o.help) {
		print_help();
		return CTL_OK;
	}
	return run(&o);
}
