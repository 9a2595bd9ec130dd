/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /proc/net/dev comes in, one interface at a time goes out; called by
 * measure.c. Pure.
 */
#include "netio.h"

#include <string.h>

/*
 * The number may touch the colon ("eth0:123"), and a name may hold a colon on
 * old kernels, so the last one is the separator.
 */
static bool
split_name(struct text *line, struct text *name)
{
	size_t colon = line->len;

	while (colon > 0 && line->p[colon - 1] != ':')
		colon--;
	if (colon == 0)
		return false;
	*name = text_trim(text_make(line->p, colon - 1));
	*line = text_make(line->p + colon, line->len - colon);
	return name->len > 0 && name->len <= NETIO_NAME_MAX &&
	    memchr(name->p, '\0', name->len) == NULL;
}

/* Eight columns in (bytes packets errs drop ...), then eight out. */
static bool
parse_stat(struct text line, struct netio_stat *s)
{
	uint64_t n[12];
	struct text word;

	if (!split_name(&line, &s->name))
		return false;
	for (size_t i = 0; i < 12; i++)
		if (!text_word(&line, &word) ||
		    !text_u64(word, UINT64_MAX, &n[i]))
			return false;
	s->bytes_in = n[0];
	s->pkts_in = n[1];
	s->errs_in = n[2];
	s->drops_in = n[3];
	s->bytes_out = n[8];
	s->pkts_out = n[9];
	s->errs_out = n[10];
	s->drops_out = n[11];
	return true;
}

bool
netio_next(struct text *rest, struct netio_stat *s)
{
	struct text line;

	while (text_line(rest, &line))
		if (parse_stat(line, s))
			return true;
	return false;
}
