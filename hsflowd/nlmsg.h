/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages and attributes of netlink(7), one after the other. Pure; total on
 * any bytes. Numbers are in host order, as netlink has them.
 */
#ifndef NLMSG_H
#define NLMSG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reader.h"

struct nlmsg {
	uint16_t	type;
	uint32_t	seq;		/* of the request it answers */
	bool		interrupted;	/* dump changed under way: ask again */
	struct reader	body;
};

struct nlmsg_attr {
	unsigned int	type;
	struct reader	value;
};

/*
 * Takes the next message off the front of what reader_init was given; false
 * when no whole one is left (r->overflow then says that bytes were left over).
 */
bool		nlmsg_next(struct reader *, struct nlmsg *);
/* The same for attributes of a message's body, or of another attribute. */
bool		nlmsg_attr_next(struct reader *, struct nlmsg_attr *);
/* The next bytes as a structure of the kernel. */
bool		nlmsg_struct(struct reader *, void *, size_t);
uint32_t	nlmsg_attr_u32(struct reader);
/* The errno in the body of NLMSG_ERROR and NLMSG_DONE; 0 is none. */
int		nlmsg_error(struct reader *);

#endif
