/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of programs in, paths out; what they are told and say in, log lines
 * out. The pass and the monitors call it.
 */
#include "tool.h"

#include <string.h>
#include <sys/stat.h>

#include "argv.h"
#include "child.h"
#include "log.h"
#include "loop.h"
#include "program.h"
#include "text.h"
#include "textbuf.h"

/* Of a log line, which is cut at 2047; an argument has at most 1400. */
#define COMMAND_LINE	1800	/* bytes */
#define OUTPUT_LINE	1024

bool
tool_find(const char *given, const char *name, char path[TOOL_PATH_MAX],
    struct tool_stamp *stamp)
{
	struct stat st;

	if (!program_find(given, name, path, &st))
		return false;
	memset(stamp, 0, sizeof(*stamp));
	stamp->dev = st.st_dev;
	stamp->ino = st.st_ino;
	stamp->size = st.st_size;
	stamp->mtime = st.st_mtim.tv_sec;
	stamp->mtime_nsec = st.st_mtim.tv_nsec;
	return true;
}

bool
tool_same(const struct tool_stamp *a, const struct tool_stamp *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size &&
	    a->mtime == b->mtime && a->mtime_nsec == b->mtime_nsec;
}

/* A long command is shown in lines that a backslash continues. */
void
tool_show_command(const char *const *v)
{
	char line[COMMAND_LINE], word[COMMAND_LINE];
	struct textbuf b;

	if (!log_enabled(3))
		return;
	textbuf_init(&b, line, sizeof(line));
	for (; *v != NULL; v++) {
		const char *const one[] = { *v, NULL };

		argv_format(one, word, sizeof(word));
		if (b.len > 0 && b.len + strlen(word) + 4 > sizeof(line)) {
			log_debug(3, "run: %s \\", line);
			textbuf_init(&b, line, sizeof(line));
		}
		textbuf_add(&b, "%s%s", b.len == 0 ? "" : " ", word);
	}
	log_debug(3, "run: %s", line);
}

/* What a line is continued with is marked by a plus. */
static void
show_line(const char *who, const char *stream, struct text line)
{
	const char *more = "";
	size_t n;

	do {
		n = line.len < OUTPUT_LINE ? line.len : OUTPUT_LINE;
		log_debug(3, "%s%s%s: %.*s", who, stream, more, (int)n,
		    line.p);
		line = text_make(line.p + n, line.len - n);
		more = "+";
	} while (line.len > 0);
}

static void
show_stream(const char *who, const char *stream, const char *p, size_t len)
{
	struct text rest = text_make(p, len), line;

	while (text_line(&rest, &line))
		show_line(who, stream, line);
}

void
tool_show_output(const char *who, const char *p, size_t len)
{
	if (log_enabled(3))
		show_stream(who, "out", p, len);
}

void
tool_show_end(const char *who, const struct child_result *r)
{
	char end[128];

	if (!log_enabled(3))
		return;
	show_stream(who, "out", r->out, r->out_len);
	show_stream(who, "err", r->err, r->err_len);
	log_debug(3, "%send: %s after %.1f ms", who,
	    child_describe(r, end, sizeof(end)),
	    (double)r->elapsed_us / 1e3);
}

void
tool_show_cancel(const char *who, uint64_t started_us)
{
	log_debug(3, "%send: ended by us after %.1f ms", who,
	    (double)(loop_now_us() - started_us) / 1e3);
}
