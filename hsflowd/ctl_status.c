/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowctl status: two control sockets in, a report and a verdict out. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "ctl_ask.h"
#include "ctl_complain.h"
#include "ctl_report.h"

#define VERB	"status"
#define DAEMONS	2

struct target {
	struct ctl_ask	ask;
	bool		wanted;
};

struct options {
	struct ctl_report_options	report;
	bool				help;
	struct target			targets[DAEMONS];
};

static void
print_help(void)
{
	puts("usage: hsflowctl status [--json] [--all] [--hsflowd SOCKET]\n"
	    "                        [--sflowovsd SOCKET] [DAEMON]\n\n"
	    "Asks hsflowd and sflowovsd (or the one DAEMON) how they are.\n\n"
	    "  --json              one document of JSON, with all they say\n"
	    "  --all               lists of any length, the addresses that\n"
	    "                      were not chosen, the whole log\n"
	    "  --hsflowd SOCKET    default /run/hsflowd/hsflowd.sock\n"
	    "  --sflowovsd SOCKET  default /run/hsflowd/sflowovsd.sock\n\n"
	    "Exit status: 0 all is well, 1 something is wrong (the lines that\n"
	    "begin with !), 2 a daemon does not run or does not answer,\n"
	    "3 we may not ask, or the command line is wrong.");
}

/* Of this verb, as 2 says that a daemon is down. */
static int
usage_status(int status)
{
	return status == CTL_OK ? status : CTL_REPORT_UNKNOWN;
}

static int
take_daemon(struct options *o, const char *name)
{
	bool found = false;

	for (size_t i = 0; i < DAEMONS; i++) {
		o->targets[i].wanted =
		    strcmp(o->targets[i].ask.name, name) == 0;
		found = found || o->targets[i].wanted;
	}
	if (found)
		return CTL_OK;
	return ctl_complain_usage(VERB, "'%s' is neither hsflowd nor "
	    "sflowovsd", name);
}

static int
parse_options(int argc, char **argv, struct options *o)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "all", no_argument, NULL, 'a' },
		{ "help", no_argument, NULL, 'h' },
		{ "hsflowd", required_argument, NULL, 'H' },
		{ "sflowovsd", required_argument, NULL, 'S' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, ":ajh", known, NULL)) != -1) {
		if (c == '?' || c == ':')
			return ctl_complain_option(VERB, c, argv);
		o->report.json = o->report.json || c == 'j';
		o->report.all = o->report.all || c == 'a';
		o->help = o->help || c == 'h';
		if (c == 'H')
			o->targets[0].ask.socket = optarg;
		if (c == 'S')
			o->targets[1].ask.socket = optarg;
	}
	if (argc - optind > 1)
		return ctl_complain_usage(VERB, "one DAEMON only");
	return argc == optind ? CTL_OK : take_daemon(o, argv[optind]);
}

static int
report(struct options *o)
{
	struct ctl_report_answer answers[DAEMONS];
	enum ctl_report_verdict verdict;
	struct growbuf out;
	size_t n = 0, len;
	char *text;

	for (size_t i = 0; i < DAEMONS; i++) {
		if (!o->targets[i].wanted)
			continue;
		ctl_ask_status(&o->targets[i].ask);
		answers[n++] = o->targets[i].ask.answer;
	}
	growbuf_init(&out);
	verdict = ctl_report_make(answers, n, &o->report, &out);
	for (size_t i = 0; i < DAEMONS; i++)
		ctl_ask_clear(&o->targets[i].ask);
	text = growbuf_take(&out, &len);
	if (text == NULL) {
		ctl_complain(VERB, "no memory");
		return CTL_REPORT_UNKNOWN;
	}
	fwrite(text, 1, len, stdout);
	free(text);
	if (fflush(stdout) != 0) {
		ctl_complain_errno(VERB, "standard output");
		return CTL_REPORT_UNKNOWN;
	}
	return (int)verdict;
}

int
ctl_status_run(int argc, char **argv)
{
	struct options o = { .targets = {
	    { .ask = { .name = "hsflowd", .socket = CTL_ASK_HSFLOWD },
	    .wanted = true },
	    { .ask = { .name = "sflowovsd", .socket = CTL_ASK_SFLOWOVSD },
	    .wanted = true } } };
	int status = parse_options(argc, argv, &o);

	if (status != CTL_OK)
		return usage_status(status);
	if (o.help) {
		print_help();
		return CTL_OK;
	}
	return report(&o);
}
