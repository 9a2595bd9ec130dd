/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sflowovsd at work: the state file, the database's socket, two monitors,
 * signals and timers on one side; passes on the other.
 */
#ifndef OVSD_H
#define OVSD_H

#include <stdbool.h>
#include <stdint.h>

#include "ovs_control.h"

/* Paths are absolute and kept, not copied. */
struct ovsd_conf {
	const char	*statefile;
	const char	*db;		/* "unix:/..." */
	const char	*ovs_vsctl;	/* NULL: looked up */
	const char	*ovsdb_client;	/* NULL: looked up */
	uint64_t	 grace_us;	/* after the state file has gone */
	bool		 resumes;	/* after one that was killed */
	struct ovs_control_socket control;
};

/* Runs until SIGTERM or SIGINT, then withdraws. Fatal when it cannot start. */
void	ovsd_run(const struct ovsd_conf *);

#endif
