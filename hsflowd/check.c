/* SPDX-License-Identifier: Apache-2.0 */
/* Options in, a verdict in words out; called by main, in part by the agent. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
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

bool
check_load(const char *path, bool optional, struct conf *conf,
    void (*say)(const char *))
{
	const char *name;
	uid_t uid;
	gid_t gid;
	bool good, drop = geteuid() == 0 && daemon_user(&uid, &gid, &name);

	if (drop && (setegid(gid) == -1 || seteuid(uid) == -1))
		fatal("user %s", name);
	good = conffile_load(path, optional, conf, say);
	/* It has seen no secrets: sanitizers and debuggers may look. */
	if (drop && (seteuid(0) == -1 || setegid(getgid()) == -1 ||
	    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == -1))
		fatal("user root");
	return good;
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
