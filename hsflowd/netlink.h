/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets of NETLINK_ROUTE. Any user may. */
#ifndef NETLINK_H
#define NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "reader.h"

#define NETLINK_BUFFER	32768	/* the largest message the kernel makes */

/* RTMGRP_... to listen to, or 0. -1 with errno. */
int	netlink_open(uint32_t groups);
/*
 * One receive, from the kernel. 0 is a message from someone else, -1 an error;
 * ENOBUFS says that messages were lost, also for one that was cut.
 */
ssize_t	netlink_receive(int fd, void *buf, size_t cap, int flags);
/*
 * Sends a request and receives until take() says that the answer has ended.
 * False with errno when one of them fails; EAGAIN after 5 s without a word.
 */
bool	netlink_ask(int fd, const void *request, size_t len,
	    bool (*take)(struct reader *, void *), void *arg);

#endif
