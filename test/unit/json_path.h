/* SPDX-License-Identifier: Apache-2.0 */
/* Looking into a document of JSON. */
#ifndef JSON_PATH_H
#define JSON_PATH_H

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *document;

/* Takes the text; fails unless it is whole. */
static inline void
json_path_load(char *text, size_t len)
{
	json_error_t error;

	assert_non_null(text);
	assert_int_equal(strlen(text), len);
	json_decref(document);
	document = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (document == NULL)
		fail_msg("line %d: %s", error.line, error.text);
	free(text);
}

/* "a.b.0.c"; NULL when it is not there. */
static inline const json_t *
json_path_find(const char *path)
{
	const json_t *at = document;

	while (at != NULL && *path != '\0') {
		char key[64];
		size_t n = strcspn(path, ".");

		assert_true(n < sizeof(key));
		memcpy(key, path, n);
		key[n] = '\0';
		path += n + (path[n] == '.');
		at = json_is_array(at) ?
		    json_array_get(at, (size_t)atoi(key)) :
		    json_object_get(at, key);
	}
	return at;
}

/* NULL stands for null. */
static inline void
assert_json_text(const char *path, const char *wanted)
{
	const json_t *v = json_path_find(path);

	if (v == NULL)
		fail_msg("there is no %s", path);
	if (wanted == NULL)
		assert_true(json_is_null(v));
	else
		assert_string_equal(json_string_value(v), wanted);
}

/* Of whole numbers, true and false too. */
static inline void
assert_json_number(const char *path, double wanted)
{
	const json_t *v = json_path_find(path);

	if (v == NULL)
		fail_msg("there is no %s", path);
	if (json_is_boolean(v))
		assert_int_equal(json_is_true(v), (int)wanted);
	else if (!json_is_number(v) || json_number_value(v) < wanted - 0.0005 ||
	    json_number_value(v) > wanted + 0.0005)
		fail_msg("%s is %f", path, json_number_value(v));
}

#endif
