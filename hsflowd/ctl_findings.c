/* SPDX-License-Identifier: Apache-2.0 */
/* Findings in, a list for people or a document of JSON out. */
#include "ctl_findings.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>

#include "ctl_render.h"
#include "plain.h"

/* Of the document; another one only where a member has another meaning. */
#define DOCUMENT	1

static const struct {
	const char	*word;		/* for people */
	const char	*name;		/* in JSON */
} verdicts[] = {
	[CTL_FINDINGS_OK] = { "ok", "ok" },
	[CTL_FINDINGS_NOTE] = { "-", "note" },
	[CTL_FINDINGS_WARNING] = { "warn", "warning" },
	[CTL_FINDINGS_WRONG] = { "WRONG", "wrong" },
};

void
ctl_findings_add(struct ctl_findings *f, enum ctl_findings_verdict verdict,
    const char *step, const char *fmt, ...)
{
	char text[CTL_FINDINGS_TEXT_MAX];
	struct ctl_finding *one;
	va_list ap;

	f->wrong = f->wrong || verdict == CTL_FINDINGS_WRONG;
	if (f->n == CTL_FINDINGS_MAX) {
		f->unlisted++;
		return;
	}
	one = &f->list[f->n++];
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	one->verdict = verdict;
	one->step = step;
	one->advice[0] = '\0';
	plain_line(text, one->text, sizeof(one->text));
}

void
ctl_findings_advise(struct ctl_findings *f, const char *fmt, ...)
{
	char text[CTL_FINDINGS_TEXT_MAX];
	va_list ap;

	if (f->n == 0 || f->unlisted > 0)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	plain_line(text, f->list[f->n - 1].advice, sizeof(text));
}

void
ctl_findings_text(const struct ctl_findings *f, unsigned int from,
    struct growbuf *out)
{
	for (unsigned int i = from; i < f->n; i++) {
		const struct ctl_finding *one = &f->list[i];

		growbuf_add(out, "%-5s %-14s %s\n",
		    verdicts[one->verdict].word, one->step, one->text);
		if (one->advice[0] != '\0')
			growbuf_add(out, "%-5s %-14s %s\n", "", "",
			    one->advice);
	}
}

void
ctl_findings_end(const struct ctl_findings *f, struct growbuf *out)
{
	if (f->unlisted > 0)
		growbuf_add(out, "%-5s and %u more\n", "", f->unlisted);
}

static json_t *
finding_object(const struct ctl_finding *one)
{
	json_t *o = json_object();

	json_object_set_new(o, "step", json_string(one->step));
	json_object_set_new(o, "verdict",
	    json_string(verdicts[one->verdict].name));
	json_object_set_new(o, "text", json_string(one->text));
	json_object_set_new(o, "advice", one->advice[0] == '\0' ?
	    json_null() : json_string(one->advice));
	return o;
}

void
ctl_findings_json(const struct ctl_findings *f, int exit_status,
    struct growbuf *out)
{
	json_t *o = json_object(), *array = json_array();

	json_object_set_new(o, "version", json_integer(DOCUMENT));
	json_object_set_new(o, "exit_status", json_integer(exit_status));
	for (unsigned int i = 0; i < f->n; i++)
		json_array_append_new(array, finding_object(&f->list[i]));
	json_object_set_new(o, "findings", array);
	json_object_set_new(o, "more_findings", json_integer(f->unlisted));
	ctl_render_json(o, out);
}
