/* SPDX-License-Identifier: Apache-2.0 */
/* struct handover in and out of bytes; monitor.c writes, agent.c reads. Pure. */
#include "handover.h"

#include <string.h>

#include "reader.h"
#include "text.h"
#include "writer.h"

#define MAGIC	0x68736634	/* "hsf4" */

void
handover_format(const struct handover *h, uint8_t bytes[HANDOVER_BYTES])
{
	struct writer w;

	memset(bytes, 0, HANDOVER_BYTES);
	writer_init(&w, bytes, HANDOVER_BYTES);
	writer_u32(&w, MAGIC);
	writer_u32(&w, h->xen);
	writer_string(&w, h->dmi_uuid, HANDOVER_UUID_MAX);
}

bool
handover_parse(const uint8_t *bytes, size_t len, struct handover *h)
{
	struct reader r;
	const uint8_t *text;
	uint32_t magic, xen, n;

	reader_init(&r, bytes, len);
	magic = reader_u32(&r);
	xen = reader_u32(&r);
	n = reader_u32(&r);
	text = reader_opaque(&r, n);
	if (len != HANDOVER_BYTES || magic != MAGIC || xen > 1 ||
	    text == NULL)
		return false;
	h->xen = xen == 1;
	return text_copy(text_make((const char *)text, n), h->dmi_uuid,
	    sizeof(h->dmi_uuid));
}
