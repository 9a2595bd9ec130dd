/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record's body and its table in, field and list events out; called by the
 * decoder for each record that it knows. Pure.
 */
#include "sflow_fields.h"

#include <math.h>
#include <string.h>
#include <sys/socket.h>

static bool	walk_all(struct sflow_walk *, const struct sflow_field_def *,
		    size_t, struct reader *);

/* Without padding; where it varies, that of the word in front. */
static size_t
wire_size(enum sflow_wire wire)
{
	switch (wire) {
	case SFLOW_WIRE_U64:
		return 8;
	case SFLOW_WIRE_MAC:
	case SFLOW_WIRE_MAC_PACKED:
		return 6;
	case SFLOW_WIRE_IPV6:
	case SFLOW_WIRE_UUID:
		return 16;
	case SFLOW_WIRE_U32:
	case SFLOW_WIRE_I32:
	case SFLOW_WIRE_F32:
	case SFLOW_WIRE_BYTES4:
	case SFLOW_WIRE_IPV4:
	case SFLOW_WIRE_STRING:
	case SFLOW_WIRE_OPAQUE:
	case SFLOW_WIRE_ADDRESS:
	case SFLOW_WIRE_LIST:
		break;
	}
	return 4;
}

static bool
all_zero(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] != 0)
			return false;
	}
	return true;
}

static bool
is_number(enum sflow_wire wire)
{
	return wire == SFLOW_WIRE_U32 || wire == SFLOW_WIRE_U64 ||
	    wire == SFLOW_WIRE_I32 || wire == SFLOW_WIRE_F32;
}

static void
read_unsigned(const struct sflow_field_def *def, enum sflow_type type,
    uint64_t value, uint64_t ones, struct sflow_field *f)
{
	f->type = type;
	f->u = value;
	f->unknown = (def->unknown == SFLOW_UNKNOWN_ONES && value == ones) ||
	    (def->unknown == SFLOW_UNKNOWN_ZERO && value == 0);
}

static void
read_signed(const struct sflow_field_def *def, uint32_t value,
    struct sflow_field *f)
{
	f->type = SFLOW_I32;
	f->i = (int32_t)value;
	f->u = (uint64_t)(int64_t)f->i;	/* as tables of meanings have it */
	f->unknown = (def->unknown == SFLOW_UNKNOWN_MINUS1 && f->i == -1) ||
	    (def->unknown == SFLOW_UNKNOWN_ZERO && f->i == 0);
}

static void
read_float(const uint8_t *p, struct sflow_field *f)
{
	struct reader r;

	reader_init(&r, p, 4);
	f->type = SFLOW_F32;
	f->f = reader_f32(&r);
	f->unknown = !isfinite(f->f);
}

static uint32_t
word(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/* From as many bytes as wire_size says. */
static void
read_number(const struct sflow_field_def *def, const uint8_t *p,
    struct sflow_field *f)
{
	if (def->wire == SFLOW_WIRE_U32)
		read_unsigned(def, SFLOW_U32, word(p), UINT32_MAX, f);
	else if (def->wire == SFLOW_WIRE_U64)
		read_unsigned(def, SFLOW_U64, (uint64_t)word(p) << 32 |
		    word(p + 4), UINT64_MAX, f);
	else if (def->wire == SFLOW_WIRE_I32)
		read_signed(def, word(p), f);
	else
		read_float(p, f);
	f->meaning = def->meanings == NULL ? NULL :
	    sflow_names_find(def->meanings, f->u);
}

/*
 * Walks numbers from the first of `defs` on, as far as they follow each other
 * and are there; returns how many. They are nearly all of what arrives.
 */
static size_t
walk_numbers(struct sflow_walk *w, const struct sflow_field_def *defs,
    size_t n, struct reader *r)
{
	const struct sflow_visitor *v = w->visitor;
	struct sflow_field *f = &w->field;
	size_t i, left = reader_left(r);

	f->n_bytes = 0;
	f->offset = sflow_walk_offset(w, r);
	for (i = 0; i < n && is_number(defs[i].wire); i++) {
		f->size = defs[i].wire == SFLOW_WIRE_U64 ? 8 : 4;
		if (left < f->size)
			break;
		f->name = defs[i].name;
		f->unit = defs[i].unit;
		read_number(&defs[i], reader_bytes(r, f->size), f);
		if (v->field != NULL)
			v->field(f, v->arg);
		f->offset += f->size;
		left -= f->size;
	}
	return i;
}

static void
read_bytes(struct reader *r, enum sflow_type type, size_t n,
    struct sflow_field *f)
{
	f->type = type;
	f->bytes = reader_bytes(r, n);
	f->n_bytes = n;
	f->unknown = (type == SFLOW_STRING && n == 0) ||
	    (type == SFLOW_UUID && all_zero(f->bytes, n));
}

static void
read_ip(struct reader *r, size_t n, struct sflow_field *f)
{
	f->type = SFLOW_IP;
	f->unknown = n == 0;
	memset(&f->ip, 0, sizeof(f->ip));
	if (n == 0)
		return;
	f->ip.family = n == 4 ? AF_INET : AF_INET6;
	memcpy(f->ip.bytes, reader_bytes(r, n), n);
}

static bool
read_opaque(struct sflow_walk *w, enum sflow_type type, struct reader *r,
    struct sflow_field *f)
{
	uint32_t n = reader_u32(r);
	size_t left = reader_left(r);

	if (n > left) {
		sflow_walk_problem(w, f->offset,
		    "%s: %u bytes stated, the record has %zu left", f->name, n,
		    left);
		return false;
	}
	read_bytes(r, type, n, f);
	sflow_walk_padding(r, n);
	return true;
}

static bool
read_address(struct sflow_walk *w, struct reader *r, struct sflow_field *f)
{
	uint32_t type = reader_u32(r);
	size_t size = type == 0 ? 0 : type == 1 ? 4 : 16;

	if (type > 2) {
		sflow_walk_problem(w, f->offset, "%s: address type %u", f->name,
		    type);
		return false;
	}
	if (size > reader_left(r)) {
		sflow_walk_problem(w, f->offset, "%s: cut, %zu of %zu bytes",
		    f->name, reader_left(r), size);
		return false;
	}
	read_ip(r, size, f);
	return true;
}

/* No number; called with as many bytes left as wire_size says. */
static bool
read_field(struct sflow_walk *w, const struct sflow_field_def *def,
    struct reader *r, struct sflow_field *f)
{
	switch (def->wire) {
	case SFLOW_WIRE_STRING:
		return read_opaque(w, SFLOW_STRING, r, f);
	case SFLOW_WIRE_OPAQUE:
		return read_opaque(w, SFLOW_BYTES, r, f);
	case SFLOW_WIRE_BYTES4:
		read_bytes(r, SFLOW_BYTES, 4, f);
		return true;
	case SFLOW_WIRE_MAC:
		read_bytes(r, SFLOW_MAC, 6, f);
		sflow_walk_padding(r, 6);
		return true;
	case SFLOW_WIRE_MAC_PACKED:
		read_bytes(r, SFLOW_MAC, 6, f);
		return true;
	case SFLOW_WIRE_IPV4:
		read_ip(r, 4, f);
		return true;
	case SFLOW_WIRE_IPV6:
		read_ip(r, 16, f);
		return true;
	case SFLOW_WIRE_ADDRESS:
		return read_address(w, r, f);
	case SFLOW_WIRE_UUID:
		read_bytes(r, SFLOW_UUID, 16, f);
		return true;
	case SFLOW_WIRE_U32:
	case SFLOW_WIRE_I32:
	case SFLOW_WIRE_U64:
	case SFLOW_WIRE_F32:
	case SFLOW_WIRE_LIST:
		break;
	}
	return false;
}

static bool
walk_field(struct sflow_walk *w, const struct sflow_field_def *def,
    struct reader *r)
{
	struct sflow_field *f = &w->field;

	f->name = def->name;
	f->unit = def->unit;
	f->meaning = NULL;
	f->n_bytes = 0;
	f->offset = sflow_walk_offset(w, r);
	if (!read_field(w, def, r, f))
		return false;
	f->size = sflow_walk_offset(w, r) - f->offset;
	if (w->visitor->field != NULL)
		w->visitor->field(f, w->visitor->arg);
	return true;
}

static bool
walk_item(struct sflow_walk *w, const struct sflow_field_def *list,
    struct reader *r)
{
	const struct sflow_visitor *v = w->visitor;
	bool whole;

	if (list->n_element == 1)
		return walk_all(w, list->element, 1, r);
	if (v->item_begin != NULL)
		v->item_begin(v->arg);
	whole = walk_all(w, list->element, list->n_element, r);
	if (v->item_end != NULL)
		v->item_end(v->arg);
	return whole;
}

/* Each element takes bytes, so that a false count ends with the body. */
static bool
walk_items(struct sflow_walk *w, const struct sflow_field_def *list,
    uint32_t count, struct reader *r)
{
	size_t offset = sflow_walk_offset(w, r) - 4;

	for (uint32_t i = 0; i < count; i++) {
		if (reader_left(r) == 0) {
			sflow_walk_problem(w, offset, "%s: %u stated, %u found",
			    list->name, count, i);
			return false;
		}
		if (!walk_item(w, list, r))
			return false;
	}
	return true;
}

static bool
walk_list(struct sflow_walk *w, const struct sflow_field_def *list,
    struct reader *r)
{
	const struct sflow_visitor *v = w->visitor;
	uint32_t count = reader_u32(r);
	bool whole;

	if (v->list_begin != NULL)
		v->list_begin(list->name, count, v->arg);
	whole = walk_items(w, list, count, r);
	if (v->list_end != NULL)
		v->list_end(list->name, v->arg);
	return whole;
}

static bool
walk_one(struct sflow_walk *w, const struct sflow_field_def *def,
    struct reader *r)
{
	if (reader_left(r) < wire_size(def->wire)) {
		sflow_walk_problem(w, sflow_walk_offset(w, r),
		    "%s: cut, %zu bytes left", def->name, reader_left(r));
		return false;
	}
	return def->wire == SFLOW_WIRE_LIST ? walk_list(w, def, r) :
	    walk_field(w, def, r);
}

/*
 * Walks one field or list, or numbers that follow each other; *i is moved
 * behind. A number that is cut is told as any other field.
 */
static bool
walk_some(struct sflow_walk *w, const struct sflow_field_def *defs, size_t n,
    size_t *i, struct reader *r)
{
	size_t numbers = !is_number(defs[*i].wire) ? 0 :
	    walk_numbers(w, defs + *i, n - *i, r);

	*i += numbers;
	return numbers > 0 || walk_one(w, &defs[(*i)++], r);
}

/* All fields have to be there. */
static bool
walk_all(struct sflow_walk *w, const struct sflow_field_def *defs, size_t n,
    struct reader *r)
{
	size_t i = 0;

	while (i < n) {
		if (!walk_some(w, defs, n, &i, r))
			return false;
	}
	return true;
}

bool
sflow_fields_walk(struct sflow_walk *w, const struct sflow_schema *schema,
    struct reader *r)
{
	size_t i = 0;

	while (i < schema->n_fields && reader_left(r) > 0) {
		if (!walk_some(w, schema->fields, schema->n_fields, &i, r))
			return false;
	}
	return true;
}
