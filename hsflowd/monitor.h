/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The privileged process: starts the agent as an unprivileged user, restarts
 * it with back-off, hands over what only root may read. It parses nothing
 * that came from a network, a guest or the agent.
 */
#ifndef MONITOR_H
#define MONITOR_H

#include "options.h"

/* `program` is argv[0]. Runs until stopped. Returns the exit status. */
int	monitor_run(const struct options *, const char *program);

#endif
