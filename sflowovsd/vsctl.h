/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of ovs-vsctl at a time, shown in full at debug level 3: the command
 * so that it can be pasted, its output, its end and its time.
 */
#ifndef VSCTL_H
#define VSCTL_H

#include <stdbool.h>
#include <stdint.h>

#include "argv.h"
#include "child.h"

struct loop;

struct vsctl {
	struct loop	*loop;
	struct child	*child;		/* NULL: none runs */
	void		(*done)(const struct child_result *, void *);
	void		*arg;
	uint64_t	 started_us;
};

void	 vsctl_init(struct vsctl *, struct loop *,
	    void (*)(const struct child_result *, void *), void *);
/*
 * Takes the argument vector. done() is called from the loop, also when the
 * program cannot be started. `timeout` is what ovs-vsctl was given, in seconds:
 * we end it one second later. Fatal without memory.
 */
void	 vsctl_run(struct vsctl *, struct argv *, unsigned int timeout);
bool	 vsctl_running(const struct vsctl *);
/* Ends it; done() is not called. */
void	 vsctl_cancel(struct vsctl *);

#endif
