/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of hsflowctl listen. */
#ifndef CTL_LISTEN_OPTIONS_H
#define CTL_LISTEN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"
#include "sflow_filter.h"

struct ctl_listen_options {
	bool			 json;
	bool			 help;
	bool			 summary;	/* counts alone */
	struct addr		 bind;		/* none: any address */
	uint16_t		 port;
	uint32_t		 count;		/* 0: until stopped */
	const char		*read;		/* NULL: from the network */
	const char		*pcap;		/* to write; NULL: none */
	struct sflow_filter	 filter;
};

/* Returns CTL_OK, or the exit status of a wrong command line. */
int	ctl_listen_options_parse(struct ctl_listen_options *, const char *verb,
	    int argc, char **argv);
void	ctl_listen_options_help(void);

#endif
