/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hsflowctl status and check on documents of any kind: two lines, that of
 * hsflowd and that of sflowovsd. What is printed moves no terminal; what is
 * JSON is JSON.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ctl_check_pair.h"
#include "ctl_findings.h"
#include "ctl_report.h"
#include "settings.h"

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check(int good)
{
	if (!good)
		abort();
}

static void
check_plain(const char *text, size_t len)
{
	check(strlen(text) == len);
	check(len == 0 || text[len - 1] == '\n');
	for (size_t i = 0; i < len; i++)
		check((unsigned char)text[i] >= 0x20 || text[i] == '\n');
}

static void
check_json(const char *text, size_t len)
{
	json_t *v = json_loadb(text, len, 0, NULL);

	check(json_is_object(v));
	json_decref(v);
}

/* What check makes of a status of both. */
static void
check_findings(const char *text, size_t len)
{
	static struct ctl_findings f;
	struct settings_collector c = { .port = 6343 };
	struct settings s;
	const struct ctl_check_pair pair = { .document = text, .len = len,
	    .conf = "/etc/hsflowd.conf", .settings = &s, .ovs = true,
	    .pids = { 0, 7 } };
	struct growbuf out;

	settings_init(&s);
	check(addr_parse("10.0.0.50", &c.ip));
	check(settings_add_collector(&s, &c));
	memset(&f, 0, sizeof(f));
	ctl_check_pair_find(&pair, &f);
	check(f.n >= 2);
	growbuf_init(&out);
	ctl_findings_text(&f, 0, &out);
	check_plain(out.p, out.len);
	growbuf_clear(&out);
	growbuf_init(&out);
	ctl_findings_json(&f, 1, &out);
	check_json(out.p, out.len);
	growbuf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data;
	const char *end = size == 0 ? NULL : memchr(p, '\n', size);
	size_t first = end == NULL ? size : (size_t)(end - p);
	size_t second = end == NULL ? 0 : size - first - 1;
	const struct ctl_report_answer answers[] = {
		{ .daemon = "hsflowd", .trouble = "", .text = p,
		    .len = first },
		{ .daemon = "sflowovsd", .trouble = "",
		    .text = end == NULL ? p : end + 1, .len = second },
	};
	enum ctl_report_verdict verdicts[4];

	for (int i = 0; i < 4; i++) {
		const struct ctl_report_options o = { .json = i & 1,
		    .all = i & 2 };
		struct growbuf out;
		size_t len;
		char *text;

		growbuf_init(&out);
		verdicts[i] = ctl_report_make(answers, 2, &o, &out);
		text = growbuf_take(&out, &len);
		check(text != NULL);
		if (o.json) {
			check_json(text, len);
			check_findings(text, len);
		} else
			check_plain(text, len);
		free(text);
	}
	check(verdicts[0] == verdicts[1] && verdicts[0] == verdicts[2]);
	return 0;
}
