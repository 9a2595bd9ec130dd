/* SPDX-License-Identifier: Apache-2.0 */
/* The descriptors a process is started with. */
#ifndef FDS_H
#define FDS_H

/*
 * Standard input, output and error exist, as /dev/null where they were closed:
 * else the first files opened would take their numbers. For the start of main.
 */
void	fds_ensure_standard(void);
/* Closes `first` and all above. Async-signal-safe. */
void	fds_close_from(int first);

#endif
