/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a guest's name: what comes out is clean, fits, and is as long a
 * part of the whole as fits. The first byte says how much room there is.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "guest_text.h"
#include "sflow_utf8.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Into a buffer of exactly that size. */
static char *
clean(const char *text, size_t len, size_t cap)
{
	char *buf = malloc(cap);

	if (buf == NULL)
		abort();
	guest_text_clean(text, len, buf, cap);
	assert(memchr(buf, '\0', cap) != NULL);
	return buf;
}

/* Said anew, not by guest_text_is_clean. */
static void
check_clean(const char *text)
{
	size_t len = strlen(text), n;
	uint32_t c;

	for (const char *p = text; len > 0; p += n, len -= n) {
		n = sflow_utf8_next((const uint8_t *)p, len, &c);
		assert(n > 0);
		assert(c >= 0x20 && (c < 0x7f || c > 0x9f));
		assert(c < 0x2028 || c > 0x202e);
		assert(c < 0x2066 || c > 0x2069);
	}
}

static void
check_part(const char *part, const char *whole, size_t cap)
{
	size_t len = strlen(part);
	uint32_t c;

	assert(len < cap && strncmp(part, whole, len) == 0);
	if (whole[len] != '\0')
		assert(len + sflow_utf8_next((const uint8_t *)whole + len,
		    strlen(whole + len), &c) >= cap);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data + 1;
	char *whole, *part, *again;
	size_t cap;

	if (size == 0)
		return 0;
	cap = 1 + (size_t)data[0];
	size--;
	/* Nothing gets longer. */
	whole = clean(text, size, size + 1);
	part = clean(text, size, cap);
	check_clean(whole);
	check_clean(part);
	check_part(part, whole, cap);
	assert(guest_text_is_clean(whole, strlen(whole)));
	assert(guest_text_is_clean(part, strlen(part)));
	assert(guest_text_is_clean(text, size) ==
	    (strlen(whole) == size && memcmp(whole, text, size) == 0));
	again = clean(part, strlen(part), cap);
	assert(strcmp(again, part) == 0);
	free(again);
	free(part);
	free(whole);
	return 0;
}
