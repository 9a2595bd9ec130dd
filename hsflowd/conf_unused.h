/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What hsflowd.conf says in vain because settings come from DNS. Pure; used by
 * conf.c when the whole file has been read and has no error.
 */
#ifndef CONF_UNUSED_H
#define CONF_UNUSED_H

#include "conf_set.h"

/*
 * At most one warning: at the first of the settings that are not used, naming
 * all of them and where they are (of many speeds or collectors, the first
 * lines); or at fallback = file, when there is no collector to fall back to.
 */
void	conf_unused_warn(struct conf_set *);

#endif
