/* SPDX-License-Identifier: Apache-2.0 */
/* What hsflowctl top shows, line by line; called by ctl_top.c. Pure. */
#include "top_screen.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "textbuf.h"
#include "top_text.h"

#define NAME_MIN	12	/* columns; below, others are left out */
#define INDENT		2
#define TITLE_MAX	256

enum column {
	CPUS,
	CPU,
	MEMORY,
	MEMORY_MAX,
	READ,
	WRITTEN,
	IN,
	OUT,
	AGE,
	COLUMNS
};

/* With a space in front. Those of least use are left out first. */
static const struct {
	const char	*title;
	unsigned int	 width;
	unsigned int	 rank;
} columns[COLUMNS] = {
	[CPUS] = { "CPUS", 5, 7 },
	[CPU] = { "CPU%", 6, 0 },
	[MEMORY] = { "MEM", 6, 3 },
	[MEMORY_MAX] = { "OF", 6, 8 },
	[READ] = { "READ/s", 7, 5 },
	[WRITTEN] = { "WRIT/s", 7, 4 },
	[IN] = { "INb/s", 6, 1 },
	[OUT] = { "OUTb/s", 7, 2 },
	[AGE] = { "AGE", 6, 6 },
};

struct layout {
	unsigned int	width, name;	/* columns */
	bool		shown[COLUMNS];
};

static void
plan(unsigned int width, struct layout *l)
{
	unsigned int used = 0;

	l->width = width < TOP_SCREEN_WIDTH_MAX ? width : TOP_SCREEN_WIDTH_MAX;
	memset(l->shown, 0, sizeof(l->shown));
	for (unsigned int rank = 0; rank < COLUMNS; rank++) {
		for (unsigned int c = 0; c < COLUMNS; c++) {
			if (columns[c].rank != rank || used +
			    columns[c].width + NAME_MIN > l->width)
				continue;
			l->shown[c] = true;
			used += columns[c].width;
		}
	}
	l->name = l->width - used;
}

/* Text of a stranger or of ours in so many columns, from the left. */
static void
put_left(struct textbuf *b, const void *text, size_t len, unsigned int width)
{
	char clean[TOP_SCREEN_LINE_MAX];
	size_t used = top_text_clean(text, len, width, clean, sizeof(clean));

	textbuf_add(b, "%s%*s", clean, (int)(width - used), "");
}

static void
put_right(struct textbuf *b, const char *text, unsigned int width)
{
	textbuf_add(b, "%*s", (int)width, text);
}

static void
put_line(struct top_line *line, enum top_style style, const char *text,
    unsigned int width)
{
	struct textbuf b;

	line->style = style;
	textbuf_init(&b, line->text, sizeof(line->text));
	put_left(&b, text, strlen(text), width < TOP_SCREEN_WIDTH_MAX ? width :
	    TOP_SCREEN_WIDTH_MAX);
}

void
top_screen_header(unsigned int width, struct top_line *line)
{
	struct textbuf b;
	struct layout l;

	plan(width, &l);
	line->style = TOP_STYLE_TITLE;
	textbuf_init(&b, line->text, sizeof(line->text));
	put_left(&b, "HOST", 4, l.name);
	for (unsigned int c = 0; c < COLUMNS; c++) {
		if (l.shown[c])
			put_right(&b, columns[c].title, columns[c].width);
	}
}

static const char *
cell_age(const struct top_row *row, char buf[TOP_TEXT_NUMBER_MAX])
{
	if (!row->age.known)
		return "";
	if (row->silent)
		/* Where there is no room for more than the word's start. */
		snprintf(buf, TOP_TEXT_NUMBER_MAX, "quiet");
	else
		top_text_age((uint64_t)row->age.value, buf);
	return buf;
}

static const char *
cell(const struct top_row *row, enum column c, char buf[TOP_TEXT_NUMBER_MAX])
{
	const struct top_value values[COLUMNS] = {
		row->cpus, row->cpu, row->memory, row->memory_max, row->read,
		row->written, row->in, row->out, row->age
	};
	double v = values[c].value;

	if (c == AGE)
		return cell_age(row, buf);
	if (!values[c].known)
		return row->kind == TOP_ROW_TALKER ? "" : "-";
	if (c == CPUS)
		snprintf(buf, TOP_TEXT_NUMBER_MAX, v < 10000 ? "%.0f" :
		    "huge", v);
	else if (c == CPU)
		top_text_percent(v, buf);
	else if (c == MEMORY || c == MEMORY_MAX)
		top_text_size(v, buf);
	else
		top_text_rate(v, buf);
	return buf;
}

/* A talker's words take the room of the columns that it leaves empty. */
static unsigned int
name_width(const struct top_row *row, const struct layout *l,
    enum column *first)
{
	unsigned int width = l->name;

	*first = CPUS;
	if (row->kind != TOP_ROW_TALKER)
		return width;
	for (; *first < IN; (*first)++)
		width += l->shown[*first] ? columns[*first].width : 0;
	return width;
}

void
top_screen_row(const struct top_row *row, unsigned int width,
    struct top_line *line)
{
	static const enum top_style styles[] = { TOP_STYLE_HOST,
		TOP_STYLE_PLAIN, TOP_STYLE_QUIET };
	unsigned int indent = INDENT * row->kind, name;
	char buf[TOP_TEXT_NUMBER_MAX];
	enum column first;
	struct textbuf b;
	struct layout l;

	plan(width, &l);
	line->style = row->silent ? TOP_STYLE_QUIET : styles[row->kind];
	textbuf_init(&b, line->text, sizeof(line->text));
	name = name_width(row, &l, &first);
	if (indent + 1 > name)
		indent = 0;
	textbuf_add(&b, "%*s", (int)indent, "");
	put_left(&b, row->label, row->label_len, name - indent);
	for (unsigned int c = first; c < COLUMNS; c++) {
		if (l.shown[c])
			put_right(&b, cell(row, c, buf), columns[c].width);
	}
}

static void
make_title(const struct top_model *m, const struct top_view *view,
    char title[TITLE_MAX])
{
	struct textbuf b;

	textbuf_init(&b, title, TITLE_MAX);
	textbuf_add(&b, "%u agent%s, %u host%s and VMs, %" PRIu64
	    " datagram%s", m->n, m->n == 1 ? "" : "s", m->n_sources,
	    m->n_sources == 1 ? "" : "s", m->datagrams,
	    m->datagrams == 1 ? "" : "s");
	if (m->malformed > 0)
		textbuf_add(&b, ", %" PRIu64 " malformed", m->malformed);
	if (view->lost > 0)
		textbuf_add(&b, ", %" PRIu64 " lost", view->lost);
	if (m->turned_away > 0)
		textbuf_add(&b, ", %" PRIu64 " turned away", m->turned_away);
}

static const char *
hint(const struct top_model *m)
{
	if (m->datagrams == 0)
		return "Waiting for sFlow. Nothing has arrived so far.";
	if (m->n_rated == 0)
		return "Rates come with the second sample of each source.";
	return "q quit  sort by: c CPU m memory d disk n network a name  "
	    "t talkers  j k scroll";
}

/* The last page is a full one. */
static void
correct_first(struct top_view *view, size_t total, size_t room)
{
	size_t last = total > room ? total - room : 0;

	if (view->first > last)
		view->first = last;
}

unsigned int
top_screen_make(const struct top_model *m, uint64_t now,
    struct top_view *view, struct top_line *lines, struct top_row *scratch)
{
	unsigned int height = view->height < TOP_SCREEN_HEIGHT_MAX ?
	    view->height : TOP_SCREEN_HEIGHT_MAX, n = 0, shown;
	/* A small screen is for rows. */
	bool title = height >= 4, header = height >= 2, foot = height >= 6;
	size_t room = height - title - header - foot, total;
	char text[TITLE_MAX];

	total = top_rows_make(m, now, &view->order, view->first, scratch,
	    room);
	if (view->first > 0 && view->first + room > total) {
		correct_first(view, total, room);
		total = top_rows_make(m, now, &view->order, view->first,
		    scratch, room);
	}
	shown = (unsigned int)(total - view->first < room ?
	    total - view->first : room);
	make_title(m, view, text);
	if (title)
		put_line(&lines[n++], TOP_STYLE_PLAIN, text, view->width);
	if (header)
		top_screen_header(view->width, &lines[n++]);
	for (unsigned int i = 0; i < shown; i++)
		top_screen_row(&scratch[i], view->width, &lines[n++]);
	while (foot && n < height - 1)
		put_line(&lines[n++], TOP_STYLE_PLAIN, "", view->width);
	if (foot)
		put_line(&lines[n++], TOP_STYLE_QUIET, hint(m), view->width);
	return n;
}
