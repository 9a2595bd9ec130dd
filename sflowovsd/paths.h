/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The host's addresses and routes, as far as what Open vSwitch sends depends
 * on them: watches them, asks for a look when they want one, and says with
 * which pass a cure (cure.h) is due.
 */
#ifndef PATHS_H
#define PATHS_H

#include <stdbool.h>

#include "pass.h"

struct loop;
struct paths;
struct settings;

/*
 * look() is called from the loop. Rows that the first pass finds in sync were
 * given to Open vSwitch under unknown circumstances: `trusted`, they are left
 * at that (the process before us was killed a while ago), else cured (they
 * outlived a boot, and ovs-vswitchd starts before the network).
 */
struct paths	*paths_new(struct loop *, bool trusted, void (*look)(void *),
		    void *);
void		 paths_free(struct paths *);
/*
 * The settings in force, copied; NULL when none are. On `hold`, what changes is
 * noticed but not yet cured.
 */
void		 paths_follow(struct paths *, const struct settings *,
		    bool hold);
/* A pass begins. True when it has to be a cure. */
bool		 paths_began(struct paths *);
/* What the present pass is to cure, for people; "" for nothing. Lent. */
const char	*paths_reason(const struct paths *);
/* It has ended. Logs a cure. */
void		 paths_ended(struct paths *, const struct pass_report *);

#endif
