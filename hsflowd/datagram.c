/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sFlow v5 datagram and its counter samples: records in (from encode.c),
 * datagrams out (to the sender). Layout: sFlow v5, sections 2 and 4.
 */
#include "datagram.h"

#include <netinet/in.h>
#include <string.h>

#define VERSION_5		5
#define ADDRESS_UNKNOWN		0
#define ADDRESS_IPV4		1
#define ADDRESS_IPV6		2
#define COUNTERS_SAMPLE		2
#define COUNTERS_SAMPLE_EXPANDED 4
#define INDEX_BITS		24

/* Bytes in front of the first record's body, beside the agent address. */
#define FIXED_COMPACT		(24 + 8 + 12 + 8)
#define FIXED_EXPANDED		(24 + 8 + 16 + 8)

void
datagram_init(struct datagram *d)
{
	memset(d, 0, offsetof(struct datagram, buf));
	d->max = SETTINGS_DATAGRAM;
}

size_t
datagram_record_max(const struct datagram *d)
{
	size_t fixed = d->expanded ? FIXED_EXPANDED : FIXED_COMPACT;

	return d->max - fixed - addr_len(&d->agent);
}

static uint32_t
address_type(const struct addr *a)
{
	switch (a->family) {
	case AF_INET:
		return ADDRESS_IPV4;
	case AF_INET6:
		return ADDRESS_IPV6;
	default:
		return ADDRESS_UNKNOWN;
	}
}

static void
open_datagram(struct datagram *d)
{
	writer_init(&d->w, d->buf,
	    d->max < sizeof(d->buf) ? d->max : sizeof(d->buf));
	d->n_samples = 0;
	writer_u32(&d->w, VERSION_5);
	writer_u32(&d->w, address_type(&d->agent));
	writer_opaque(&d->w, d->agent.bytes, addr_len(&d->agent));
	writer_u32(&d->w, d->sub_agent);
	d->sequence_at = writer_reserve_u32(&d->w);
	d->uptime_at = writer_reserve_u32(&d->w);
	d->samples_at = writer_reserve_u32(&d->w);
}

static void
open_sample(struct datagram *d)
{
	struct writer *w = &d->w;

	d->start_at = w->len;
	writer_u32(w, d->expanded ? COUNTERS_SAMPLE_EXPANDED :
	    COUNTERS_SAMPLE);
	d->sample_at = writer_reserve_u32(w);
	writer_u32(w, *d->source.sequence + 1);
	if (d->expanded) {
		writer_u32(w, d->source.class);
		writer_u32(w, d->source.index);
	} else
		writer_u32(w, d->source.class << INDEX_BITS |
		    (d->source.index & ((1U << INDEX_BITS) - 1)));
	d->records_at = writer_reserve_u32(w);
	d->n_records = 0;
}

/* Ends the open sample; one without a record leaves no trace. */
static void
close_sample(struct datagram *d)
{
	if (!d->in_sample || d->n_records == 0)
		return;
	writer_patch_length(&d->w, d->sample_at);
	writer_patch_u32(&d->w, d->records_at, d->n_records);
	++*d->source.sequence;
	d->n_records = 0;
	d->n_samples++;
}

static void
emit(struct datagram *d)
{
	if (d->n_samples == 0)
		return;
	writer_patch_u32(&d->w, d->sequence_at, ++d->sequence);
	writer_patch_u32(&d->w, d->uptime_at, d->uptime_ms(d->arg));
	writer_patch_u32(&d->w, d->samples_at, d->n_samples);
	d->n_samples = 0;
	d->emit(d->buf, d->w.len, d->arg);
}

/*
 * Sends what is before the open sample and moves that to the front of the next
 * datagram. False when there is nothing before it.
 */
static bool
carry_sample(struct datagram *d)
{
	size_t from = d->start_at, n = d->w.len - from, shift;

	if (d->n_samples == 0 || d->n_records == 0)
		return false;
	d->w.len = from;
	emit(d);
	open_datagram(d);
	shift = from - d->w.len;
	memmove(d->buf + d->w.len, d->buf + from, n);
	d->w.len += n;
	d->start_at -= shift;
	d->sample_at -= shift;
	d->records_at -= shift;
	return true;
}

void
datagram_sample(struct datagram *d, const struct datagram_source *source)
{
	close_sample(d);
	d->source = *source;
	d->in_sample = true;
}

/* Tries once; a record that does not fit is taken back. */
static bool
try_record(struct datagram *d, uint32_t tag,
    void (*put)(struct writer *, const void *), const void *data)
{
	struct writer before;
	size_t length_at;

	if (d->n_samples == 0 && d->n_records == 0)
		open_datagram(d);
	before = d->w;
	if (d->n_records == 0)
		open_sample(d);
	writer_u32(&d->w, tag);
	length_at = writer_reserve_u32(&d->w);
	put(&d->w, data);
	writer_patch_length(&d->w, length_at);
	if (d->w.overflow) {
		d->w = before;
		return false;
	}
	d->n_records++;
	return true;
}

bool
datagram_record(struct datagram *d, uint32_t tag,
    void (*put)(struct writer *, const void *), const void *data)
{
	if (try_record(d, tag, put, data))
		return true;
	if (carry_sample(d) && try_record(d, tag, put, data))
		return true;
	close_sample(d);
	emit(d);
	if (try_record(d, tag, put, data))
		return true;
	d->n_dropped++;
	return false;
}

void
datagram_flush(struct datagram *d)
{
	close_sample(d);
	d->in_sample = false;
	emit(d);
}
