/* SPDX-License-Identifier: Apache-2.0 */
/* A daemon's status for people, in lines of text; documents of JSON. Pure. */
#ifndef CTL_RENDER_H
#define CTL_RENDER_H

#include <jansson.h>
#include <stdbool.h>

#include "growbuf.h"

#define CTL_RENDER_SHORT	20	/* entries of a list without `all` */

/* Head, and what is wrong: of both. */
void	ctl_render_head(const json_t *, struct growbuf *);
/* The last complaints of the log: of both. */
void	ctl_render_log(const json_t *, bool all, struct growbuf *);
/* One line of the report: a word in its column, then the text. */
void	ctl_render_line(struct growbuf *, const char *word, const char *, ...)
	    __attribute__((format(printf, 3, 4)));
/* The begin of a line about one entry of a list: its name, in a column. */
void	ctl_render_name(struct growbuf *, const char *name);
/* "... and 980 more", where a list was cut. */
void	ctl_render_more(struct growbuf *, size_t n, bool all);

/* The document, let go of, as text; out->failed is set without memory. */
void	ctl_render_json(json_t *, struct growbuf *out);

void	ctl_render_hsflowd(const json_t *, bool all, struct growbuf *);
void	ctl_render_ovs(const json_t *, bool all, struct growbuf *);

#endif
