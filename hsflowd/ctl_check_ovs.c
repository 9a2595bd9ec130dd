/* SPDX-License-Identifier: Apache-2.0 */
/* The database's socket in, who answers there out; called by ctl_check. */
#include "ctl_check_ovs.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "child.h"
#include "ctl_check.h"
#include "loop.h"
#include "text.h"
#include "textbuf.h"

#define STEP		"Open vSwitch"
#define PREFIX		"unix:"
/* ovs-vsctl ends by itself after 5 s. */
#define LIMIT_US	UINT64_C(8000000)
#define OUTPUT_MAX	1048576
#define USER_MAX	64

struct run {
	struct ctl_check	*c;
	void			(*tell)(struct run *,
				    const struct child_result *);
	char			 version[64];
};

static void
on_done(const struct child_result *result, void *arg)
{
	struct run *r = arg;

	r->tell(r, result);
	loop_stop(r->c->loop);
}

static void
run(struct run *r, const char *const *argv,
    void (*tell)(struct run *, const struct child_result *))
{
	const struct child_spec spec = { .argv = argv, .timeout_us = LIMIT_US,
	    .output_max = OUTPUT_MAX, .done = on_done, .arg = r };

	r->tell = tell;
	child_start(r->c->loop, &spec);
	loop_run(r->c->loop);
}

static const char *
user_name(uid_t uid, char name[USER_MAX])
{
	const struct passwd *pw = getpwuid(uid);

	if (pw != NULL)
		snprintf(name, USER_MAX, "%s", pw->pw_name);
	else
		snprintf(name, USER_MAX, "number %u", uid);
	return name;
}

static void
tell_failure(struct run *r, const struct child_result *result)
{
	char how[128];
	struct text err = text_trim(text_make(result->err, result->err_len));

	ctl_findings_add(&r->c->findings, CTL_FINDINGS_WRONG, STEP,
	    "does not answer at %s: %s%s%.*s", r->c->o->db,
	    child_describe(result, how, sizeof(how)), err.len > 0 ? ": " : "",
	    (int)err.len, err.p);
	ctl_findings_advise(&r->c->findings, "is ovsdb-server running?");
}

/* "ovs-vsctl (Open vSwitch) 3.1.0" */
static void
take_version(struct run *r, const struct child_result *result)
{
	struct text rest = text_make(result->out, result->out_len), line, word;

	if (!child_ok(result) || !text_line(&rest, &line))
		return;
	while (text_word(&line, &word))
		text_copy(word, r->version, sizeof(r->version));
}

static void
tell_bridges(struct run *r, const struct child_result *result)
{
	struct text rest = text_make(result->out, result->out_len), line;
	char list[256] = "", me[USER_MAX];
	struct textbuf out;
	unsigned int n = 0;

	if (!child_ok(result)) {
		tell_failure(r, result);
		return;
	}
	textbuf_init(&out, list, sizeof(list));
	while (text_line(&rest, &line))
		textbuf_add(&out, "%s%.*s", n++ == 0 ? ": " : ", ",
		    (int)line.len, line.p);
	ctl_findings_add(&r->c->findings, CTL_FINDINGS_OK, STEP,
	    "%s answers at %s to user %s; %u %s%s%s", r->version,
	    r->c->o->db, user_name(geteuid(), me), n,
	    n == 1 ? "bridge" : "bridges", list, out.overflow ? " ..." : "");
}

static void
ask(struct ctl_check *c)
{
	char db[512];
	const char *const version[] = { c->o->ovs_vsctl, "--version", NULL };
	const char *const bridges[] = { c->o->ovs_vsctl, "--timeout=5", db,
	    "--no-wait", "list-br", NULL };
	struct run r = { .c = c, .version = "?" };

	if (access(c->o->ovs_vsctl, X_OK) == -1) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP,
		    "%s: %s", c->o->ovs_vsctl, strerror(errno));
		ctl_findings_advise(&c->findings, "--ovs-vsctl PATH says "
		    "where it is");
		return;
	}
	snprintf(db, sizeof(db), "--db=%s", c->o->db);
	run(&r, version, take_version);
	run(&r, bridges, tell_bridges);
}

void
ctl_check_ovs_run(struct ctl_check *c)
{
	const char *socket = c->o->db + strlen(PREFIX);
	char owner[USER_MAX];
	struct stat st;

	if (stat(socket, &st) == -1 && errno == ENOENT) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP,
		    "none runs here: there is no %s", socket);
		return;
	}
	if (access(socket, R_OK | W_OK) == -1) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP,
		    "we may not ask at %s: %s", socket, strerror(errno));
		if (errno == EACCES && stat(socket, &st) == 0)
			ctl_findings_advise(&c->findings, "it answers to user "
			    "%s, as whom sflowovsd has to run",
			    user_name(st.st_uid, owner));
		else
			ctl_findings_advise(&c->findings, "ask as root");
		return;
	}
	ask(c);
}
