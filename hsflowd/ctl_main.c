/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowctl: from the command line to the verb. */
#include <stdio.h>
#include <string.h>

#include "ctl.h"

static const struct {
	const char	*name;
	int		(*run)(int argc, char **argv);
	const char	*summary;
} verbs[] = {
	{ "status", ctl_status_run, "how hsflowd and sflowovsd are" },
	{ "check", ctl_check_run, "what is wrong on the way to the collectors" },
	{ "listen", ctl_listen_run, "receive sFlow and print it" },
	{ "top", ctl_top_run, "show hosts and VMs, live" },
	{ "decode", ctl_decode_run, "print one datagram from a file" },
};

#define N_VERBS	(sizeof(verbs) / sizeof(verbs[0]))

static void
print_usage(FILE *f)
{
	fputs("usage: hsflowctl VERB [OPTION ...]\n\n", f);
	for (size_t i = 0; i < N_VERBS; i++)
		fprintf(f, "  %-10s %s\n", verbs[i].name, verbs[i].summary);
	fputs("\n"
	    "  -v         print the version\n"
	    "  -h         print this\n"
	    "\n'hsflowctl VERB -h' tells about one verb.\n", f);
}

static int
run_verb(int argc, char **argv)
{
	for (size_t i = 0; i < N_VERBS; i++) {
		if (strcmp(argv[0], verbs[i].name) == 0)
			return verbs[i].run(argc, argv);
	}
	fprintf(stderr, "hsflowctl: %s '%s'\ntry 'hsflowctl -h'\n",
	    argv[0][0] == '-' ? "unknown option" : "unknown verb", argv[0]);
	return CTL_USAGE;
}

int
main(int argc, char **argv)
{
	if (argc < 2) {
		print_usage(stderr);
		return CTL_USAGE;
	}
	if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0) {
		print_usage(stdout);
		return CTL_OK;
	}
	if (strcmp(argv[1], "-v") == 0 || strcmp(argv[1], "--version") == 0) {
		puts("hsflowctl " VERSION);
		return CTL_OK;
	}
	return run_verb(argc - 1, argv + 1);
}
