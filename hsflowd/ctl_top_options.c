/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the command line in, what to do out; used by ctl_top.c. */
#include "ctl_top_options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "ctl.h"
#include "ctl_complain.h"
#include "ctl_udp.h"
#include "text.h"
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

/* A whole number of the option that was given last. */
static int
parse_number(const char *verb, uint32_t from, uint32_t to, uint32_t *value)
{
	if (text_u32(text_of(optarg), to, value) && *value >= from)
		return CTL_OK;
	return ctl_complain_usage(verb, "'%s' is no number from %u to %u",
	    optarg, from, to);
}

static int
parse_value(const char *verb, int c, struct ctl_top_options *o)
{
	switch (c) {
	case 'h':
		o->help = true;
		return CTL_OK;
	case 'j':
		o->json = true;
		return CTL_OK;
	case 'b':
		if (addr_parse(optarg, &o->bind))
			return CTL_OK;
		return ctl_complain_usage(verb, "'%s' is no IP address",
		    optarg);
	case 's':
		if (parse_sort(optarg, &o->order.sort))
			return CTL_OK;
		return ctl_complain_usage(verb, "'%s' is none of cpu, memory, "
		    "disk, network and name", optarg);
	case 'n':
		return parse_number(verb, 1, UINT32_MAX, &o->count);
	case 'w':
		return parse_number(verb, 1, SECONDS_MAX, &o->wait);
	case 'd':
		return parse_number(verb, 1, SECONDS_MAX, &o->delay);
	case 't':
		return parse_number(verb, 0, TOP_TALKERS_MAX,
		    &o->order.talkers);
	default:
		return parse_number(verb, 1, TOP_SCREEN_WIDTH_MAX, &o->width);
	}
}

static int
parse_port(const char *verb, int n, char **args, struct ctl_top_options *o)
{
	uint32_t port = CTL_UDP_PORT;

	if (n > 1)
		return ctl_complain_usage(verb, "one PORT only");
	if (n == 1 && !text_u32(text_of(args[0]), UINT16_MAX, &port))
		return ctl_complain_usage(verb, "'%s' is no port from 0 to %u",
		    args[0], UINT16_MAX);
	if (o->json && o->count == 0)
		return ctl_complain_usage(verb, "--json needs -n");
	o->port = (uint16_t)port;
	return CTL_OK;
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
	int c, status;

	memset(o, 0, sizeof(*o));
	o->wait = WAIT;
	o->delay = DELAY;
	o->order.talkers = TALKERS;
	while ((c = getopt_long(argc, argv, ":hn:w:d:s:t:", known, NULL)) !=
	    -1) {
		if (c == '?' || c == ':')
			return ctl_complain_option(verb, c, argv);
		status = parse_value(verb, c, o);
		if (status != CTL_OK)
			return status;
	}
	return parse_port(verb, argc - optind, argv + optind, o);
}
