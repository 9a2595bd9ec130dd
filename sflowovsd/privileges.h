/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Giving up what is not needed. The user stays: the database's socket asks
 * for its owner's uid, which is root's on most hosts.
 */
#ifndef PRIVILEGES_H
#define PRIVILEGES_H

#include <stdbool.h>

/*
 * For good, for this process and those that it starts: no capabilities, none
 * to be gained by exec. False with errno when some stayed.
 */
bool	privileges_drop(void);

#endif
