/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The unprivileged process: configuration, DNS, measuring, sending, the state
 * file.
 */
#ifndef AGENT_H
#define AGENT_H

#include "options.h"

/* Its exit status when it could not start; it has said why. */
#define AGENT_EXIT_START	78	/* EX_CONFIG */

/* Runs until stopped. Returns the exit status. */
int	agent_run(const struct options *);

#endif
