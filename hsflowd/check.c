/* SPDX-License-Identifier: Apache-2.0 */
/* Options in, a verdict in words out; called by main, in part by the agent. */
#include "check.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "conffile.h"
#include "daemon.h"
#include "log.h"
#include "resolve.h"

static void
print_line(const char *line)
{
	fprintf(stderr, "%s\n", line);
}

bool
check_conf(const struct conf *conf, void (*say)(const char *))
{
	const struct agentaddr_choice nobody = { .reason = "" };
	const struct addr none[SETTINGS_COLLECTORS_MAX] = { { 0 } };
	const struct resolve_input in = { .conf = conf,
	    .dns = conf_dnssd_on(conf), .agent = &nobody, .collectors = none };
	char reason[RESOLVE_REASON_MAX];
	struct settings s;

	if (resolve_settings(&in, &s, reason) != RESOLVE_NOTHING)
		return true;
	say(reason);
	return false;
}

/* Root again, with the groups it had. */
static bool
become_root(const gid_t *groups, int n)
{
	/* It has seen no secrets: sanitizers and debuggers may look. */
	return seteuid(0) == 0 && setegid(getgid()) == 0 &&
	    setgroups((size_t)n, groups) == 0 &&
	    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
}

/* False with errno, as root still. */
static bool
work_as(uid_t uid, gid_t gid, void (*work)(void *), void *arg)
{
	int n = getgroups(0, NULL), error;
	gid_t *groups = calloc((size_t)n + 1, sizeof(*groups));
	bool good;

	if (groups == NULL)
		return false;
	n = getgroups(n, groups);
	/* The groups, too: root's own may read more than the agent. */
	good = n != -1 && setgroups(0, NULL) == 0 && setegid(gid) == 0 &&
	    seteuid(uid) == 0;
	error = errno;
	if (good)
		work(arg);
	if (n != -1 && !become_root(groups, n) && good)
		fatal("user root");
	free(groups);
	errno = error;
	return good;
}

bool
check_as_agent(void (*work)(void *), void *arg)
{
	const char *name;
	uid_t uid;
	gid_t gid;

	if (geteuid() == 0 && daemon_user(&uid, &gid, &name))
		return work_as(uid, gid, work, arg);
	work(arg);
	return true;
}

struct load {
	const char	*path;
	bool		 optional;
	struct conf	*conf;
	void		(*say)(const char *);
	bool		 good;
};

static void
load(void *arg)
{
	struct load *l = arg;

	l->good = conffile_load(l->path, l->optional, l->conf, l->say);
}

bool
check_load(const char *path, bool optional, struct conf *conf,
    void (*say)(const char *))
{
	struct load l = { path, optional, conf, say, false };
	char line[512];

	if (check_as_agent(load, &l))
		return l.good;
	snprintf(line, sizeof(line), "%.300s: cannot be read as hsflowd's "
	    "user: %s", path, strerror(errno));
	say(line);
	return false;
}

int
check_run(const struct options *options)
{
	struct conf *conf = calloc(1, sizeof(*conf));
	bool good;

	if (conf == NULL)
		fatal("start");
	good = check_load(options->conf, !options->conf_given, conf,
	    print_line) && check_conf(conf, print_line);
	if (good)
		printf("%s: %s%s\n", options->conf,
		    access(options->conf, F_OK) == 0 ? "good" :
		    "not there, which is fine",
		    conf_dnssd_on(conf) ? ", settings come from DNS" : "");
	free(conf);
	return good ? 0 : 1;
}
