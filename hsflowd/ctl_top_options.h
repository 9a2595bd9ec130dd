/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of hsflowctl top. */
#ifndef CTL_TOP_OPTIONS_H
#define CTL_TOP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "addr.h"
#include "top_rows.h"

struct ctl_top_options {
	bool		 help;
	bool		 json;
	struct addr	 bind;		/* none: any address */
	uint16_t	 port;
	uint32_t	 count;		/* tables to print; 0: a live screen */
	uint32_t	 wait;		/* s, for the first of them */
	uint32_t	 delay;		/* s, between two */
	uint32_t	 width;		/* columns of a printed table; 0 any */
	struct top_order order;
};

/* Returns CTL_OK, or the exit status of a wrong command line. */
int	ctl_top_options_parse(struct ctl_top_options *, const char *verb,
	    int argc, char **argv);
void	ctl_top_options_help(void);

#endif
