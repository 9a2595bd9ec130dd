/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Members of a document of JSON, fit for a terminal whatever they hold. A
 * member that is not there, or is something else, is as an empty one. Pure.
 */
#ifndef CTL_FIELD_H
#define CTL_FIELD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#define CTL_FIELD_MAX	512	/* bytes; longer ones are cut */

struct ctl_field {
	char	text[CTL_FIELD_MAX];
};

/* A string on one line; "" for null. Returns field->text. */
const char	*ctl_field_text(const json_t *object, const char *key,
		    struct ctl_field *);
/* The string itself. */
const char	*ctl_field_string(const json_t *, struct ctl_field *);
/* A whole number, from 0 on. */
unsigned long long
		 ctl_field_count(const json_t *object, const char *key);
bool		 ctl_field_true(const json_t *object, const char *key);
/* Seconds as people say them: "3.2 s", "12 min", "3 h 20 min"; "" for null. */
const char	*ctl_field_time(const json_t *object, const char *key,
		    struct ctl_field *);

#endif
