/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The agent's end of the socket to hsflowd-xen: a question each round, one
 * snapshot as the answer, a time limit. What comes is checked (vm_record.h);
 * the other side may be gone, hang, or be another one than before.
 */
#ifndef VM_CHANNEL_H
#define VM_CHANNEL_H

#include <stdbool.h>

#include "vm_snapshot.h"

struct loop;
struct vm_channel;

/* libxenstat has no limit of its own: an answer that takes longer is none. */
#define VM_CHANNEL_LIMIT_US	UINT64_C(10000000)

struct vm_channel_calls {
	/* The answer to the last question has come whole. */
	void	(*answered)(void *);
	/* It will not come; the monitor should start another hsflowd-xen. */
	void	(*hangs)(void *);
	/* There is one to ask, after a time without. */
	void	(*there)(void *);
	void	*arg;
};

/* `fd` stays the caller's. Fatal without memory. */
struct vm_channel	*vm_channel_new(struct loop *, int fd,
			    const struct vm_channel_calls *);
void			 vm_channel_free(struct vm_channel *);
/*
 * Asks for a snapshot; the one before is gone then, whole or not. False when
 * there is nobody to ask.
 */
bool			 vm_channel_ask(struct vm_channel *,
			    bool guest_memory);
/* hsflowd-xen has said hello, and has not been silent since. */
bool			 vm_channel_there(const struct vm_channel *);
/* The question is not answered yet. */
bool			 vm_channel_waiting(const struct vm_channel *);
/* Lent until the next question. */
struct vm_snapshot	*vm_channel_snapshot(struct vm_channel *);

#endif
