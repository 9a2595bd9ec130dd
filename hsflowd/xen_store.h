/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libxenstore, and the only file that knows it. Values are bytes that a guest
 * may have written. It has no time limit: whoever calls must be ready to be
 * killed.
 */
#ifndef XEN_STORE_H
#define XEN_STORE_H

#include <stdbool.h>

#include "text.h"

/* More than any value here needs; the rest of a longer one is cut off. */
#define XEN_STORE_VALUE_MAX	256

struct xen_store;

/*
 * Does xenstored take connections? Where it does not, the libraries would wait
 * for it for ever. Also true where it cannot be known, as it runs in a domain
 * of its own.
 */
bool			 xen_store_answers(const char *root);
/* As root; afterwards any user may call the rest. NULL with errno. */
struct xen_store	*xen_store_open(void);
void			 xen_store_close(struct xen_store *);
/*
 * The value at a path; lent until the next call. False when there is none, or
 * it cannot be read.
 */
bool			 xen_store_read(struct xen_store *, struct text *value,
			    const char *path, ...)
			    __attribute__((format(printf, 3, 4)));

#endif
