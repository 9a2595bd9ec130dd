/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judges the daemons one by one and as a pair; ctl_render.c and
 * ctl_render_ovs.c have the words. Pure. Called by ctl_status.c.
 */
#include "ctl_report.h"

#include <jansson.h>
#include <string.h>

#include "ctl_field.h"
#include "ctl_render.h"
#include "plain.h"
#include "problems.h"

#define DOCUMENT	1	/* the version that is understood */
#define DAEMONS_MAX	2

struct daemon {
	const struct ctl_report_answer	*answer;
	json_t				*status;	/* or NULL */
	const char			*trouble;	/* "": none */
	enum ctl_report_verdict		 verdict;
};

static const char *const verdicts[] = {
	[CTL_REPORT_OK] = "ok",
	[CTL_REPORT_DEGRADED] = "degraded",
	[CTL_REPORT_DOWN] = "down",
	[CTL_REPORT_UNKNOWN] = "unknown",
};

/* Not knowing is less than knowing that it is down. */
static enum ctl_report_verdict
worse(enum ctl_report_verdict a, enum ctl_report_verdict b)
{
	if (a == CTL_REPORT_DOWN || b == CTL_REPORT_DOWN)
		return CTL_REPORT_DOWN;
	return a > b ? a : b;
}

static void
read_answer(struct daemon *d, const struct ctl_report_answer *a)
{
	json_error_t error;

	memset(d, 0, sizeof(*d));
	d->answer = a;
	d->trouble = a->trouble;
	if (a->trouble[0] != '\0') {
		d->verdict = a->denied ? CTL_REPORT_UNKNOWN :
		    CTL_REPORT_DOWN;
		return;
	}
	d->status = json_loadb(a->text, a->len, 0, &error);
	if (!json_is_object(d->status)) {
		json_decref(d->status);
		d->status = NULL;
		d->trouble = "does not answer in JSON";
		d->verdict = CTL_REPORT_DOWN;
		return;
	}
	if (json_array_size(json_object_get(d->status, "problems")) > 0 ||
	    ctl_field_count(d->status, "version") != DOCUMENT)
		d->verdict = CTL_REPORT_DEGRADED;
}

/* Of one daemon, beyond what it says itself. */
static void
compare_releases(const struct daemon *d, struct problems *p)
{
	unsigned long long document = ctl_field_count(d->status, "version");
	struct ctl_field release;

	ctl_field_text(d->status, "release", &release);
	if (document != DOCUMENT)
		problems_add(p, "%s's status is of version %llu, this "
		    "hsflowctl (" VERSION ") understands %d: some of it may "
		    "be missing", d->answer->daemon, document, DOCUMENT);
	if (strcmp(release.text, VERSION) != 0)
		problems_add(p, "%s is %s, hsflowctl is " VERSION ": was it "
		    "not restarted after an upgrade?", d->answer->daemon,
		    release.text[0] == '\0' ? "of no release" :
		    release.text);
}

/* Does sflowovsd work by what hsflowd has published? */
static void
compare_pair(const struct daemon *a, const struct daemon *o,
    struct problems *p)
{
	const json_t *wrote = json_object_get(a->status, "state_file");
	const json_t *read = json_object_get(o->status, "state_file");
	struct ctl_field here, there, result;

	ctl_field_text(wrote, "path", &here);
	ctl_field_text(read, "path", &there);
	ctl_field_text(read, "result", &result);
	if (here.text[0] == '\0' || there.text[0] == '\0')
		return;
	if (strcmp(here.text, there.text) != 0)
		problems_add(p, "hsflowd writes %.150s, but sflowovsd reads "
		    "%.150s", here.text, there.text);
	else if (strcmp(result.text, "ok") == 0 &&
	    ctl_field_count(wrote, "revision") !=
	    ctl_field_count(read, "revision"))
		problems_add(p, "hsflowd has published revision %llu of the "
		    "settings, sflowovsd has read %llu",
		    ctl_field_count(wrote, "revision"),
		    ctl_field_count(read, "revision"));
}

static void
compare(const struct daemon *d, size_t n, struct problems *p)
{
	for (size_t i = 0; i < n; i++)
		if (d[i].status != NULL)
			compare_releases(&d[i], p);
	if (n == 2 && d[0].status != NULL && d[1].status != NULL)
		compare_pair(&d[0], &d[1], p);
}

static void
put_text(const struct daemon *d, size_t n, const struct problems *p,
    const struct ctl_report_options *o, struct growbuf *out)
{
	for (size_t i = 0; i < n; i++) {
		if (d[i].status == NULL)
			growbuf_add(out, "%s: %s: %s\n", d[i].answer->daemon,
			    verdicts[d[i].verdict], d[i].trouble);
		else if (strcmp(d[i].answer->daemon, "sflowovsd") == 0)
			ctl_render_ovs(d[i].status, o->all, out);
		else
			ctl_render_hsflowd(d[i].status, o->all, out);
	}
	for (unsigned int i = 0; i < p->n; i++)
		growbuf_add(out, "! %s\n", p->texts[i]);
}

/* It may have been cut within a character, or name a path of any kind. */
static json_t *
sentence(const char *s)
{
	char text[PROBLEMS_TEXT_MAX];

	return json_string(plain_utf8(s, text, sizeof(text)));
}

static json_t *
daemon_object(const struct daemon *d)
{
	json_t *o = json_object();

	json_object_set_new(o, "state", json_string(verdicts[d->verdict]));
	json_object_set_new(o, "error", d->trouble[0] == '\0' ? json_null() :
	    sentence(d->trouble));
	json_object_set_new(o, "status", d->status == NULL ? json_null() :
	    json_incref(d->status));
	return o;
}

static void
put_json(const struct daemon *d, size_t n, const struct problems *p,
    enum ctl_report_verdict verdict, struct growbuf *out)
{
	json_t *o = json_object(), *array = json_array();

	json_object_set_new(o, "version", json_integer(DOCUMENT));
	json_object_set_new(o, "state", json_string(verdicts[verdict]));
	json_object_set_new(o, "exit_status", json_integer(verdict));
	for (unsigned int i = 0; i < p->n; i++)
		json_array_append_new(array, sentence(p->texts[i]));
	json_object_set_new(o, "problems", array);
	for (size_t i = 0; i < n; i++)
		json_object_set_new(o, d[i].answer->daemon,
		    daemon_object(&d[i]));
	ctl_render_json(o, out);
}

enum ctl_report_verdict
ctl_report_make(const struct ctl_report_answer *answers, size_t n,
    const struct ctl_report_options *o, struct growbuf *out)
{
	enum ctl_report_verdict verdict = CTL_REPORT_OK;
	struct problems problems = { 0 };
	struct daemon d[DAEMONS_MAX];

	for (size_t i = 0; i < n && i < DAEMONS_MAX; i++) {
		read_answer(&d[i], &answers[i]);
		verdict = worse(verdict, d[i].verdict);
	}
	compare(d, n, &problems);
	if (problems.n > 0)
		verdict = worse(verdict, CTL_REPORT_DEGRADED);
	if (o->json)
		put_json(d, n, &problems, verdict, out);
	else
		put_text(d, n, &problems, o, out);
	for (size_t i = 0; i < n && i < DAEMONS_MAX; i++)
		json_decref(d[i].status);
	return verdict;
}
