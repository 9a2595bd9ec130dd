/* SPDX-License-Identifier: Apache-2.0 */
/* One dry pass; main calls it. */
#include "preview.h"

#include <stdio.h>
#include <string.h>

#include "desire.h"
#include "log.h"
#include "loop.h"
#include "pass.h"
#include "statefile.h"

struct preview {
	struct loop	*loop;
	int		 status;
};

/* Names come from the database; they must not move the terminal. */
static void
print_plain(const char *s)
{
	for (; *s != '\0'; s++)
		putchar((unsigned char)*s < 0x20 || *s == 0x7f ? ' ' : *s);
	putchar('\n');
}

static void
print_plan(const struct plan *p)
{
	char line[1200];

	for (size_t i = 0; plan_line(p, i, line, sizeof(line)); i++)
		print_plain(line);
	if (p->goal == PLAN_GOAL_SET)
		printf("%zu bridges in sync\n", p->n_ours);
}

static void
on_pass(const struct pass_report *pr, void *arg)
{
	struct preview *v = arg;

	if (pr->result == PASS_FAILED) {
		log_warnx("%s", pr->reason);
		v->status = PREVIEW_FAILED;
	} else {
		print_plan(pr->plan);
		v->status = pr->result == PASS_PENDING ? PREVIEW_PENDING :
		    PREVIEW_IN_SYNC;
	}
	loop_stop(v->loop);
}

static int
run_pass(const struct ovsd_conf *conf, enum plan_goal goal,
    const struct settings *settings)
{
	struct preview v = { loop_new(), PREVIEW_FAILED };
	struct pass_conf pass_conf = { v.loop, conf->db, conf->ovs_vsctl };
	struct pass_order order = {
		.goal = goal, .settings = settings, .dry = true,
		.timeout = PASS_TIMEOUT
	};
	struct pass *pass;

	if (v.loop == NULL)
		fatal("event loop");
	pass = pass_new(&pass_conf, on_pass, &v);
	pass_start(pass, &order);
	if (!loop_run(v.loop))
		fatalx("event loop");
	pass_free(pass);
	loop_free(v.loop);
	return v.status;
}

int
preview_run(const struct ovsd_conf *conf)
{
	char reason[STATEFILE_REASON_MAX];
	enum statefile_result result;
	struct desire d;
	struct state st;

	desire_init(&d, 0);
	result = statefile_read(conf->statefile, &st, reason);
	desire_take(&d, result, &st, 0);
	if (result == STATEFILE_MISSING) {
		printf("%s: %s: withdrawn after %.0f s without it\n",
		    conf->statefile, reason, (double)conf->grace_us / 1e6);
		desire_expire(&d, 0);
	} else if (result == STATEFILE_REFUSED) {
		log_warnx("%s: %s", conf->statefile, reason);
		return PREVIEW_FAILED;
	}
	if (d.goal == DESIRE_NOTHING) {
		printf("hsflowd waits for its settings: nothing changes\n");
		return PREVIEW_IN_SYNC;
	}
	return run_pass(conf, d.goal == DESIRE_SET ? PLAN_GOAL_SET :
	    PLAN_GOAL_WITHDRAW, &d.settings);
}
