/* SPDX-License-Identifier: Apache-2.0 */
/* Words of a command line in, values out; used by hsflowctl's verbs. */
#include "ctl_options.h"

#include "ctl.h"
#include "ctl_complain.h"
#include "ctl_udp.h"
#include "text.h"

int
ctl_options_parse(const struct ctl_options *o, int argc, char **argv,
    void *arg)
{
	int c, status;

	while ((c = getopt_long(argc, argv, o->letters, o->words, NULL)) !=
	    -1) {
		if (c == '?' || c == ':')
			return ctl_complain_option(o->verb, c, argv);
		status = o->take(o->verb, c, arg);
		if (status != CTL_OK)
			return status;
	}
	return CTL_OK;
}

int
ctl_options_number(const char *verb, uint32_t from, uint32_t to,
    uint32_t *value)
{
	if (text_u32(text_of(optarg), to, value) && *value >= from)
		return CTL_OK;
	return ctl_complain_usage(verb, "'%s' is no number from %u to %u",
	    optarg, from, to);
}

int
ctl_options_address(const char *verb, struct addr *a)
{
	if (addr_parse(optarg, a))
		return CTL_OK;
	return ctl_complain_usage(verb, "'%s' is no IP address", optarg);
}

int
ctl_options_port(const char *verb, int n, char **args, uint16_t *port)
{
	uint32_t value = CTL_UDP_PORT;

	if (n > 1)
		return ctl_complain_usage(verb, "one PORT only");
	if (n == 1 && !text_u32(text_of(args[0]), UINT16_MAX, &value))
		return ctl_complain_usage(verb, "'%s' is no port from 0 to %u",
		    args[0], UINT16_MAX);
	*port = (uint16_t)value;
	return CTL_OK;
}
