/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeping the state file in step with the settings in force: one revision for
 * each change, written again later when the disk says no.
 */
#ifndef PUBLISH_H
#define PUBLISH_H

#include "state.h"

struct loop;
struct publish;

/* The revision goes on from that of a file left by a crash. */
struct publish	*publish_new(struct loop *, const char *path);
/* Leaves the file as it is. */
void		 publish_free(struct publish *);
/* Writes if anything differs from what was published last. */
void		 publish_set(struct publish *, enum state_phase,
		    const char *hostname, const struct settings *);
/*
 * What was published last; lent. *error is 0, or errno of a write that has
 * failed and is tried again.
 */
const struct state
		*publish_state(const struct publish *, int *error);
/* A clean stop: no file, no settings. */
void		 publish_remove(struct publish *);

#endif
