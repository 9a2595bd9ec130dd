/* SPDX-License-Identifier: Apache-2.0 */
/* Words of the command line in, what to do out; used by ctl_listen.c. */
#include "ctl_listen_options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "ctl.h"
#include "ctl_complain.h"
#include "ctl_udp.h"
#include "text.h"

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
parse_value(const char *verb, int c, struct ctl_listen_options *o)
{
	switch (c) {
	case 'b':
		if (!addr_parse(optarg, &o->bind))
			return ctl_complain_usage(verb, "'%s' is no IP "
			    "address", optarg);
		break;
	case 'n':
		if (!text_u32(text_of(optarg), UINT32_MAX, &o->count) ||
		    o->count == 0)
			return ctl_complain_usage(verb, "'%s' is no count from "
			    "1 to %u", optarg, UINT32_MAX);
		break;
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

static int
parse_port(const char *verb, int n, char **args, struct ctl_listen_options *o)
{
	uint32_t port = CTL_UDP_PORT;

	if (n > 1)
		return ctl_complain_usage(verb, "one PORT only");
	if (n == 1 && !text_u32(text_of(args[0]), UINT16_MAX, &port))
		return ctl_complain_usage(verb, "'%s' is no port from 0 to %u",
		    args[0], UINT16_MAX);
	if (o->read != NULL && o->bind.family != 0)
		return ctl_complain_usage(verb,
		    "--bind and --read exclude each other");
	o->port = (uint16_t)port;
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
	int c, status;

	memset(o, 0, sizeof(*o));
	while ((c = getopt_long(argc, argv, ":hjb:n:", known, NULL)) != -1) {
		if (c == '?' || c == ':')
			return ctl_complain_option(verb, c, argv);
		status = parse_value(verb, c, o);
		if (status != CTL_OK)
			return status;
	}
	return parse_port(verb, argc - optind, argv + optind, o);
}
