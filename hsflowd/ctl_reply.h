/* SPDX-License-Identifier: Apache-2.0 */
/* An answer over HTTP, whole, as it was read until its end. Pure. */
#ifndef CTL_REPLY_H
#define CTL_REPLY_H

#include <stdbool.h>
#include <stddef.h>

struct ctl_reply {
	unsigned int	 status;	/* 200 ... */
	const char	*body;		/* lent */
	size_t		 len;
};

/*
 * False for what is no answer over HTTP/1.0 or 1.1, is cut off, or has its body
 * in a form that was not asked for (chunks).
 */
bool	ctl_reply_parse(const char *, size_t, struct ctl_reply *);

#endif
