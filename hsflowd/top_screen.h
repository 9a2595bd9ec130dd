/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows and a width in, lines of text out: which columns there is room for, and
 * what stands in them. Without escape sequences. Pure.
 */
#ifndef TOP_SCREEN_H
#define TOP_SCREEN_H

#include "top_rows.h"

#define TOP_SCREEN_WIDTH_MAX	400	/* columns; more stay empty */
#define TOP_SCREEN_HEIGHT_MAX	500
/* A character takes up to four bytes. */
#define TOP_SCREEN_LINE_MAX	(4 * TOP_SCREEN_WIDTH_MAX + 1)

enum top_style {
	TOP_STYLE_PLAIN,
	TOP_STYLE_TITLE,
	TOP_STYLE_HOST,
	TOP_STYLE_QUIET	/* talkers, and who is silent */
};

struct top_line {
	enum top_style	style;
	char		text[TOP_SCREEN_LINE_MAX];
};

struct top_view {
	struct top_order order;
	unsigned int	 width, height;	/* of the terminal */
	size_t		 first;		/* row at the top; is corrected */
	uint64_t	 lost;		/* datagrams without room */
};

/* Each line has as many columns as `width`, spaces at its end included. */
void		top_screen_header(unsigned int width, struct top_line *);
void		top_screen_row(const struct top_row *, unsigned int width,
		    struct top_line *);
/*
 * A whole screen of at most view->height lines; returns how many. Memory is
 * for as many as TOP_SCREEN_HEIGHT_MAX.
 */
unsigned int	top_screen_make(const struct top_model *, uint64_t now,
		    struct top_view *, struct top_line *,
		    struct top_row *scratch);

#endif
