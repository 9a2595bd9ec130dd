/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the command line in, what to do out; used by ctl_listen.c. */
#include "ctl_listen_options.h"

#include <stdio.h>
#include <string.h>

#include "ctl.h"
#include "ctl_complain.h"
#include "ctl_options.h"

void
ctl_listen_options_help(void)
{
	puts("usage: hsflowctl listen [OPTION ...] [PORT]\n\n"
	    "Receives sFlow datagrams on UDP port PORT (6343; 0 lets the\n"
	    "system choose) and prints each as it comes, until SIGINT or\n"
	    "SIGTERM. What was received and what could not be decoded is\n"
	    "counted on standard error at the end.\n\n"
	    "  --json           one line of JSON for each datagram\n"
	    "  --summary        print nothing but counts, at the end\n"
	    "  --count N        stop after N datagrams\n"
	    "  --bind ADDR      only at this address of the host\n"
	    "  --read FILE      read a capture of tcpdump instead, '-' is\n"
	    "                   standard input; port 0 takes every port\n"
	    "  --pcap FILE      write the datagrams as such a capture, too\n\n"
	    "Only what fits is shown, counted and written; of several of one\n"
	    "kind, one has to fit:\n\n"
	    "  --agent ADDR     datagrams of this agent\n"
	    "  --source C[:I]   samples of data source C:I or of class C, as\n"
	    "                   in 2:1 (the host) or 3 (all VMs)\n"
	    "  --record NAME    records by name or number, as in virt_cpu or\n"
	    "                   0:2101");
}

static bool
add_filter(int c, const char *value, struct sflow_filter *f)
{
	if (c == 'a')
		return sflow_filter_add_agent(f, value);
	if (c == 's')
		return sflow_filter_add_source(f, value);
	return sflow_filter_add_record(f, value);
}

static int
parse_filter(const char *verb, int c, struct sflow_filter *f)
{
	static const char *const wanted[] = {
		"IP address", "data source, as 3:100000 or 3",
		"record, as virt_cpu or 0:2101"
	};
	unsigned int n = c == 'a' ? f->n_agents :
	    c == 's' ? f->n_sources : f->n_records;

	if (n == SFLOW_FILTER_MAX)
		return ctl_complain_usage(verb, "'%s' is one too many: %u of "
		    "a kind at most", optarg, SFLOW_FILTER_MAX);
	if (add_filter(c, optarg, f))
		return CTL_OK;
	return ctl_complain_usage(verb, "'%s' is no %s", optarg,
	    wanted[c == 'a' ? 0 : c == 's' ? 1 : 2]);
}

static int
take_option(const char *verb, int c, void *arg)
{
	struct ctl_listen_options *o = arg;

	switch (c) {
	case 'b':
		return ctl_options_address(verb, &o->bind);
	case 'n':
		return ctl_options_number(verb, 1, UINT32_MAX, &o->count);
	case 'i':
		o->read = optarg;
		break;
	case 'o':
		o->pcap = optarg;
		break;
	case 'j':
		o->json = true;
		break;
	case 'h':
		o->help = true;
		break;
	case 'q':
		o->summary = true;
		break;
	default:
		return parse_filter(verb, c, &o->filter);
	}
	return CTL_OK;
}

int
ctl_listen_options_parse(struct ctl_listen_options *o, const char *verb,
    int argc, char **argv)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ "summary", no_argument, NULL, 'q' },
		{ "bind", required_argument, NULL, 'b' },
		{ "count", required_argument, NULL, 'n' },
		{ "read", required_argument, NULL, 'i' },
		{ "pcap", required_argument, NULL, 'o' },
		{ "agent", required_argument, NULL, 'a' },
		{ "source", required_argument, NULL, 's' },
		{ "record", required_argument, NULL, 'r' },
		{ NULL, 0, NULL, 0 }
	};
	const struct ctl_options line = { verb, ":hjb:n:", known,
	    take_option };
	int status;

	memset(o, 0, sizeof(*o));
	status = ctl_options_parse(&line, argc, argv, o);
	if (status == CTL_OK)
		status = ctl_options_port(verb, argc - optind, argv + optind,
		    &o->port);
	if (status == CTL_OK && o->read != NULL && o->bind.family != 0)
		return ctl_complain_usage(verb,
		    "--bind and --read exclude each other");
	return status;
}
