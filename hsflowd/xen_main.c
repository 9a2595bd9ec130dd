/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hsflowd-xen: started by hsflowd's monitor on a Xen dom0 (collector.h). The
 * only program with libxenstat and libxenstore: whatever they do, block or
 * crash, happens to it alone. So it needs no event loop: it waits for the
 * agent's question, answers it, and waits again.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "collector.h"
#include "daemon.h"
#include "fds.h"
#include "log.h"
#include "privdrop.h"
#include "vm_record.h"
#include "xen_quiet.h"
#include "xen_round.h"

/* Four for each disk of a VM: more than Xen has VMs. */
#define FILES_MAX	262144

struct arguments {
	const char	*root;
	int		 debug;
	bool		 again;		/* the one before has complained */
};

static const char usage[] =
    "usage: hsflowd-xen [-d] [--again] [--root DIR]\n"
    "hsflowd starts it on a Xen dom0; it is of no use by itself.\n";

static void
parse(struct arguments *a, int argc, char **argv)
{
	static const struct option longopts[] = {
		{ "root", required_argument, NULL, 'R' },
		{ "again", no_argument, NULL, 'A' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "d", longopts, NULL)) != -1)
		if (option == 'd')
			a->debug++;
		else if (option == 'R')
			a->root = optarg;
		else if (option == 'A')
			a->again = true;
		else
			break;
	if (option != -1 || optind < argc) {
		fputs(usage, stderr);
		exit(2);
	}
}

/* Said once, however often it is tried again. */
static void __attribute__((noreturn))
give_up(const struct arguments *a, const char *why)
{
	if (a->again)
		log_debug(1, "%s: %s", why, strerror(errno));
	else
		log_warn("%s", why);
	exit(1);
}

static void
say_hello(void)
{
	const struct vm_record_head head = { .kind = VM_RECORD_HELLO };
	uint8_t bytes[VM_RECORD_HEAD_BYTES];
	struct writer w;

	writer_init(&w, bytes, sizeof(bytes));
	vm_record_put_head(&w, &head);
	/* Not read by anybody for long: the agent's next question will do. */
	(void)send(COLLECTOR_AGENT_FD, bytes, w.len,
	    MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void
open_libraries(const struct arguments *a, struct xen_round_parts *parts)
{
	if (!xen_store_answers(a->root))
		give_up(a, "xenstored takes no connections");
	xen_quiet_begin();
	parts->store = xen_store_open();
	parts->stat = parts->store == NULL ? NULL : xen_stat_open();
	xen_quiet_end(!a->again);
	if (parts->store == NULL)
		give_up(a, "libxenstore");
	if (parts->stat == NULL)
		give_up(a, "libxenstat");
}

/* As far as we may; xen_vbd.c gets along with fewer. */
static void
raise_file_limit(void)
{
	const struct rlimit wanted = { FILES_MAX, FILES_MAX };
	struct rlimit files;

	if (setrlimit(RLIMIT_NOFILE, &wanted) == 0 ||
	    getrlimit(RLIMIT_NOFILE, &files) == -1)
		return;
	files.rlim_cur = files.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &files) == -1)
		log_debug(1, "limit of open files: %s", strerror(errno));
}

/*
 * From here on only what is open already, and what everybody may read. With the
 * user goes the wish to end with the parent.
 */
static void
become_nobody(pid_t parent)
{
	const char *name;
	uid_t uid;
	gid_t gid;

	if (geteuid() != 0)
		return;
	raise_file_limit();
	if (!daemon_user(&uid, &gid, &name))
		fatalx("neither user hsflowd nor nobody exists");
	if (!privdrop_to(uid, gid))
		fatal("cannot become user %s", name);
	prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
	if (getppid() != parent)
		exit(1);
}

/* The next message; false for one that is no question. */
static bool
receive(int flags, struct vm_record_head *head, struct vm_record_ask *ask)
{
	uint8_t bytes[64];
	struct reader r;
	ssize_t n;

	do
		n = recv(COLLECTOR_AGENT_FD, bytes, sizeof(bytes), flags);
	while (n == -1 && errno == EINTR);
	if (n <= 0) {
		if (flags == 0)
			fatal("the agent process");
		return false;
	}
	reader_init(&r, bytes, (size_t)n);
	return vm_record_get_head(&r, head) && head->kind == VM_RECORD_ASK &&
	    head->count == 1 && vm_record_get_ask(&r, ask);
}

/* Of several that have piled up, only the last is still waited for. */
static void
serve(struct xen_round *round)
{
	struct vm_record_head head, newer;
	struct vm_record_ask ask, newest;

	if (!receive(0, &head, &ask))
		return;
	while (receive(MSG_DONTWAIT, &newer, &newest)) {
		head = newer;
		ask = newest;
	}
	if (ask.flags & VM_RECORD_PING)
		say_hello();
	else if (!xen_round_answer(round, head.number, &ask))
		log_debug(1, "the agent process takes no answer");
}

int
main(int argc, char **argv)
{
	struct arguments a = { .root = "" };
	struct xen_round_parts parts = { .agent = COLLECTOR_AGENT_FD,
	    .monitor = COLLECTOR_MONITOR_FD };
	struct xen_round *round;
	pid_t parent = getppid();

	fds_ensure_standard();
	signal(SIGPIPE, SIG_IGN);
	parse(&a, argc, argv);
	log_init("hsflowd-xen", a.debug > 0, a.debug);
	prctl(PR_SET_NAME, "hsflowd: xen", 0, 0, 0);
	/* Before what may block for ever, as its time then runs. */
	say_hello();
	open_libraries(&a, &parts);
	become_nobody(parent);
	if (a.debug == 0)
		daemon_detach();
	parts.root = a.root;
	round = xen_round_new(&parts);
	log_debug(1, "hsflowd-xen is ready");
	for (;;)
		serve(round);
}
