/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How others ask hsflowd how it is: /status and /metrics at a socket of the
 * file system, and /metrics alone at an address where hsflowd.conf says so.
 * Keeps the last complaints of the log. Trouble is logged, and stops nothing.
 */
#ifndef CONTROL_H
#define CONTROL_H

#include "status.h"

struct control;
struct loop;

/*
 * `path` is kept, not copied. fill() is called when somebody asks: it sets all
 * but vitals and metrics_error, which are control's own, and lends it until it
 * is called again.
 */
struct control	*control_new(struct loop *, const char *path,
		    void (*fill)(struct status *, void *), void *);
/* Removes the socket. */
void		 control_free(struct control *);
/* The configuration's `metrics`, from now on. */
void		 control_set(struct control *, const struct conf *);

#endif
