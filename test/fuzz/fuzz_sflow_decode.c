/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sFlow decoder on any bytes: events nest, every span lies inside the
 * one around it, and what it returns is what it reported. Both printers run
 * too, and JSON has to be JSON.
 */
#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sflow_decode.h"
#include "sflow_json.h"
#include "sflow_text.h"

/* Deeper than any list in any record. */
#define DEPTH_MAX	16

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

enum level {
	OUTSIDE,
	DATAGRAM,
	SAMPLE,
	RECORD,
	LIST,
	ITEM
};

struct check {
	size_t		len;
	enum level	stack[DEPTH_MAX];
	unsigned int	depth;
	size_t		begin;		/* the open sample's body */
	size_t		end;
	size_t		record_begin;
	size_t		record_end;
	size_t		at;		/* fields come in order */
	unsigned int	problems;
	size_t		first;		/* offset */
};

static enum level
level(const struct check *c)
{
	return c->depth == 0 ? OUTSIDE : c->stack[c->depth - 1];
}

static void
enter(struct check *c, enum level l)
{
	assert(c->depth < DEPTH_MAX);
	c->stack[c->depth++] = l;
}

static void
leave(struct check *c, enum level l)
{
	assert(level(c) == l);
	c->depth--;
}

static void
on_datagram(const struct sflow_datagram *d, void *arg)
{
	struct check *c = arg;

	assert(c->depth == 0);
	assert(addr_len(&d->agent) + 24 <= c->len);
	enter(c, DATAGRAM);
}

static void
on_datagram_end(const struct sflow_datagram *d, void *arg)
{
	(void)d;
	leave(arg, DATAGRAM);
}

static void
on_sample(const struct sflow_sample *s, void *arg)
{
	struct check *c = arg;

	assert(level(c) == DATAGRAM);
	enter(c, SAMPLE);
	assert(s->offset >= c->end + 8);
	assert(s->offset <= c->len);
	/* Only the last one may claim more than there is. */
	assert(s->length <= c->len - s->offset || c->problems > 0);
	c->begin = s->offset;
	c->end = s->length <= c->len - s->offset ? s->offset + s->length :
	    c->len;
	c->record_end = c->begin;
}

static void
on_sample_end(const struct sflow_sample *s, size_t skipped, void *arg)
{
	struct check *c = arg;

	assert(s->offset == c->begin);
	assert(skipped <= c->end - c->begin);
	leave(c, SAMPLE);
}

static void
on_record(const struct sflow_record *r, void *arg)
{
	struct check *c = arg;

	assert(level(c) == SAMPLE);
	enter(c, RECORD);
	assert(r->offset >= c->record_end + 8);
	assert(r->offset <= c->end && r->length <= c->end - r->offset);
	assert(!r->known || r->name != NULL);
	c->record_begin = c->at = r->offset;
	c->record_end = r->offset + r->length;
}

static void
on_record_end(const struct sflow_record *r, size_t skipped, void *arg)
{
	struct check *c = arg;

	assert(r->offset == c->record_begin);
	assert(skipped <= r->length);
	assert(r->known || skipped == r->length);
	leave(c, RECORD);
}

static void
on_list(const char *name, uint32_t stated, void *arg)
{
	struct check *c = arg;

	(void)stated;
	assert(name != NULL);
	assert(level(c) == RECORD || level(c) == ITEM);
	enter(c, LIST);
}

static void
on_list_end(const char *name, void *arg)
{
	assert(name != NULL);
	leave(arg, LIST);
}

static void
on_item(void *arg)
{
	struct check *c = arg;

	assert(level(c) == LIST);
	enter(c, ITEM);
}

static void
on_item_end(void *arg)
{
	leave(arg, ITEM);
}

static void
on_field(const struct sflow_field *f, void *arg)
{
	struct check *c = arg;

	assert(level(c) >= RECORD);
	assert(f->size >= 4);
	assert(f->offset >= c->at);
	assert(f->offset + f->size <= c->record_end);
	assert(f->n_bytes <= f->size);
	assert(f->type != SFLOW_MAC || f->n_bytes == 6);
	assert(f->type != SFLOW_UUID || f->n_bytes == 16);
	c->at = f->offset + f->size;
}

static void
on_problem(const struct sflow_problem *p, void *arg)
{
	struct check *c = arg;

	assert(p->offset <= c->len);
	assert(p->reason[0] != '\0');
	assert(strlen(p->reason) < SFLOW_REASON_MAX - 1);
	if (c->problems++ == 0)
		c->first = p->offset;
}

static void
check_events(const uint8_t *data, size_t size)
{
	struct check c = { .len = size };
	struct sflow_visitor v = { on_datagram, on_datagram_end, on_sample,
		on_sample_end, on_record, on_record_end, on_list, on_list_end,
		on_item, on_item_end, on_field, on_problem, &c };
	struct sflow_problem first;
	bool good = sflow_decode(data, size, &v, &first);

	assert(c.depth == 0);
	assert(good == (c.problems == 0));
	assert(good || first.offset == c.first);
}

static void
check_json(const uint8_t *data, size_t size)
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	json_t *root;

	assert(f != NULL);
	sflow_json_print(f, data, size, "192.0.2.1:6343");
	fclose(f);
	assert(len > 0 && strchr(text, '\n') == text + len - 1);
	/* As real numbers: jansson's integers have 63 bits. */
	root = json_loads(text, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL |
	    JSON_DECODE_INT_AS_REAL, NULL);
	assert(root != NULL);
	json_decref(root);
	free(text);
}

static void
check_text(const uint8_t *data, size_t size)
{
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	assert(f != NULL);
	sflow_text_print(f, data, size, NULL);
	fclose(f);
	assert(strlen(text) == len);
	for (size_t i = 0; i < len; i++)
		assert(text[i] == '\n' || (unsigned char)text[i] >= 0x20);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_events(data, size);
	check_json(data, size);
	check_text(data, size);
	return 0;
}
