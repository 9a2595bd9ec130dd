/* SPDX-License-Identifier: Apache-2.0 */
/* hsflowctl's verbs, each in its ctl_NAME.c. */
#ifndef CTL_H
#define CTL_H

/* Exit statuses. */
#define CTL_OK		0
#define CTL_FAILED	1
#define CTL_USAGE	2	/* the command line is wrong */

/* argv[0] is the verb; what is returned is the exit status. */
int	ctl_check_run(int argc, char **argv);
int	ctl_decode_run(int argc, char **argv);
int	ctl_listen_run(int argc, char **argv);
int	ctl_status_run(int argc, char **argv);
int	ctl_top_run(int argc, char **argv);

#endif
