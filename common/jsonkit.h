/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Building JSON with jansson, as both daemons' /status does. Pure.
 *
 * Strings may be anything: what is no UTF-8 in them is replaced, and too long
 * ones are cut. Without memory members are missing, and jsonkit_dump gives
 * nothing.
 */
#ifndef JSONKIT_H
#define JSONKIT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "problems.h"
#include "vitals.h"

/* Of the documents; another one only where a member has another meaning. */
#define JSONKIT_VERSION	1

/* null for NULL and "". */
json_t	*jsonkit_text(const char *);
/* These take the new value. */
void	 jsonkit_add(json_t *object, const char *key, json_t *value);
void	 jsonkit_append(json_t *array, json_t *value);
void	 jsonkit_add_text(json_t *, const char *key, const char *);
void	 jsonkit_add_int(json_t *, const char *key, uint64_t);
void	 jsonkit_add_bool(json_t *, const char *key, bool);
/* Seconds from one time to the other; null when `from` is 0, for never. */
void	 jsonkit_add_seconds(json_t *, const char *key, uint64_t from_us,
	    uint64_t to_us);
/* The head of a document: version, daemon ... state, problems. */
json_t	*jsonkit_document(const struct vitals *, const struct problems *);
/* "log": the last complaints, the newest first. */
void	 jsonkit_add_log(json_t *, const struct vitals *);
/*
 * The document, let go of, as text that is the caller's to free; NULL without
 * memory.
 */
char	*jsonkit_dump(json_t *, size_t *len);

#endif
