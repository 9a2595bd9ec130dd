/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the command lines of hsflowctl's verbs have in common. Each complains by
 * itself and returns CTL_OK, or the exit status of a wrong command line.
 */
#ifndef CTL_OPTIONS_H
#define CTL_OPTIONS_H

#include <getopt.h>
#include <stdint.h>

#include "addr.h"

struct ctl_options {
	const char		*verb;
	const char		*letters;	/* as of getopt; begins with ':' */
	const struct option	*words;
	/* One option, its value in optarg. */
	int			(*take)(const char *verb, int option, void *);
};

/* optind is then that of the first argument. */
int	ctl_options_parse(const struct ctl_options *, int argc, char **argv,
	    void *);
/* Of the option that is being taken: a whole number, an IP address. */
int	ctl_options_number(const char *verb, uint32_t from, uint32_t to,
	    uint32_t *);
int	ctl_options_address(const char *verb, struct addr *);
/* The arguments behind the options: a UDP port, or none for sFlow's own. */
int	ctl_options_port(const char *verb, int n, char **args, uint16_t *);

#endif
