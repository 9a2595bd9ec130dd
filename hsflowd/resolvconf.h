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

#define RESOLVCONF_PATH		"/etc/resolv.conf"
#define RESOLVCONF_TEXT_MAX	65536	/* bytes of a file that are read */
#define RESOLVCONF_DOMAINS_MAX	16	/* glibc before 2.26: 6 */

/* In the order of the file, lower case, without dots around, none twice. */
struct resolvconf {
	unsigned int	n;
	char		domains[RESOLVCONF_DOMAINS_MAX][CONF_VALUE_HOST_MAX];
};

/*
 * `localdomain` is the variable LOCALDOMAIN or NULL: it overrides the file,
 * also when it is empty. Of `domain` and `search` lines that say something the
 * last one counts, also when it says only "."; without any, what follows the
 * first dot of the host name. Entries that are no domain for DNS-SD ("." and
 * the like, see conf_value_domain) are passed over, and those after the 16th.
 * Of a longer file than RESOLVCONF_TEXT_MAX the whole lines within that.
 */
void	resolvconf_parse(struct text file, const char *localdomain,
	    const char *hostname, struct resolvconf *);

#endif
