/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the command line in, what to do out; used by ctl_top.c. */
#include "ctl_top_options.h"

#include <stdio.h>
#include <string.h>

#include "ctl.h"
#include "ctl_complain.h"
#include "ctl_options.h"
#include "top_screen.h"

#define WAIT		90	/* s: two rounds of the usual intervals */
#define DELAY		2	/* s */
#define SECONDS_MAX	86400
#define TALKERS		3

void
ctl_top_options_help(void)
{
	puts("usage: hsflowctl top [OPTION ...] [PORT]\n\n"
	    "Receives sFlow datagrams on UDP port PORT (6343; 0 lets the\n"
	    "system choose) and shows hosts, the VMs of each, and with whom\n"
	    "they speak: CPU (percent of all its CPUs), memory, bytes a\n"
	    "second of disks, bits a second of the network. Rates come with\n"
	    "the second sample of each. '-' is not known.\n\n"
	    "  -n N            print N tables without control sequences and\n"
	    "                  end; the first when two samples of one host or\n"
	    "                  VM have come\n"
	    "  --json          with -n: one object a line instead\n"
	    "  -w, --wait S    with -n: or after S seconds (90); the exit\n"
	    "                  status is 1 when nothing has come until then\n"
	    "  -d, --delay S   seconds between two tables or screens (2)\n"
	    "  -s, --sort KEY  cpu, memory, disk, network or name\n"
	    "  -t, --talkers N of each host and VM at most N (3; 0 to 16)\n"
	    "  --width N       with -n: columns of a table (that of the\n"
	    "                  terminal, or 120)\n"
	    "  --bind ADDR     only at this address of the host\n\n"
	    "Keys: q ends; c m d n a sort by CPU, memory, disk, network and\n"
	    "name; t shows talkers or not; arrows, j, k, space, b scroll.");
}

static bool
parse_sort(const char *word, enum top_sort *sort)
{
	static const char *const names[] = {
		[TOP_SORT_CPU] = "cpu",
		[TOP_SORT_MEMORY] = "memory",
		[TOP_SORT_DISK] = "disk",
		[TOP_SORT_NETWORK] = "network",
		[TOP_SORT_NAME] = "name",
	};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], word) == 0) {
			*sort = i;
			return true;
		}
	}
	return false;
}

static int
take_option(const char *verb, int c, void *arg)
{
	struct ctl_top_options *o = arg;

	switch (c) {
	case 'h':
		o->help = true;
		return CTL_OK;
	case 'j':
		o->json = true;
		return CTL_OK;
	case 'b':
		return ctl_options_address(verb, &o->bind);
	case 's':
		if (parse_sort(optarg, &o->order.sort))
			return CTL_OK;
		return ctl_complain_usage(verb, "'%s' is none of cpu, memory, "
		    "disk, network and name", optarg);
	case 'n':
		return ctl_options_number(verb, 1, UINT32_MAX, &o->count);
	case 'w':
		return ctl_options_number(verb, 1, SECONDS_MAX, &o->wait);
	case 'd':
		return ctl_options_number(verb, 1, SECONDS_MAX, &o->delay);
	case 't':
		return ctl_options_number(verb, 0, TOP_TALKERS_MAX,
		    &o->order.talkers);
	default:
		return ctl_options_number(verb, 1, TOP_SCREEN_WIDTH_MAX,
		    &o->width);
	}
}

int
ctl_top_options_parse(struct ctl_top_options *o, const char *verb, int argc,
    char **argv)
{
	static const struct option known[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'j' },
		{ "bind", required_argument, NULL, 'b' },
		{ "wait", required_argument, NULL, 'w' },
		{ "delay", required_argument, NULL, 'd' },
		{ "sort", required_argument, NULL, 's' },
		{ "talkers", required_argument, NULL, 't' },
		{ "width", required_argument, NULL, 'c' },
		{ NULL, 0, NULL, 0 }
	};
	const struct ctl_options line = { verb, ":hn:w:d:s:t:", known,
	    take_option };
	int status;

	memset(o, 0, sizeof(*o));
	o->wait = WAIT;
	o->delay = DELAY;
	o->order.talkers = TALKERS;
	status = ctl_options_parse(&line, argc, argv, o);
	if (status == CTL_OK)
		status = ctl_options_port(verb, argc - optind, argv + optind,
		    &o->port);
	if (status == CTL_OK && o->json && o->count == 0)
		return ctl_complain_usage(verb, "--json needs -n");
	return status;
}
