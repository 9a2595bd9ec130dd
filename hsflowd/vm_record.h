/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What passes between hsflowd-xen and the agent, over a socket that keeps the
 * boundaries of messages. Pure. The reader takes the writer as hostile, as
 * hsflowd-xen handles what guests have written.
 *
 *	hsflowd-xen				agent
 *	hello (it was started)		->
 *					<-	ask (a number, flags)
 *	node, VMs, adapters ..., end	->	all with that number
 *
 * A message is a head (magic, kind, number, how many records) and as many
 * records of that kind's fixed size, in XDR. An adapter belongs to the first VM
 * that still lacks some. "end" says how many there have been, and what went
 * wrong; without it, nothing of an answer counts.
 */
#ifndef VM_RECORD_H
#define VM_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model_vm.h"
#include "reader.h"
#include "writer.h"

#define VM_RECORD_MESSAGE_MAX	32768	/* bytes */
#define VM_RECORD_HEAD_BYTES	16
#define VM_RECORD_VM_BYTES	304
#define VM_RECORD_ADAPTER_BYTES	16

enum vm_record_kind {
	VM_RECORD_HELLO = 1,
	VM_RECORD_ASK,
	VM_RECORD_NODE,
	VM_RECORD_VM,
	VM_RECORD_ADAPTER,
	VM_RECORD_END
};

/* Flags of "ask". */
#define VM_RECORD_PING		(1u << 0)	/* only say hello */
#define VM_RECORD_GUEST_MEMORY	(1u << 1)	/* xen { memory = guest } */

/* Problems of "end": what is missing, and why. */
#define VM_RECORD_NO_LIBRARY	(1u << 0)	/* libxenstat gave nothing */
#define VM_RECORD_NO_XENSTORE	(1u << 1)	/* it is gone: no domains */
#define VM_RECORD_NO_NETWORK	(1u << 2)	/* interface counters */
#define VM_RECORD_NO_DISK	(1u << 3)	/* disk counters */
#define VM_RECORD_PROBLEMS	0xfu

struct vm_record_head {
	enum vm_record_kind	kind;
	uint32_t		number;
	uint32_t		count;
};

struct vm_record_ask {
	uint32_t	flags;
};

struct vm_record_end {
	uint32_t	n_vms, n_adapters;
	uint32_t	problems;
};

void	vm_record_put_head(struct writer *, const struct vm_record_head *);
void	vm_record_put_ask(struct writer *, const struct vm_record_ask *);
void	vm_record_put_node(struct writer *, const struct model_node *);
void	vm_record_put_vm(struct writer *, const struct model_vm *);
void	vm_record_put_adapter(struct writer *, const struct model_adapter *);
void	vm_record_put_end(struct writer *, const struct vm_record_end *);

/*
 * False for what cannot be: cut, too long, a number out of its range, a name
 * that is not clean UTF-8. The head's count fits the bytes that follow it.
 */
bool	vm_record_get_head(struct reader *, struct vm_record_head *);
bool	vm_record_get_ask(struct reader *, struct vm_record_ask *);
bool	vm_record_get_node(struct reader *, struct model_node *);
bool	vm_record_get_vm(struct reader *, struct model_vm *);
bool	vm_record_get_adapter(struct reader *, struct model_adapter *);
bool	vm_record_get_end(struct reader *, struct vm_record_end *);

#endif
