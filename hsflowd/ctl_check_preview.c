/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A state file in, what sflowovsd would do with each bridge out: by sflowovsd
 * itself, which changes nothing with -n. Called by ctl_check_ovs.
 */
#include "ctl_check_preview.h"

#include <errno.h>
#include <string.h>

#include "child.h"
#include "ctl_check.h"
#include "loop.h"
#include "program.h"
#include "statefile.h"
#include "text.h"

#define STEP		"bridges"
/* Its own limits are shorter. */
#define LIMIT_US	UINT64_C(10000000)
#define OUTPUT_MAX	1048576
/* "12:30:01.123 sflowovsd: message" */
#define PREFIX		"sflowovsd: "
#define ARGS_MAX	8

static struct text
message_of(struct text line)
{
	const char *at = memmem(line.p, line.len, PREFIX, strlen(PREFIX));

	if (at == NULL)
		return line;
	at += strlen(PREFIX);
	return text_make(at, line.len - (size_t)(at - line.p));
}

static void
tell_plan(struct ctl_check *c, const struct child_result *result)
{
	struct text rest = text_make(result->out, result->out_len), line;

	while (text_line(&rest, &line))
		if (line.len > 0)
			ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP,
			    "sflowovsd -n: %.*s", (int)line.len, line.p);
}

static void
tell_failure(struct ctl_check *c, const struct child_result *result)
{
	struct text rest = text_make(result->err, result->err_len), line;
	char how[128];
	bool told = false;

	while (text_line(&rest, &line)) {
		struct text message = message_of(line);

		if (message.len == 0)
			continue;
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP,
		    "sflowovsd -n: %.*s", (int)message.len, message.p);
		told = true;
	}
	if (!told)
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP,
		    "sflowovsd -n: %s", child_describe(result, how,
		    sizeof(how)));
	ctl_findings_advise(&c->findings, "'sflowovsd -n -ddd' shows each "
	    "command and what it answers");
}

static void
on_done(const struct child_result *result, void *arg)
{
	struct ctl_check *c = arg;

	/* 0 in sync, 1 there is something to do. */
	if (result->error == 0 && result->signal == 0 && !result->timed_out &&
	    !result->truncated && (result->status == 0 || result->status == 1))
		tell_plan(c, result);
	else
		tell_failure(c, result);
	loop_stop(c->loop);
}

static void
run(struct ctl_check *c, const char *program)
{
	const char *argv[ARGS_MAX + 1] = { program, "-n", "-f", c->o->state,
	    "--db", c->o->db };
	const struct child_spec spec = { .argv = argv, .timeout_us = LIMIT_US,
	    .output_max = OUTPUT_MAX, .done = on_done, .arg = c };

	if (c->o->ovs_vsctl != NULL) {
		argv[6] = "--ovs-vsctl";
		argv[7] = c->o->ovs_vsctl;
	}
	ctl_check_show(c);
	child_start(c->loop, &spec);
	loop_run(c->loop);
}

void
ctl_check_preview_run(struct ctl_check *c)
{
	char reason[STATEFILE_REASON_MAX], program[PROGRAM_PATH_MAX];
	struct state st;

	/* Without settings there is nothing that it could want. */
	if (statefile_read(c->o->state, &st, reason) != STATEFILE_OK)
		return;
	if (program_find_beside("sflowovsd", program)) {
		run(c, program);
		return;
	}
	ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP,
	    "there is no sflowovsd beside hsflowctl, nor in the system's "
	    "folders: no samples of packets");
	ctl_findings_advise(&c->findings, "install it");
}
