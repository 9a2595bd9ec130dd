/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowctl's complaints; called by all of its verbs. */
#include "ctl_complain.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ctl.h"

static void	put(const char *, const char *, va_list)
		    __attribute__((format(printf, 2, 0)));

static void
put(const char *verb, const char *fmt, va_list ap)
{
	fprintf(stderr, "hsflowctl %s: ", verb);
	vfprintf(stderr, fmt, ap);
}

void
ctl_complain_errno(const char *verb, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;

	va_start(ap, fmt);
	put(verb, fmt, ap);
	va_end(ap);
	fprintf(stderr, ": %s\n", strerror(saved));
}

void
ctl_complain(const char *verb, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(verb, fmt, ap);
	va_end(ap);
	putc('\n', stderr);
}

int
ctl_complain_usage(const char *verb, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(verb, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\ntry 'hsflowctl %s -h'\n", verb);
	return CTL_USAGE;
}

int
ctl_complain_option(const char *verb, int refused, char *const *argv)
{
	if (refused == ':')
		return ctl_complain_usage(verb, "'%s' needs a value",
		    argv[optind - 1]);
	/* A long one has been passed already; of a short one, optopt is set. */
	if (optopt != 0 && strncmp(argv[optind - 1], "--", 2) != 0)
		return ctl_complain_usage(verb, "unknown option '-%c'", optopt);
	return ctl_complain_usage(verb, "unknown option '%s'",
	    argv[optind - 1]);
}
