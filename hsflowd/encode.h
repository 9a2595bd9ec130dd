/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing a measured host, and its VMs, as sFlow records (host structures
 * 0:2000 to 0:2010, 0:2100 to 0:2104). Pure.
 */
#ifndef ENCODE_H
#define ENCODE_H

#include "datagram.h"
#include "model.h"
#include "model_vm.h"

/* The data source that the host is. */
#define ENCODE_HOST_CLASS	2	/* physical entity */
#define ENCODE_HOST_INDEX	1

/* A data source that a record refers to. */
struct encode_source {
	uint32_t	class, index;
};

/*
 * Adds the host's records to the open sample of the datagram. Adapters that a
 * datagram cannot hold are left out. Returns the number of records that were
 * too large.
 */
unsigned int	encode_host(struct datagram *, const struct model_host *);
/* Nothing where there is no hypervisor. For the host's sample, too. */
unsigned int	encode_node(struct datagram *, const struct model_node *);
/* One VM, into a sample of its own; `parent` is the host. */
unsigned int	encode_vm(struct datagram *, const struct model_vm *,
		    const struct model_adapter *,
		    const struct encode_source *parent);

#endif
