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
#include "ctl_check_preview.h"
#include "loop.h"
#include "program.h"
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
	bool			 good;
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

/* The last line: what is above it leads to it. */
static struct text
last_line(const char *p, size_t len)
{
	struct text rest = text_trim(text_make(p, len)), line = { "", 0 };

	while (text_line(&rest, &line))
		continue;
	return line;
}

static void
tell_failure(struct run *r, const struct child_result *result)
{
	char how[128];
	struct text err = last_line(result->err, result->err_len);

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
	r->good = true;
	textbuf_init(&out, list, sizeof(list));
	while (text_line(&rest, &line))
		textbuf_add(&out, "%s%.*s", n++ == 0 ? ": " : ", ",
		    (int)line.len, line.p);
	ctl_findings_add(&r->c->findings, CTL_FINDINGS_OK, STEP,
	    "%s answers at %s to user %s; %u %s%s%s", r->version,
	    r->c->o->db, user_name(geteuid(), me), n,
	    n == 1 ? "bridge" : "bridges", list, out.overflow ? " ..." : "");
}

/* False when it does not answer. */
static bool
ask(struct ctl_check *c, const char *ovs_vsctl)
{
	char db[512];
	const char *const version[] = { ovs_vsctl, "--version", NULL };
	const char *const bridges[] = { ovs_vsctl, "--timeout=5", db,
	    "--no-wait", "list-br", NULL };
	struct run r = { .c = c, .version = "?" };

	ctl_check_show(c);
	snprintf(db, sizeof(db), "--db=%s", c->o->db);
	run(&r, version, take_version);
	run(&r, bridges, tell_bridges);
	return r.good;
}

static void
tell_denied(struct ctl_check *c, const char *socket, int error)
{
	char owner[USER_MAX];
	struct stat st;

	ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP,
	    "we may not ask at %s: %s", socket, strerror(error));
	if (error == EACCES && stat(socket, &st) == 0)
		ctl_findings_advise(&c->findings, "it answers to user %s, as "
		    "whom sflowovsd has to run; ask as that user: sudo",
		    user_name(st.st_uid, owner));
	else
		ctl_findings_advise(&c->findings, "ask as root");
}

/* Root is asked all the same; sflowovsd has given that up. */
static void
tell_owner(struct ctl_check *c, const char *socket)
{
	char owner[USER_MAX];
	struct stat st;

	if (stat(socket, &st) == -1 || st.st_uid == geteuid() ||
	    (st.st_mode & S_IWOTH) != 0)
		return;
	ctl_findings_add(&c->findings, CTL_FINDINGS_WARNING, STEP,
	    "%s belongs to user %s", socket, user_name(st.st_uid, owner));
	ctl_findings_advise(&c->findings, "sflowovsd has to run as that user: "
	    "it gives up root's privileges");
}

void
ctl_check_ovs_run(struct ctl_check *c)
{
	const struct ctl_report_answer *other =
	    &c->asks[CTL_CHECK_SFLOWOVSD].answer;
	const char *socket = c->o->db + strlen(PREFIX);
	char path[PROGRAM_PATH_MAX];
	struct stat st;

	if (stat(socket, &st) == -1 && errno == ENOENT) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_NOTE, STEP,
		    "none runs here: there is no %s", socket);
		return;
	}
	if (access(socket, R_OK | W_OK) == -1) {
		tell_denied(c, socket, errno);
		return;
	}
	if (!program_find(c->o->ovs_vsctl, "ovs-vsctl", path, &st)) {
		ctl_findings_add(&c->findings, CTL_FINDINGS_WRONG, STEP,
		    "%s: %s", path, strerror(errno));
		ctl_findings_advise(&c->findings, "install ovs-vsctl, or say "
		    "where it is: --ovs-vsctl PATH, of sflowovsd, too");
		return;
	}
	if (!ask(c, path))
		return;
	tell_owner(c, socket);
	/* One that runs tells of its bridges itself. */
	if (other->text == NULL && !other->denied)
		ctl_check_preview_run(c);
}
