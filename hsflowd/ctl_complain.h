/* SPDX-License-Identifier: Apache-2.0 */
/* "hsflowctl VERB: message" on standard error. */
#ifndef CTL_COMPLAIN_H
#define CTL_COMPLAIN_H

void	ctl_complain(const char *verb, const char *, ...)
	    __attribute__((format(printf, 2, 3)));
/* With the text of errno behind. */
void	ctl_complain_errno(const char *verb, const char *, ...)
	    __attribute__((format(printf, 2, 3)));
/* About the command line, with a hint at the help; returns CTL_USAGE. */
int	ctl_complain_usage(const char *verb, const char *, ...)
	    __attribute__((format(printf, 2, 3)));
/*
 * About the option that getopt_long has just refused with '?' or ':'; its
 * table of short options has to begin with ':'. Returns CTL_USAGE.
 */
int	ctl_complain_option(const char *verb, int refused,
	    char *const *argv);

#endif
