/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libxenstore's interface, as far as reading goes, over the scripted state.
 * A path above others is there without being written, and reads as empty, as
 * in xenstore.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <xenstore.h>

#include "standin.h"

struct xs_handle {
	int	open;
};

struct xs_handle *
xs_open(unsigned long flags)
{
	struct xs_handle *h;

	(void)flags;
	standin_count(STANDIN_OPENS, 1);
	if (standin_now()->open == STANDIN_FAIL || geteuid() != 0) {
		errno = EACCES;
		return NULL;
	}
	h = calloc(1, sizeof(*h));
	if (h == NULL)
		standin_wrong("no memory");
	return h;
}

void
xs_close(struct xs_handle *h)
{
	free(h);
}

/* NULL while xenstored has failed. */
static const struct standin *
answering(void)
{
	const struct timespec t = { 0, 10000000 };
	const struct standin *s = standin_now();

	while (s->entry == STANDIN_HANG) {
		nanosleep(&t, NULL);
		s = standin_now();
	}
	if (s->entry == STANDIN_FAIL) {
		errno = EIO;
		return NULL;
	}
	return s;
}

/* The first entry whose path is not in front of this one. */
static size_t
find(const struct standin *s, const char *path)
{
	size_t low = 0, high = s->n_store;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (standin_compare(s->store[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* "path/": what is below it comes in one row. */
static size_t
find_below(const struct standin *s, const char *path, char *prefix,
    size_t size)
{
	/* The root alone ends in a slash of its own. */
	size_t len = strcmp(path, "/") == 0 ? 0 : strlen(path);

	if (len + 2 > size)
		standin_wrong("a path that is too long");
	memcpy(prefix, path, len);
	prefix[len] = '/';
	prefix[len + 1] = '\0';
	return find(s, prefix);
}

static bool
is_below(const struct standin *s, size_t at, const char *prefix)
{
	return at < s->n_store &&
	    strncmp(s->store[at].path, prefix, strlen(prefix)) == 0;
}

static void *
copy(const char *value, size_t len, unsigned int *n)
{
	char *p = malloc(len + 1);

	if (p == NULL)
		standin_wrong("no memory");
	memcpy(p, value, len);
	p[len] = '\0';
	if (n != NULL)
		*n = (unsigned int)len;
	return p;
}

void *
xs_read(struct xs_handle *h, xs_transaction_t t, const char *path,
    unsigned int *len)
{
	const struct standin *s;
	char prefix[4096];
	size_t at;

	(void)h;
	(void)t;
	standin_count(STANDIN_READS, 1);
	s = answering();
	if (s == NULL)
		return NULL;
	standin_talk(s);
	at = find(s, path);
	if (at < s->n_store && strcmp(s->store[at].path, path) == 0)
		return copy(s->store[at].value, s->store[at].len, len);
	at = find_below(s, path, prefix, sizeof(prefix));
	if (is_below(s, at, prefix))
		return copy("", 0, len);
	errno = ENOENT;
	return NULL;
}

/*
 * Two passes over the same row: with `names` NULL it only counts the names
 * and adds up their bytes.
 */
static unsigned int
children(const struct standin *s, const char *prefix, size_t at, char **names,
    char *text, size_t *bytes)
{
	size_t skip = strlen(prefix), last_len = 0;
	const char *last = NULL;
	unsigned int n = 0;

	*bytes = 0;
	for (; is_below(s, at, prefix); at++) {
		const char *name = s->store[at].path + skip;
		size_t len = strcspn(name, "/");

		if (last != NULL && len == last_len &&
		    memcmp(last, name, len) == 0)
			continue;
		if (names != NULL) {
			names[n] = memcpy(text + *bytes, name, len);
			names[n][len] = '\0';
		}
		*bytes += len + 1;
		n++;
		last = name;
		last_len = len;
	}
	return n;
}

char **
xs_directory(struct xs_handle *h, xs_transaction_t t, const char *path,
    unsigned int *num)
{
	const struct standin *s;
	char prefix[4096], **names;
	size_t at, bytes;

	(void)h;
	(void)t;
	standin_count(STANDIN_DIRECTORIES, 1);
	s = answering();
	if (s == NULL)
		return NULL;
	at = find(s, path);
	if (at == s->n_store || strcmp(s->store[at].path, path) != 0) {
		at = find_below(s, path, prefix, sizeof(prefix));
		if (!is_below(s, at, prefix)) {
			errno = ENOENT;
			return NULL;
		}
	}
	at = find_below(s, path, prefix, sizeof(prefix));
	*num = children(s, prefix, at, NULL, NULL, &bytes);
	names = malloc(*num * sizeof(*names) + bytes + 1);
	if (names == NULL)
		standin_wrong("no memory");
	children(s, prefix, at, names, (char *)(names + *num), &bytes);
	return names;
}
