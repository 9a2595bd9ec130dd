/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The search list, as resolv.conf(5) has it. Pure: text in, domains out.
 * Servers and options are c-ares' matter.
 */
#ifndef RESOLVCONF_H
#define RESOLVCONF_H

#include <stddef.h>

#include "conf_value.h"
#include "text.h"

#define RESOLVCONF_TEXT_MAX	65536	/* bytes of a file that are read */
#define RESOLVCONF_DOMAINS_MAX	16	/* glibc before 2.26: 6 */

/* In the order of the file, without dots around them, none twice. */
struct resolvconf {
	unsigned int	n;
	char		domains[RESOLVCONF_DOMAINS_MAX][CONF_VALUE_HOST_MAX];
};

/*
 * `localdomain` is the variable LOCALDOMAIN or NULL: it overrides the file.
 * Of `domain` and `search` lines the last one counts; without any, what
 * follows the first dot of the host name. Entries that are no domain ("." and
 * the like) are passed over.
 */
void	resolvconf_parse(struct text file, const char *localdomain,
	    const char *hostname, struct resolvconf *);

#endif
