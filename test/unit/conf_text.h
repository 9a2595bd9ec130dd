/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration from a text, and what was found wrong with it. */
#ifndef CONF_TEXT_H
#define CONF_TEXT_H

#include <string.h>

#include "conf.h"

static struct conf conf;
static struct conf_errors errs;

static inline bool
conf_text_parse(const char *text)
{
	return conf_parse(text, strlen(text), &conf, &errs);
}

static inline void
conf_text_assert_clean(const char *text)
{
	if (!conf_text_parse(text) || errs.n != 0)
		fail_msg("%u:%u %s in: %s", errs.list[0].line,
		    errs.list[0].col, errs.list[0].reason, text);
}

#endif
