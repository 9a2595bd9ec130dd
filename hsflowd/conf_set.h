/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Settings of hsflowd.conf, one at a time: a key and its value in, a field of
 * struct conf or an entry in the list of errors out. Pure; used by conf.c.
 */
#ifndef CONF_SET_H
#define CONF_SET_H

#include <stdbool.h>

#include "conf.h"
#include "conf_keys.h"
#include "conf_lex.h"

struct conf_set {
	struct conf		*conf;
	struct conf_errors	*errs;
	struct conf_collector	 collector;	/* the one being read */
	/* For conf_unused.h; line 0 when there is none: */
	struct conf_lex_token	 dns_first;	/* of what is DNS's to say */
	struct conf_lex_token	 fallback;	/* = file */
};

/* For every key that has a value, those of a collector { } included. */
void	conf_set_value(struct conf_set *, enum conf_keys_id,
	    const struct conf_lex_token *key,
	    const struct conf_lex_token *value);
/* sampling.10G = 4000 */
void	conf_set_speed(struct conf_set *, const struct conf_lex_token *key,
	    const struct conf_lex_token *value);
void	conf_set_dnssd(struct conf_set *, const struct conf_lex_token *key,
	    bool on);
/* Between these two, values go to s->collector. */
void	conf_set_collector_begin(struct conf_set *,
	    const struct conf_lex_token *name);
void	conf_set_collector_end(struct conf_set *,
	    const struct conf_lex_token *name);

#endif
