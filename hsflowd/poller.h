/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One polling round: measure the host, encode it, send it; on a Xen dom0 the
 * VMs as well, spread over the time after it. Keeps the sequence numbers,
 * which outlive every change of settings.
 */
#ifndef POLLER_H
#define POLLER_H

#include <stdbool.h>
#include <stdint.h>

#include "links.h"
#include "settings.h"
#include "vm_round.h"

struct loop;
struct poller;
struct sender;

/* Lent until the loop goes on. */
struct poller_status {
	uint64_t		host_us;	/* of the host's last sample */
	uint32_t		missing;	/* sources: 1 << MEASURE_... */
	uint32_t		datagrams;	/* sent; wraps */
	uint64_t		dropped;	/* records that did not fit */
	bool			has_xen;	/* `vms` is set */
	struct vm_round_status	vms;
};

/* `root` is "" on the live system. The sender stays the caller's. */
struct poller	*poller_new(struct loop *, const char *root, struct sender *);
void		 poller_free(struct poller *);
/*
 * There is a hsflowd-xen at the other end of `fd`, which stays the caller's.
 * hangs() is called when it does not answer.
 */
void		 poller_set_xen(struct poller *, int fd, void (*hangs)(void *),
		    void *);
/* xen { memory = guest } */
void		 poller_set_guest_memory(struct poller *, bool);
void		 poller_set_identity(struct poller *, uint32_t sub_agent,
		    const uint8_t uuid[16]);
void		 poller_set(struct poller *, const struct settings *);
/* The interfaces have changed: the host's adapters, and 24-bit ifIndexes. */
void		 poller_set_links(struct poller *, const struct links *);
void		 poller_round(struct poller *);
/* Sends nothing more before the next round. */
void		 poller_stop(struct poller *);
void		 poller_status(const struct poller *,
		    struct poller_status *);
/* The host's name, as it is sent; printable. Lent until the next round. */
const char	*poller_hostname(struct poller *);

#endif
