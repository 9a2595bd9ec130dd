/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands in one line of the last good answers (lastgood.h). Pure. Each
 * returns NULL, or what is wrong.
 */
#ifndef LASTGOOD_KEYS_H
#define LASTGOOD_KEYS_H

#include "lastgood.h"
#include "text.h"

struct lastgood_keys {
	struct lastgood	*out;
	unsigned int	 seen;	/* at first 0: none */
};

const char	*lastgood_keys_take(struct lastgood_keys *, struct text key,
		    struct text value);
/* When all lines have been taken: is something missing? */
const char	*lastgood_keys_lack(const struct lastgood_keys *);

#endif
