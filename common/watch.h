/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Watching one path for being made, replaced, written or removed. The only
 * file that knows inotify.
 *
 * The path's folder is watched, as files are replaced by rename; while the
 * folder is missing, its nearest existing ancestor is; of a symbolic link, the
 * target too. Events are hints: the callback says "look again", once for a
 * burst, and also after an overflow of the kernel's queue. Where the kernel
 * lets nothing be watched, a line in the log says so.
 */
#ifndef WATCH_H
#define WATCH_H

#include <stdbool.h>

struct loop;
struct watch;

/*
 * The callback is called from the loop, never from here. NULL with errno when
 * the kernel gives no inotify instance.
 */
struct watch	*watch_new(struct loop *, const char *path,
		    void (*changed)(void *), void *);
/*
 * In the callback: whether somebody has finished the file, by closing it after
 * a write or by renaming it into place. Else it was only begun, removed, or
 * given other permissions.
 */
bool		 watch_whole(const struct watch *);
void		 watch_free(struct watch *);

#endif
