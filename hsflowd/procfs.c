/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Open files of /proc come in, their texts go out; measure.c hands those to
 * the parsers.
 */
#include "procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "log.h"

#define BUFFER_MIN	8192		/* bytes; most texts fit */
#define BUFFER_MAX	(8u << 20)
#define PAGE_MIN	4096		/* the smallest the kernel has */
#define LINE_MAX_LEN	512

void
procfs_init(struct procfs_file *f, const char *root, const char *path)
{
	f->fd = -1;
	if (asprintf(&f->path, "%s%s", root, path) < 0)
		fatalx("no memory");
}

static void
close_file(struct procfs_file *f)
{
	int saved = errno;

	if (f->fd != -1)
		close(f->fd);
	f->fd = -1;
	errno = saved;
}

void
procfs_clear(struct procfs_file *f)
{
	close_file(f);
	free(f->path);
	f->path = NULL;
}

void
procfs_buffer_clear(struct procfs_buffer *b)
{
	free(b->p);
	b->p = NULL;
	b->cap = 0;
}

static bool
grow(struct procfs_buffer *b, size_t cap)
{
	char *p;

	if (cap > BUFFER_MAX) {
		errno = EFBIG;
		return false;
	}
	p = realloc(b->p, cap);
	if (p == NULL)
		return false;
	b->p = p;
	b->cap = cap;
	return true;
}

/* Not blocking, as a tree given with --root may hold anything. */
static bool
open_file(struct procfs_file *f, struct procfs_buffer *b)
{
	if (b->cap == 0 && !grow(b, BUFFER_MIN))
		return false;
	if (f->fd == -1)
		f->fd = open(f->path,
		    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	return f->fd != -1;
}

/* Reads until a read that the buffer had room for gave less than `last`. */
static bool
read_until(struct procfs_file *f, struct procfs_buffer *b, size_t last,
    struct text *t)
{
	size_t len = 0, room;
	ssize_t n;

	if (!open_file(f, b))
		return false;
	for (;;) {
		room = b->cap - len;
		n = pread(f->fd, b->p + len, room, (off_t)len);
		if (n == -1)
			goto fail;
		len += (size_t)n;
		if (n == 0 || ((size_t)n < room && (size_t)n < last))
			break;
		if (b->cap - len < PAGE_MIN && !grow(b, 2 * b->cap))
			goto fail;
	}
	*t = text_make(b->p, len);
	return true;
fail:
	close_file(f);
	return false;
}

bool
procfs_read_record(struct procfs_file *f, struct procfs_buffer *b,
    struct text *t)
{
	return read_until(f, b, SIZE_MAX, t);
}

bool
procfs_read_lines(struct procfs_file *f, struct procfs_buffer *b,
    struct text *t)
{
	return read_until(f, b, PAGE_MIN - LINE_MAX_LEN, t);
}

bool
procfs_read_all(struct procfs_file *f, struct procfs_buffer *b, struct text *t)
{
	return read_until(f, b, 1, t);
}

bool
procfs_read_head(struct procfs_file *f, struct procfs_buffer *b, size_t max,
    struct text *t)
{
	ssize_t n;

	if (!open_file(f, b))
		return false;
	n = pread(f->fd, b->p, max < b->cap ? max : b->cap, 0);
	if (n == -1) {
		close_file(f);
		return false;
	}
	*t = text_make(b->p, (size_t)n);
	return true;
}
