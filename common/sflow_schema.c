/* SPDX-License-Identifier: Apache-2.0 */
/* From a record's tag to its layout; used by the decoder. Pure. */
#include "sflow_schema.h"

#include <string.h>

/* Tables are in the order of their tags. */
static const struct sflow_schema *
find_in(const struct sflow_schema *s, uint32_t tag, size_t length)
{
	for (; s->name != NULL && s->tag <= tag; s++) {
		if (s->tag == tag &&
		    (s->only_length == 0 || s->only_length == length))
			return s;
	}
	return NULL;
}

const struct sflow_schema *
sflow_schema_find(enum sflow_sample_kind within, uint32_t tag, size_t length)
{
	const struct sflow_schema *s;

	switch (within) {
	case SFLOW_SAMPLE_FLOW:
	case SFLOW_SAMPLE_DISCARDED:
		return find_in(sflow_schema_flow, tag, length);
	case SFLOW_SAMPLE_COUNTERS:
		s = find_in(sflow_schema_host, tag, length);
		return s != NULL ? s : find_in(sflow_schema_port, tag, length);
	case SFLOW_SAMPLE_OTHER:
		break;
	}
	return NULL;
}

const char *
sflow_schema_name(const char *name)
{
	const struct sflow_schema *const tables[] = {
		sflow_schema_flow, sflow_schema_host, sflow_schema_port
	};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		for (const struct sflow_schema *s = tables[i]; s->name != NULL;
		     s++) {
			if (strcmp(s->name, name) == 0)
				return s->name;
		}
	}
	return NULL;
}
