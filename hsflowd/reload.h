/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hsflowd.conf, at the start and whenever it is another one. What cannot be
 * used changes nothing; the log says why, and so does reload_refused.
 */
#ifndef RELOAD_H
#define RELOAD_H

#include <stdbool.h>

#include "conf.h"

struct loop;
struct reload;

/*
 * Reads it now, before there is a loop. False when it cannot be used. With
 * `optional` it need not be there; see conffile.h.
 */
bool		 reload_first(const char *path, bool optional, struct conf *);
/*
 * Watches it. `taken` is called from the loop, with a new one that is good and
 * lives until it returns. The path is kept, not copied.
 */
struct reload	*reload_new(struct loop *, const char *path,
		    void (*taken)(const struct conf *, void *), void *arg);
void		 reload_free(struct reload *);
/*
 * Reads it at once, as SIGHUP wants. One that was there has to be there still:
 * without it the host would follow DNS all of a sudden.
 */
void		 reload_now(struct reload *);
/* What is wrong with the file that was not taken: the first error, or "". */
const char	*reload_refused(void);

#endif
