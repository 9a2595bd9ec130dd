/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How full the file systems on this host's disks are. Which ones count is
 * said in disk.h (disk_mount_counts).
 */
#ifndef SPACE_H
#define SPACE_H

#include "model.h"
#include "text.h"

#define SPACE_MAX	256	/* file systems; more are passed over */

struct space;

/* Fatal without memory. */
struct space	*space_new(void);
void		 space_free(struct space *);
/*
 * The text of /proc/self/mounts has changed. Each file system is kept once,
 * whatever the number of its mounts, and not where another hides it.
 */
void		 space_update(struct space *, struct text mounts);
unsigned int	 space_count(const struct space *);
/* The folder where file system i < space_count() is mounted; lent. */
const char	*space_dir(const struct space *, unsigned int i);
/*
 * One statvfs(3) each, into total, free (what unprivileged users can still
 * write, df's "Avail") and part_max_used; all unknown when none answered.
 */
void		 space_measure(struct space *, struct model_disk *);

#endif
